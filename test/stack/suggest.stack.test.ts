import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Suggestions } from '../../schema/contract/suggest.ts'
import { cloneOf } from './credentials.ts'
import { accountId, control, principal, sandbox, startStack, type Stack } from './stack.ts'

/* What is suggested is asked for, approved, granted, and then allows what was denied. */

let stack: Stack
beforeAll(async () => {
  stack = await startStack()
})
afterAll(() => stack.stop())

const account = 'stage-web'
const asked = { durationSeconds: 60, justification: 'Orders are stuck in the queue. INC-4412' }

async function suggested(action: string, resource: string): Promise<Suggestions> {
  const denied = { accountId: accountId(account), action, resource, reason: 'implicit_identity_policy' }
  const { status, body } = await stack.call('viewer', 'POST', '/v1/requests/suggest', denied)
  expect([status, body]).toEqual([200, body])
  return body as unknown as Suggestions
}

async function ask(what: object): Promise<string> {
  const wish = { accountId: accountId(account), ...asked, ...what }
  const { status, body } = await stack.call('viewer', 'POST', '/v1/requests', wish)
  expect([status, body]).toEqual([201, body])
  return body.id
}

async function approve(who: 'owner' | 'ssoadmin', id: string): Promise<void> {
  const decision = { decision: 'approve' }
  expect((await stack.call(who, 'POST', `/v1/requests/${id}/decision`, decision)).status).toBe(200)
}

async function may(permissionSetArn: string, action: string, resource: string): Promise<boolean> {
  const holder = { principalId: principal('viewer'), accountId: accountId(account), permissionSetArn }
  return (await control('POST', `${sandbox}/access`, { ...holder, action, resource })).body.allowed
}

test('the narrowest set', async () => {
  const database = `arn:aws:rds:eu-west-1:${accountId(account)}:db:orders`
  const { sets } = await suggested('rds:RebootDBInstance', database)
  expect(sets.map(({ name }) => name)).toEqual(['DatabaseOperator', 'DatabaseAdmin', 'PowerUser'])
  const id = await ask({ permissionSetArn: sets[0]!.arn })
  await approve('owner', id)
  await stack.until(id, ['active'])
  expect(await may(sets[0]!.arn, 'rds:RebootDBInstance', database)).toBe(true)
})

test('only this action, as a custom set', async () => {
  const queue = `arn:aws:sqs:eu-west-1:${accountId(account)}:orders`
  const { draft } = await suggested('sqs:PurgeQueue', queue)
  const id = await ask({ custom: draft!.custom })
  await approve('owner', id)
  await approve('ssoadmin', id)
  await stack.until(id, ['active'])
  const set = (await cloneOf('viewer', account))!
  expect(await may(set, 'sqs:PurgeQueue', queue)).toBe(true)
  expect([
    await may(set, 'sqs:DeleteQueue', queue),
    await may(set, 'sqs:PurgeQueue', `${queue}-dlq`),
  ]).toEqual([false, false])
})

test('a policy that nobody may have never gets so far', async () => {
  const managed = ['arn:aws:iam::aws:policy/AdministratorAccess']
  const custom = { label: 'All of it', sessionDuration: 'PT1H', managedPolicyArns: managed }
  const wish = { accountId: accountId(account), ...asked, custom }
  const { status, body } = await stack.call('viewer', 'POST', '/v1/requests', wish)
  expect([status, body['type']]).toEqual([422, '/problems/policy-blocked'])
})
