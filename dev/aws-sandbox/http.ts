import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { answerValidation, validation } from './access-analyzer.ts'
import type { Answer, Lost } from './answer.ts'
import { answerControl } from './control.ts'
import { answerQuery } from './sts.ts'
import { answerJson } from './wire.ts'
import type { World } from './world.ts'

const maxBodyBytes = 1024 * 1024
const keepAliveMs = 65_000
const control = '/_sandbox/'

export function serve(world: World): Server {
  // Longer than clients keep theirs, so that no call meets a connection that is just being closed.
  return createServer({ keepAliveTimeout: keepAliveMs }, (request, response) => {
    answerTo(world, request)
      .then((answer) => send(response, answer))
      .catch((error: unknown) => {
        console.error(error)
        response.destroy()
      })
  })
}

async function answerTo(world: World, request: IncomingMessage): Promise<Answer | Lost> {
  const body = await bodyOf(request)
  if (!body) return { status: 413, headers: {}, body: '' }
  const [path = '/', query = ''] = (request.url ?? '/').split('?')
  const method = request.method ?? 'GET'
  if (path.startsWith(control)) return answerControl(world, method, path.slice(control.length), body)
  const signed = { method, path, query, headers: request.headers, body }
  if (path === validation) return answerValidation(world, signed)
  return request.headers['x-amz-target'] === undefined
    ? answerQuery(world, signed)
    : answerJson(world, signed)
}

async function bodyOf(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > maxBodyBytes) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

async function send(response: ServerResponse, answer: Answer | Lost): Promise<void> {
  if (answer === 'lost') return void response.destroy()
  if (answer.holdMs) await sleep(answer.holdMs, undefined, { ref: false })
  response.writeHead(answer.status, answer.headers).end(answer.body)
}
