import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Calls, Trace } from './calls.ts'
import { Fault, type Faults } from './faults.ts'
import { HranaError } from './hrana-error.ts'
import { bodyOf, HttpError, sendJson, sendText } from './http.ts'
import { runPipeline } from './pipeline.ts'
import type { Stream } from './stream.ts'
import type { Streams } from './streams.ts'
import { Pipeline } from './wire.ts'

export interface Parts {
  streams: Streams
  calls: Calls
  faults: Faults
}

type Exchange = Parts & { request: IncomingMessage; response: ServerResponse }

const routes: Record<string, (exchange: Exchange) => void | Promise<void>> = {
  'GET /health': ({ response }) => sendText(response, 200, 'ok'),
  'GET /v2': ({ response }) => sendText(response, 200, 'Hrana over HTTP, version 2'),
  'GET /v3': ({ response }) => sendText(response, 200, 'Hrana over HTTP, version 3'),
  'POST /v2/pipeline': pipeline,
  'POST /v3/pipeline': pipeline,
  'GET /_libsql/calls': ({ response, calls }) => sendJson(response, 200, calls.counts()),
  'GET /_libsql/last': ({ response, calls }) => sendJson(response, 200, calls.last()),
  'DELETE /_libsql/calls': ({ response, calls }) => {
    calls.reset()
    response.writeHead(204).end()
  },
  'POST /_libsql/faults': async ({ request, response, faults }) => {
    faults.add(await bodyOf(request, Fault))
    response.writeHead(201).end()
  },
  'DELETE /_libsql/faults': ({ response, faults }) => {
    faults.clear()
    response.writeHead(204).end()
  },
}

export async function serve(exchange: Exchange): Promise<void> {
  try {
    await routeOf(exchange.request)(exchange)
  } catch (error) {
    refuse(exchange, error)
  }
}

function routeOf({
  method,
  url = '/',
  headers,
}: IncomingMessage): (exchange: Exchange) => void | Promise<void> {
  // Any page in the developer's browser can reach this port; only programs have business here.
  if (headers.origin !== undefined) throw new HttpError(403, 'FORBIDDEN', 'Not for web pages')
  const route = routes[`${method} ${url.replace(/\?.*$/, '')}`]
  if (!route) throw new HttpError(404, 'NOT_FOUND', 'There is nothing here')
  return route
}

function refuse({ request, response }: Exchange, error: unknown): void {
  const hungUp = request.destroyed && !request.complete
  if (hungUp || response.headersSent || response.destroyed) return
  // What is left of the body is not read, so the connection cannot be used again.
  if (!request.complete) response.setHeader('connection', 'close')
  if (error instanceof HranaError)
    return sendJson(response, 400, { message: error.message, code: error.code })
  if (error instanceof HttpError)
    return sendJson(response, error.status, { message: error.message, code: error.code })
  console.error('libsql:', error)
  sendJson(response, 500, { message: 'The database server broke', code: 'INTERNAL' })
}

async function pipeline(exchange: Exchange): Promise<void> {
  const { request, response, streams, calls, faults } = exchange
  const trace = calls.begin()
  const fault = faults.next()
  if (fault?.kind === 'down') return sendText(response, 503, 'The database is down')
  const body = await bodyOf(request, Pipeline)
  const stream = streamFor(exchange, body.baton, trace)
  if (fault?.kind === 'delay') await sleep(fault.ms)
  const results = await runPipeline(stream, body.requests).catch((error: unknown) => {
    streams.close(stream)
    throw error
  })
  if (fault?.kind === 'lost') return void response.destroy()
  sendJson(response, 200, { baton: streams.rest(stream), base_url: null, results })
}

/** A stream that ends when its client does: the answer with the baton could never arrive. */
function streamFor({ response, streams }: Exchange, baton: string | null | undefined, trace: Trace): Stream {
  const stream = baton ? streams.resume(baton, trace) : streams.open(trace)
  const closeIfUnanswered = (): void => {
    if (!response.writableFinished) streams.close(stream)
  }
  if (response.destroyed) closeIfUnanswered()
  response.once('close', closeIfUnanswered)
  return stream
}
