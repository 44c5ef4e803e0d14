import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { grantTo, mayAct } from './credentials.ts'
import { accountId, control, principal, sandbox, setArn, startStack, type Stack, type Who } from './stack.ts'

/* A revoke takes back what was issued before it, from one person in one account alone. */

let stack: Stack
beforeAll(async () => {
  stack = await startStack()
})
afterAll(() => stack.stop())

const set = 'PowerUser'

/** Somebody the role stays for. */
async function stands(account: string): Promise<void> {
  const [accountOf, permissionSetArn] = [accountId(account), setArn(set)]
  const standing = { accountId: accountOf, principalId: principal('owner'), permissionSetArn }
  await control('POST', `${sandbox}/assignments`, standing)
}

const revoke = (id: string) =>
  stack.call('admin', 'POST', `/v1/sessions/${id}/revoke`, { reason: 'Left the company today.' })

async function killed(id: string): Promise<void> {
  await stack.until(id, ['revoked'], 60)
  for (let tries = 300; tries > 0; tries--) {
    const { session } = await stack.read(id)
    if (session!.credentials === 'killed') return
    await sleep(200)
  }
  throw new Error(JSON.stringify(await stack.read(id)))
}

test('what was issued before a revoke is refused, and nobody else loses anything', async () => {
  await Promise.all([stands('stage-web'), stands('dev-web')])
  const seconds = 900
  const here = await grantTo(stack, 'viewer', { account: 'stage-web', set, seconds })
  const other = await grantTo(stack, 'ssoadmin', { account: 'stage-web', set, seconds })
  const elsewhere = await grantTo(stack, 'viewer', { account: 'dev-web', set, seconds })
  for (const id of [here, other, elsewhere]) await stack.until(id, ['active'])
  const issuedAt = Date.now()
  const may = (who: Who, account: string) => mayAct({ who, account, set, issuedAt })
  expect(await may('viewer', 'stage-web')).toBe(true)

  await revoke(here)
  await killed(here)
  expect(await may('viewer', 'stage-web')).toBe(false)
  expect(await may('ssoadmin', 'stage-web')).toBe(true)
  expect(await may('viewer', 'dev-web')).toBe(true)

  // Two at once on one set: neither statement loses the other, nor the one before them.
  await Promise.all([revoke(other), revoke(elsewhere)])
  await Promise.all([killed(other), killed(elsewhere)])
  await stack.kill('API')
  expect(await may('ssoadmin', 'stage-web')).toBe(false)
  expect(await may('viewer', 'dev-web')).toBe(false)
  expect(await may('viewer', 'stage-web')).toBe(false)
  expect(await may('owner', 'stage-web')).toBe(true)

  await stack.start('API')
  const again = await grantTo(stack, 'viewer', { account: 'stage-web', set, seconds })
  await stack.until(again, ['active'])
  expect(await mayAct({ who: 'viewer', account: 'stage-web', set, issuedAt: Date.now() })).toBe(true)
})
