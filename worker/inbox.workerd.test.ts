import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../dev/free-port.ts'
import { startProgram, type Running } from '../dev/process.ts'

// The real object on the real runtime; the door is the test's.
const source = `
  import { DurableObject } from 'cloudflare:workers'
  export { Inbox } from '${new URL('./inbox.ts', import.meta.url).pathname}'
  export class Keeper extends DurableObject {}
  export class Gate extends DurableObject {}
  export class Catalog extends DurableObject {}
  export class SetWriter extends DurableObject {}
  export default {
    async fetch(request, env) {
      const person = new URL(request.url).pathname
      return Response.json(await env.INBOX.getByName(person).lookOnce(60))
    },
    scheduled() {},
  }
`

let folder: string
let port: number
let worker: Running
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hallpass-inbox-'))
  await writeFile(join(folder, 'index.ts'), source)
  port = await freePort()
  const at = ['--port', String(port), '--entry', join(folder, 'index.ts'), '--cron-seconds', '0']
  const kept = ['--persist', join(folder, 'state'), '--build', join(folder, 'build')]
  worker = await startProgram({ name: 'worker', args: ['dev/worker.ts', ...at, ...kept] })
})
afterAll(async () => {
  await worker.stop()
  await rm(folder, { recursive: true })
})

async function waitMs(person: string): Promise<number> {
  return (await (await fetch(`http://127.0.0.1:${port}/${person}`)).json()) as number
}

test('looks are counted one by one, however many ask at once, each person by themselves', async () => {
  const waits = await Promise.all(Array.from({ length: 70 }, () => waitMs('one')))
  expect(waits.filter((wait) => wait === 0)).toHaveLength(60)
  expect(Math.min(...waits.filter((wait) => wait > 0))).toBeGreaterThan(30_000)
  expect(await waitMs('another')).toBe(0)
})
