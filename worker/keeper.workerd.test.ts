import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient, type Client } from '@libsql/client/http'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { startSandbox, type Sandbox } from '../dev/aws-sandbox/start-sandbox.ts'
import { fastLatency } from '../dev/aws-sandbox/world.ts'
import { freePort } from '../dev/free-port.ts'
import { startLibsql, type Libsql } from '../dev/libsql/server.ts'
import { startProgram, type Running } from '../dev/process.ts'
import { migrated } from '../test/database.ts'
import { World, type Approved } from '../test/engine/world.ts'
import organisation from '../test/fixtures/organisation.json' with { type: 'json' }
import { keyOf } from './engine/key.ts'
import type { PrincipalId } from './engine/ports.ts'

const path = (file: string) => new URL(file, import.meta.url).pathname

// The real objects on the real runtime; the door is the test's.
const source = `
  import { DurableObject } from 'cloudflare:workers'
  import { Keeper as Real } from '${path('./keeper.ts')}'
  export { Gate } from '${path('./gate.ts')}'
  export class Inbox extends DurableObject {}
  export class Catalog extends DurableObject {}
  export class SetWriter extends DurableObject {}
  export class Keeper extends Real {
    booked() { return this.ctx.storage.getAlarm() }
  }
  export default {
    async fetch(request, env) {
      const { key, told } = await request.json()
      const what = new URL(request.url).pathname.slice(1)
      return Response.json((await env.KEEPER.getByName(key)[what](key, told)) ?? null)
    },
    scheduled() {},
  }
`

let folder: string
let port: number
let sandbox: Sandbox
let libsql: Libsql
let client: Client
let world: World
let worker: Running | null = null
let sets = organisation.permissionSets.map(({ arn }) => arn)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hallpass-keeper-'))
  await writeFile(join(folder, 'index.ts'), source)
  port = await freePort()
  sandbox = await startSandbox({ port: 0, state: ':memory:', seed: 1, latency: fastLatency })
  libsql = await startLibsql({ port: 0, file: ':memory:' })
  client = await migrated(createClient({ url: libsql.url }))
  world = await World.open(client as never)
})

afterEach(async () => {
  await worker?.stop()
  worker = null
})

afterAll(async () => {
  client.close()
  await libsql.close()
  await sandbox.close()
  await rm(folder, { recursive: true })
})

test('a session is set up and taken away by alarms alone', async () => {
  worker = await start()
  const [key, person] = nextKey()
  const session = await approve(key, person, 4)
  await until(session, 'active')
  expect(await holders(key)).toContain(person)
  await until(session, 'expired')
  expect(await holders(key)).not.toContain(person)
  const { endedAt, endsAt } = await world.row(session.id)
  expect(endedAt).toBeGreaterThanOrEqual(endsAt!)
})

test('a call that comes while the alarm works is not lost', async () => {
  worker = await start()
  const [key, person, other] = nextKey()
  await control('POST', 'faults', { operation: 'ListAccountAssignments', kind: 'delay', ms: 1_000, times: 1 })
  const first = await approve(key, person, 600)
  await sleep(300)
  const second = await approve(key, other, 600)
  await until(first, 'active')
  await until(second, 'active')
  await revoke(key, first)
  await until(first, 'revoked')
  expect(await holders(key)).not.toContain(person)
})

test('an alarm that throws books the next one, and the session goes on when it can', async () => {
  worker = await start({ AWS_REGION: '' })
  const [key, person] = nextKey()
  const session = await approve(key, person, 600)
  await sleep(500)
  const booked = (await call('booked', key)) as number | null
  expect(booked).toBeGreaterThan(Date.now())
  await worker.stop()

  worker = await start()
  await call('poke', key)
  await until(session, 'active')
})

test('a process killed in the middle goes on with what it stored: the end comes after the restart', async () => {
  worker = await start()
  const [key, person] = nextKey()
  const session = await approve(key, person, 3)
  await until(session, 'active')
  await worker.kill()
  await sleep(3_000)
  expect(await holders(key)).toContain(person)

  worker = await start()
  await until(session, 'expired')
  expect(await holders(key)).not.toContain(person)
})

test('a process killed while AWS is being asked goes on where it was', async () => {
  worker = await start()
  const [key, person] = nextKey()
  await control('POST', 'faults', {
    operation: 'CreateAccountAssignment',
    kind: 'delay',
    ms: 2_000,
    times: 1,
  })
  const session = await approve(key, person, 600)
  await sleep(1_000)
  await worker.kill()
  worker = await start()
  await until(session, 'active')
  await revoke(key, session)
  await until(session, 'revoked')
})

test('an end comes on time while the database is down', async () => {
  worker = await start()
  const [key, person] = nextKey()
  const session = await approve(key, person, 4)
  await until(session, 'active')
  await database('POST', { kind: 'down' })
  await untilGone(key, person)
  await database('DELETE')
  await until(session, 'expired')
})

/** Each test works at a key of its own. */
function nextKey() {
  const arn = sets[0]!
  sets = sets.slice(1)
  const people = organisation.people.map(({ principalId }) => principalId as PrincipalId)
  return [keyOf('222233334444', arn), people[0]!, people[1]!] as const
}

async function approve(
  key: ReturnType<typeof keyOf>,
  person: PrincipalId,
  seconds: number,
): Promise<Approved> {
  world.now = Date.now()
  const session = await world.approve(person, { seconds, on: key, tell: false })
  await call('hold', key, [
    { ...session, principal: person, sessionSeconds: 3600, clone: null, kill: 'never' },
  ])
  return session
}

async function revoke(key: string, session: Approved): Promise<void> {
  world.now = Date.now()
  await world.revoke(session.id, { tell: false })
  await call('end', key, [{ id: session.id, cause: 'revoke', at: world.now }])
}

async function start(changes: Record<string, string> = {}): Promise<Running> {
  const keys = (await control('GET', 'credentials')) as { accessKeyId: string; secretAccessKey: string }
  const vars = {
    DATABASE_URL: libsql.url,
    AWS_ENDPOINT: sandbox.url,
    AWS_REGION: organisation.region,
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    INSTANCE_ARN: organisation.instanceArn,
    IDENTITY_STORE_ID: organisation.identityStoreId,
    ...changes,
  }
  const at = ['--port', String(port), '--entry', join(folder, 'index.ts'), '--cron-seconds', '0']
  const kept = ['--persist', join(folder, 'state'), '--build', join(folder, 'build')]
  const told = Object.entries(vars).flatMap(([name, value]) => ['--var', `${name}=${value}`])
  return startProgram({ name: 'worker', args: ['dev/worker.ts', ...at, ...kept, ...told] })
}

async function call(what: string, key: string, told?: unknown): Promise<unknown> {
  const answer = await fetch(`http://127.0.0.1:${port}/${what}`, {
    method: 'POST',
    body: JSON.stringify({ key, told }),
  })
  expect(answer.status).toBe(200)
  return answer.json()
}

async function control(method: string, name: string, body?: unknown): Promise<unknown> {
  const sent = body === undefined ? {} : { body: JSON.stringify(body) }
  const answer = await fetch(`${sandbox.url}/_sandbox/${name}`, { method, ...sent })
  return answer.json()
}

async function database(method: 'POST' | 'DELETE', fault?: { kind: 'down' }): Promise<void> {
  const body = fault ? { body: JSON.stringify(fault) } : {}
  const answer = await fetch(`${libsql.url}/_libsql/faults`, { method, ...body })
  expect(answer.ok).toBe(true)
}

async function holders(key: ReturnType<typeof keyOf>): Promise<string[]> {
  const all = (await control('GET', 'assignments')) as Record<
    'accountId' | 'principalId' | 'permissionSetArn',
    string
  >[]
  return all
    .filter((each) => keyOf(each.accountId, each.permissionSetArn) === key)
    .map((each) => each.principalId)
}

async function until({ id }: Approved, status: string): Promise<void> {
  let now = ''
  for (let n = 0; n < 300; n += 1) {
    now = (await world.row(id)).status
    if (now === status) return
    await sleep(100)
  }
  throw new Error(`never ${status}, but ${now}`)
}

async function untilGone(key: ReturnType<typeof keyOf>, person: string): Promise<void> {
  for (let n = 0; n < 300; n += 1) {
    if (!(await holders(key)).includes(person)) return
    await sleep(100)
  }
  throw new Error('never gone')
}
