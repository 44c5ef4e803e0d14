import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { startSandbox, type Sandbox } from '../dev/aws-sandbox/start-sandbox.ts'
import { fastLatency } from '../dev/aws-sandbox/world.ts'
import { freePort } from '../dev/free-port.ts'
import { startProgram, type Running } from '../dev/process.ts'
import organisation from '../test/fixtures/organisation.json' with { type: 'json' }
import type { Killing, SealAsk, Sealing } from './engine/writer/ports.ts'

const path = (file: string) => new URL(file, import.meta.url).pathname

// The real objects on the real runtime; the door is the test's.
const source = `
  import { DurableObject } from 'cloudflare:workers'
  import { awsConfig } from '${path('./aws/config.ts')}'
  import { setWriting } from '${path('./aws/set-writing.ts')}'
  export { Gate } from '${path('./gate.ts')}'
  export { SetWriter } from '${path('./set-writer.ts')}'
  export class Inbox extends DurableObject {}
  export class Catalog extends DurableObject {}
  export class Keeper extends DurableObject {}
  export default {
    async fetch(request, env) {
      const [what, ...told] = await request.json()
      if (what === 'read') return Response.json(await setWriting(awsConfig(env)).read(told[0]))
      return Response.json((await env.SET_WRITER.getByName(told[0])[what](...told)) ?? null)
    },
    scheduled() {},
  }
`

const [viewer, owner] = organisation.people.map(({ principalId }) => principalId)
const responder = organisation.permissionSets.find(({ name }) => name === 'IncidentResponder')!.arn
const account = '222233334444'
const hour = 3_600_000

let folder: string
let port: number
let sandbox: Sandbox
let worker: Running | null = null

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hallpass-set-writer-'))
  await writeFile(join(folder, 'index.ts'), source)
  port = await freePort()
  sandbox = await startSandbox({ port: 0, state: ':memory:', seed: 1, latency: fastLatency })
})
afterEach(async () => {
  await worker?.stop()
  worker = null
})
afterAll(async () => {
  await sandbox.close()
  await rm(folder, { recursive: true })
})

test('a set is sealed and retired by alarms alone, over the kill of the process', async () => {
  worker = await start()
  const name = 'jit-aaaaaaaaaa-IncidentResp'
  const ask = await sealAsk(name)
  await control('POST', 'faults', { operation: 'CreatePermissionSet', kind: 'delay', ms: 2_000, times: 1 })
  await call('seal', name, ask)
  await sleep(1_000)
  await worker.kill()
  worker = await start()
  const sealed = await until(
    () => call('seal', name, ask) as Promise<Sealing>,
    ({ arn }) => arn !== null,
  )
  expect(sealed).toMatchObject({ sealedUntil: ask.until, refused: null })
  // The first Create was answered to nobody.
  expect(await call('read', sealed.arn)).toMatchObject({ name: `${name}-2` })
  await until(
    () => call('retire', name),
    (state) => state === 'done',
  )
  expect(await call('read', sealed.arn)).toBeNull()
})

test('two kills at once, while one alarm works, both hold', async () => {
  worker = await start()
  await standing(viewer!)
  await standing(owner!)
  const issuedAt = Date.now()
  const issuedBefore = Math.ceil((Date.now() + 1) / 10_000) * 10_000
  const asked = (principal: string) => ({ account, principal, issuedBefore, until: issuedBefore + hour })
  const kill = (principal: string) => call('kill', responder, asked(principal)) as Promise<Killing>
  await Promise.all([kill(viewer!), kill(owner!)])
  for (const person of [viewer!, owner!])
    await until(
      () => kill(person),
      ({ state }) => state === 'killed',
    )
  expect([await may(viewer!, issuedAt), await may(owner!, issuedAt)]).toEqual([false, false])
})

async function sealAsk(name: string): Promise<SealAsk> {
  const { policyHash } = (await call('read', responder)) as { policyHash: string }
  const ends = Math.floor(Date.now() / 1_000) * 1_000 + hour
  return {
    base: responder as SealAsk['base'],
    baseHash: policyHash,
    account,
    key: `${account}/${name}`,
    principal: viewer as SealAsk['principal'],
    until: ends,
  }
}

async function standing(principalId: string): Promise<void> {
  await control('POST', 'assignments', { accountId: account, principalId, permissionSetArn: responder })
}

async function may(principalId: string, issuedAt: number): Promise<boolean> {
  const what = {
    accountId: account,
    permissionSetArn: responder,
    action: 'ec2:DescribeInstances',
    resource: '*',
  }
  const asked = { ...what, principalId, issuedAt: new Date(issuedAt).toISOString() }
  return ((await control('POST', 'access', asked)) as { allowed: boolean }).allowed
}

async function start(): Promise<Running> {
  const keys = (await control('GET', 'credentials')) as { accessKeyId: string; secretAccessKey: string }
  const vars = {
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

async function call(...told: readonly unknown[]): Promise<unknown> {
  const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: JSON.stringify(told) })
  expect(answer.status).toBe(200)
  return answer.json()
}

async function control(method: string, name: string, body?: unknown): Promise<unknown> {
  const sent = body === undefined ? {} : { body: JSON.stringify(body) }
  const answer = await fetch(`${sandbox.url}/_sandbox/${name}`, { method, ...sent })
  return answer.json()
}

async function until<T>(ask: () => Promise<T>, isThere: (answer: T) => boolean): Promise<T> {
  let last: T | null = null
  for (let n = 0; n < 400; n += 1) {
    last = await ask()
    if (isThere(last)) return last
    await sleep(100)
  }
  throw new Error(`never, but ${JSON.stringify(last)}`)
}
