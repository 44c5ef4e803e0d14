import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from './free-port.ts'
import { startProgram, type Running } from './process.ts'

// A worker that counts in a Durable Object, with an alarm, a cron and a module that is read lazily.
const source = `
  import { DurableObject } from 'cloudflare:workers'
  export class Keeper extends DurableObject {
    fetch(request) {
      const { pathname, searchParams } = new URL(request.url)
      this.ctx.storage.sql.exec('create table if not exists marks (name text)')
      if (pathname === '/alarm') return this.ctx.storage.setAlarm(Date.now() + Number(searchParams.get('in'))).then(() => new Response())
      if (pathname !== '/marks') this.ctx.storage.sql.exec('insert into marks values (?)', pathname)
      return Response.json(this.ctx.storage.sql.exec('select name from marks').toArray().map(({ name }) => name))
    }
    alarm() { this.ctx.storage.sql.exec('insert into marks values (?)', 'alarm') }
  }
  export class Gate extends DurableObject {}
  export class Inbox extends DurableObject {}
  export class Catalog extends DurableObject {}
  export class SetWriter extends DurableObject {}
  const keeper = (env) => env.KEEPER.getByName('one')
  export default {
    async fetch(request, env) {
      const { pathname } = new URL(request.url)
      if (pathname === '/var') return new Response(env.NOTE)
      if (pathname === '/lazy') return new Response((await import('./lazy.ts')).word)
      return keeper(env).fetch(request)
    },
    async scheduled(event, env) { await keeper(env).fetch('http://keeper/cron') },
  }
`

const note = 'a "b"\n=ü\u0001'

let folder: string
let port: number
let worker: Running

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hallpass-worker-'))
  await writeFile(join(folder, 'index.ts'), source)
  await writeFile(join(folder, 'lazy.ts'), `export const word = 'read late'`)
  port = await freePort()
  worker = await start()
})

afterAll(async () => {
  await worker.stop()
  await rm(folder, { recursive: true })
})

function start(): Promise<Running> {
  const at = ['--port', String(port), '--entry', join(folder, 'index.ts')]
  const kept = ['--persist', join(folder, 'state'), '--build', join(folder, 'build')]
  const args = ['dev/worker.ts', ...at, ...kept, '--var', `NOTE=${note}`, '--cron-seconds', '1']
  return startProgram({ name: 'worker', args, onLine: () => {} })
}

async function get(path: string): Promise<string> {
  return (await fetch(`http://127.0.0.1:${port}${path}`)).text()
}

async function marked(name: string): Promise<boolean> {
  for (let tries = 0; tries < 100; tries++) {
    if ((await get('/marks')).includes(name)) return true
    await sleep(50)
  }
  return false
}

test('a variable reaches the worker as it was given', async () => {
  expect(await get('/var')).toBe(note)
})

test('what is imported lazily is a module of its own, and is there', async () => {
  expect(await get('/lazy')).toBe('read late')
})

test('the cron fires', async () => {
  expect(await marked('/cron')).toBe(true)
})

test('a kill -9 keeps what was stored, and an alarm that came due meanwhile fires after the restart', async () => {
  await get('/before')
  await get('/alarm?in=300')
  await worker.kill()
  await expect(get('/marks')).rejects.toThrow('fetch failed')
  await sleep(300)
  worker = await start()
  expect(await marked('/before')).toBe(true)
  expect(await marked('alarm')).toBe(true)
})
