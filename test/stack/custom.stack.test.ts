import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readSet } from '../../worker/aws/set-documents.ts'
import type { AwsConfig, Credentials } from '../../worker/aws/config.ts'
import type { SetArn } from '../../worker/engine/writer/ports.ts'
import organisation from '../fixtures/organisation.json' with { type: 'json' }
import { cloneOf } from './credentials.ts'
import { accountId, control, principal, sandbox, startStack, type Stack } from './stack.ts'

/* A set that somebody defined: made when both have approved it, exactly so and with its end, and gone after it. */

let stack: Stack
let aws: AwsConfig
beforeAll(async () => {
  stack = await startStack()
  const credentials = (await control('GET', `${sandbox}/credentials`)).body as Credentials
  aws = {
    region: organisation.region,
    instanceArn: organisation.instanceArn,
    identityStoreId: organisation.identityStoreId,
    endpoint: new URL(sandbox).origin,
    credentialsOf: () => Promise.resolve(credentials),
    now: () => Date.now(),
    timeoutMs: 5_000,
  }
})
afterAll(() => stack.stop())

const account = 'stage-web'
const statement = {
  Sid: 'Orders',
  Effect: 'Allow',
  Action: ['s3:GetObject', 's3:ListBucket'],
  Resource: ['arn:aws:s3:::orders', 'arn:aws:s3:::orders/*'],
}
const custom = {
  label: 'Read the orders \u2013 AdministratorAccess',
  sessionDuration: 'PT2H',
  managedPolicyArns: ['arn:aws:iam::aws:policy/AWSSupportAccess'],
  inlinePolicy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
}
const wish = {
  accountId: accountId(account),
  durationSeconds: 30,
  justification: 'Orders are missing. INC-4412',
}
const decide = (who: 'owner' | 'ssoadmin', id: string) =>
  stack.call(who, 'POST', `/v1/requests/${id}/decision`, { decision: 'approve' })

async function may(set: string, action: string, resource: string): Promise<boolean> {
  const asked = { principalId: principal('viewer'), accountId: accountId(account), permissionSetArn: set }
  return (await control('POST', `${sandbox}/access`, { ...asked, action, resource })).body.allowed
}

test('custom through both levels: made exactly so with its end, works, ends, is deleted', async () => {
  const { status, body } = await stack.call('viewer', 'POST', '/v1/requests', { ...wish, custom })
  expect([status, body.status]).toEqual([201, 'pending_owner'])
  const { id } = body
  expect((await decide('owner', id)).body.status).toBe('pending_admin')
  expect(await cloneOf('viewer', account)).toBe(null)
  expect((await decide('ssoadmin', id)).body.status).toBe('admin_approved')

  const { session } = await stack.until(id, ['active'])
  const name = `jit-${id.slice(0, 20)}`
  const end = Math.floor(Date.parse(session!.endsAt) / 1_000) * 1_000
  expect(session).toMatchObject({
    roleName: name,
    credentials: 'sealed',
    credentialsUntil: new Date(end).toISOString(),
  })
  const arn = (await cloneOf('viewer', account))! as SetArn
  const made = (await readSet(aws, arn))!
  expect(made).toMatchObject({
    name,
    sessionDuration: custom.sessionDuration,
    managed: custom.managedPolicyArns,
    customer: [],
    boundary: null,
    tags: { 'jit:made-by': 'hallpass', 'jit:key': `${wish.accountId}/${name}` },
  })
  expect(made.tags['jit:base']).toMatch(/^custom:[\w-]{43}$/)
  const denied = (Sid: string, Condition: object) => ({
    Sid,
    Effect: 'Deny',
    Action: '*',
    Resource: '*',
    Condition,
  })
  const seal = [
    denied('HallpassSeal', {
      DateGreaterThanEquals: { 'aws:CurrentTime': `${new Date(end).toISOString().slice(0, 19)}Z` },
    }),
    denied('HallpassSealPerson', { StringNotEquals: { 'identitystore:UserId': principal('viewer') } }),
  ]
  expect(JSON.parse(made.inline)).toEqual({ Version: '2012-10-17', Statement: [statement, ...seal] })

  expect(await may(arn, 's3:GetObject', 'arn:aws:s3:::orders/1')).toBe(true)
  expect(await may(arn, 's3:GetObject', 'arn:aws:s3:::invoices/1')).toBe(false)
  expect(await may(arn, 's3:PutObject', 'arn:aws:s3:::orders/1')).toBe(false)

  const ended = await stack.until(id, ['expired'], 90)
  expect(await cloneOf('viewer', account)).toBe(null)
  expect(ended.timeline.filter(({ event }) => event === 'approve')).toHaveLength(2)
  for (let tries = 150; (await readSet(aws, arn)) !== null; tries--) {
    if (tries === 0) throw new Error('the set was never deleted')
    await sleep(200)
  }
})

test('a custom session that is revoked takes its set with it', async () => {
  const { body } = await stack.call('viewer', 'POST', '/v1/requests', {
    ...wish,
    custom,
    durationSeconds: 3600,
  })
  await decide('owner', body.id)
  await decide('ssoadmin', body.id)
  await stack.until(body.id, ['active'])
  const arn = (await cloneOf('viewer', account))! as SetArn
  expect(await may(arn, 's3:GetObject', 'arn:aws:s3:::orders/1')).toBe(true)
  await stack.call('owner', 'POST', `/v1/sessions/${body.id}/revoke`, { reason: 'Done here, thank you.' })
  await stack.until(body.id, ['revoked'], 60)
  expect(await may(arn, 's3:GetObject', 'arn:aws:s3:::orders/1')).toBe(false)
  for (let tries = 150; (await readSet(aws, arn)) !== null; tries--) {
    if (tries === 0) throw new Error('the set was never deleted')
    await sleep(200)
  }
})
