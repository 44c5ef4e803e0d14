import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloneOf, grantTo, mayAct } from './credentials.ts'
import { control, sandbox, startStack, type Stack } from './stack.ts'

/* AWS itself stops a sealed session: nothing of ours has to be alive. */

let stack: Stack
beforeAll(async () => {
  stack = await startStack()
})
afterAll(() => stack.stop())

const set = 'IncidentResponder'

async function untilDeleted(many: number): Promise<void> {
  for (let tries = 150; tries > 0; tries--) {
    const { byOperation } = (await control('GET', `${sandbox}/calls`)).body
    if ((byOperation.DeletePermissionSet ?? 0) >= many) return
    await sleep(200)
  }
  throw new Error('the clone was never deleted')
}

test('with the worker dead, credentials of a sealed session are refused from its end on', async () => {
  const account = 'prod-web'
  const id = await grantTo(stack, 'viewer', { account, set, seconds: 40 })
  const { session } = await stack.until(id, ['active'])
  const end = Date.parse(session!.endsAt)
  expect(session).toMatchObject({
    credentials: 'sealed',
    credentialsUntil: new Date(Math.floor(end / 1_000) * 1_000).toISOString(),
    roleName: `jit-${id.slice(0, 10)}-IncidentRespo`,
  })
  const clone = (await cloneOf('viewer', account))!
  const credentials = { who: 'viewer', account, set: clone, issuedAt: Date.now() } as const
  expect(await mayAct(credentials)).toBe(true)

  await stack.kill('API')
  await sleep(end - Date.now() + 1_500)
  expect(await cloneOf('viewer', account)).toBe(clone)
  expect(await mayAct(credentials)).toBe(false)

  await stack.start('API')
  await stack.until(id, ['expired'], 60)
  expect(await cloneOf('viewer', account)).toBe(null)
  await untilDeleted(1)
  const { credentialsUntil, accessRemains } = (await stack.read(id)).session!
  expect(Date.parse(credentialsUntil)).toBeLessThanOrEqual(end)
  expect(accessRemains).toBe(null)
})

test('a sealed session that is extended has no gap, and then ends like any other', async () => {
  const account = 'stage-web'
  const first = await grantTo(stack, 'viewer', { account, set, seconds: 40 })
  const { session } = await stack.until(first, ['active'])
  const clone = (await cloneOf('viewer', account))!
  const credentials = { who: 'viewer', account, set: clone, issuedAt: Date.now() } as const
  const longer = await grantTo(stack, 'viewer', { account, set, seconds: 20, extends: first })

  const oldEnd = Date.parse(session!.endsAt)
  await sleep(oldEnd - Date.now() - 2_000)
  while (Date.now() < oldEnd + 5_000) {
    expect(await mayAct(credentials)).toBe(true)
    await sleep(250)
  }
  const active = await stack.until(longer, ['active'])
  expect((await stack.until(first, ['expired'])).session!.accessRemains).toBe('session')
  await sleep(Date.parse(active.session!.endsAt) - Date.now() + 100)
  expect(await mayAct(credentials)).toBe(false)
  await stack.until(longer, ['expired'], 60)
  await untilDeleted(2)
})
