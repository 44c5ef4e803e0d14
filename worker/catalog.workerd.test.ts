import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient, type Client } from '@libsql/client/http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSandbox, type Sandbox } from '../dev/aws-sandbox/start-sandbox.ts'
import { freePort } from '../dev/free-port.ts'
import { startLibsql, type Libsql } from '../dev/libsql/server.ts'
import { startProgram, type Running } from '../dev/process.ts'
import { migrated } from '../test/database.ts'
import organisation from '../test/fixtures/organisation.json' with { type: 'json' }

// The real object on the real runtime; the door is the test's.
const source = `
  import { DurableObject } from 'cloudflare:workers'
  export { Catalog } from '${new URL('./catalog.ts', import.meta.url).pathname}'
  export class Keeper extends DurableObject {}
  export class Gate extends DurableObject {}
  export class Inbox extends DurableObject {}
  export class SetWriter extends DurableObject {}
  export default {
    async fetch(request, env) {
      const catalog = env.CATALOG.getByName('catalog')
      await (new URL(request.url).pathname === '/refresh' ? catalog.refresh() : catalog.wake())
      return new Response()
    },
    scheduled() {},
  }
`

let folder: string
let port: number
let sandbox: Sandbox
let libsql: Libsql
let db: Client

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hallpass-catalog-'))
  await writeFile(join(folder, 'index.ts'), source)
  port = await freePort()
  sandbox = await startSandbox({ port: 0, state: ':memory:', seed: 1 })
  libsql = await startLibsql({ port: 0, file: ':memory:' })
  db = await migrated(createClient({ url: libsql.url }))
})

afterAll(async () => {
  db.close()
  await libsql.close()
  await sandbox.close()
  await rm(folder, { recursive: true })
})

test('fills the database from one wake-up, over the kill of its process, and again when asked', async () => {
  const first = await start()
  await call('wake')
  await until('select count(*) from permission_sets', organisation.permissionSets.length)
  await first.kill()

  const second = await start()
  try {
    await until('select count(*) from permission_sets where policy_hash is not null', 8)
    await until('select count(*) from accounts where ou_path is not null', 12)
    await call('refresh')
    await until("select count(*) from cursors where job = 'accounts' and run = 2 and token is null", 1)
  } finally {
    await second.stop()
  }
  expect(await count('select count(*) from group_members')).toBe(4)
})

async function start(): Promise<Running> {
  const answer = await fetch(`${sandbox.url}/_sandbox/credentials`)
  const keys = (await answer.json()) as { accessKeyId: string; secretAccessKey: string }
  const vars = {
    DATABASE_URL: libsql.url,
    AWS_ENDPOINT: sandbox.url,
    AWS_REGION: organisation.region,
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    INSTANCE_ARN: organisation.instanceArn,
    IDENTITY_STORE_ID: organisation.identityStoreId,
  }
  const at = ['--port', String(port), '--entry', join(folder, 'index.ts'), '--cron-seconds', '0']
  const kept = ['--persist', join(folder, 'state'), '--build', join(folder, 'build')]
  const told = Object.entries(vars).flatMap(([name, value]) => ['--var', `${name}=${value}`])
  return startProgram({ name: 'worker', args: ['dev/worker.ts', ...at, ...kept, ...told] })
}

async function call(name: 'wake' | 'refresh'): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}/${name}`)
  expect(answer.status).toBe(200)
}

async function count(sql: string): Promise<number> {
  return Number((await db.execute(sql)).rows[0]![0])
}

async function until(sql: string, wanted: number): Promise<void> {
  for (let n = 0; n < 400; n += 1) {
    if ((await count(sql)) === wanted) return
    await sleep(100)
  }
  throw new Error(`never ${wanted}: ${sql}`)
}
