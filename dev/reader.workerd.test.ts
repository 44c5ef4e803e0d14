import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { durableObjects } from './worker/config.ts'
import { freePort } from './free-port.ts'
import { startProgram, type Running } from './process.ts'

// A Worker that asks the one that reads policies, as the API does.
const classes = Object.values(durableObjects).map((name) => `export class ${name} extends DurableObject {}`)
const source = `
  import { DurableObject } from 'cloudflare:workers'
  ${classes.join('\n')}
  export default {
    async fetch(request, env) {
      const { method, ask } = await request.json()
      return Response.json(await env.READER[method](ask))
    },
  }
`

let folder: string
let port: number
let worker: Running
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hallpass-reader-'))
  await writeFile(join(folder, 'index.ts'), source)
  port = await freePort()
  const at = ['--port', String(port), '--entry', join(folder, 'index.ts'), '--cron-seconds', '0']
  const kept = ['--persist', join(folder, 'state'), '--build', join(folder, 'build')]
  worker = await startProgram({ name: 'worker', args: ['dev/worker.ts', ...at, ...kept], onLine: () => {} })
})
afterAll(async () => {
  await worker.stop()
  await rm(folder, { recursive: true })
})

async function asked(method: string, ask: object): Promise<unknown> {
  const body = JSON.stringify({ method, ask })
  return (await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body })).json()
}

test('another Worker reads policies for the API, with data that the API has not', async () => {
  const statement = { Effect: 'Allow', Action: 's3:List*', Resource: '*' }
  const inline = JSON.stringify({ Version: '2012-10-17', Statement: statement })
  expect(await asked('review', { inline, managed: [] })).toMatchObject({ errors: [], services: ['s3'] })
  const set = { arn: 'a-set', inline, managed: [], boundary: null, unread: [] }
  const ask = { action: 's3:ListBuckets', accountId: '111122223333', sets: [set], managed: {} }
  const suggested = await asked('suggest', ask)
  expect(suggested).toMatchObject({
    action: 's3:ListAllMyBuckets',
    sets: [{ arn: 'a-set', isCertain: true }],
  })
})
