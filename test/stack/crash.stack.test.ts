import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { control, holds, sandbox, startStack, type Stack } from './stack.ts'

/* kill -9, aimed: the session goes on to its right end by itself. */

let stack: Stack
beforeAll(async () => {
  stack = await startStack()
})
afterAll(() => stack.stop())

/** Kills the worker as soon as the sandbox has seen the operation, before its outcome was recorded. */
async function killWorkerAfter(operation: string): Promise<void> {
  for (let tries = 600; tries > 0; tries--) {
    const { byOperation } = (await control('GET', `${sandbox}/calls`)).body
    if (byOperation[operation]) return stack.kill('API')
    await sleep(20)
  }
  throw new Error(`${operation} was never called`)
}

test('the worker is killed between approval and activation', async () => {
  const grant = stack.grant({ account: 'prod-web', set: 'PowerUser', seconds: 30 })
  const id = await grant
  await stack.kill('API')
  await stack.start('API')
  const active = await stack.until(id, ['active'])
  expect(await holds('viewer', 'prod-web', 'PowerUser')).toBe(true)
  const ended = await stack.until(id, ['expired'], 60)
  expect(ended.session!.endsAt).toBe(active.session!.endsAt)
  expect(await holds('viewer', 'prod-web', 'PowerUser')).toBe(false)
})

test('the worker is killed when AWS has taken the Create and nobody has written it down', async () => {
  await control('DELETE', `${sandbox}/calls`)
  const id = await stack.grant({ account: 'dev-web', set: 'DatabaseAdmin', seconds: 30 })
  await killWorkerAfter('CreateAccountAssignment')
  await stack.start('API')
  await stack.until(id, ['active'])
  await stack.until(id, ['expired'], 60)
  expect(await holds('viewer', 'dev-web', 'DatabaseAdmin')).toBe(false)
})

test('the worker is killed between the end and the removal', async () => {
  const id = await stack.grant({ account: 'stage-web', set: 'PowerUser', seconds: 12 })
  const { session } = await stack.until(id, ['active'])
  await control('DELETE', `${sandbox}/calls`)
  await sleep(Date.parse(session!.endsAt) - Date.now())
  await killWorkerAfter('DeleteAccountAssignment')
  await stack.start('API')
  await stack.until(id, ['expired'], 60)
  expect(await holds('viewer', 'stage-web', 'PowerUser')).toBe(false)
})

test('the worker is down across the end: access goes as soon as it is back', async () => {
  const id = await stack.grant({ account: 'network-hub', set: 'PowerUser', seconds: 12 })
  const { session } = await stack.until(id, ['active'])
  await stack.kill('API')
  await sleep(Date.parse(session!.endsAt) - Date.now() + 2000)
  await stack.start('API')
  await stack.until(id, ['expired'], 60)
  expect(await holds('viewer', 'network-hub', 'PowerUser')).toBe(false)
})

test('the database is down across the end: access goes on time, the record follows', async () => {
  const id = await stack.grant({ account: 'log-archive', set: 'PowerUser', seconds: 15 })
  const { session } = await stack.until(id, ['active'])
  await stack.kill('database')
  await sleep(Date.parse(session!.endsAt) - Date.now() + 10_000)
  expect(await holds('viewer', 'log-archive', 'PowerUser')).toBe(false)
  const back = Date.now()
  await stack.start('database')
  const ended = await stack.until(id, ['expired'], 90)
  expect(Date.parse(ended.session!.endedAt!)).toBeLessThan(back)
})

test('the sandbox is killed while it works: what was asked of it is asked until it is done', async () => {
  const id = await stack.grant({ account: 'shared-services', set: 'PowerUser', seconds: 30 })
  await stack.kill('AWS sandbox')
  await sleep(1000)
  await stack.start('AWS sandbox')
  await stack.until(id, ['active'], 60)
  await stack.until(id, ['expired'], 90)
  expect(await holds('viewer', 'shared-services', 'PowerUser')).toBe(false)
})
