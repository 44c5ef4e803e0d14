import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  accountId,
  control,
  holds,
  principal,
  sandbox,
  setArn,
  startStack,
  type Stack,
} from './stack/stack.ts'

/* The product, told once: real Worker, real database, real sign-in, an AWS at AWS's pace. */

let stack: Stack
beforeAll(async () => {
  stack = await startStack()
})
afterAll(() => stack.stop())

test('somebody asks, an owner decides, AWS gives the access, and it is taken away again', async () => {
  const wish = {
    accountId: accountId('prod-web'),
    permissionSetArn: setArn('DatabaseOperator'),
    durationSeconds: 10,
    justification: 'Orders DB hangs, need to reboot. INC-4412',
  }
  const asked = await stack.call('viewer', 'POST', '/v1/requests', wish)
  expect(asked).toMatchObject({ status: 201, body: { status: 'pending' } })

  const queue = await stack.call('owner', 'GET', '/v1/requests?scope=to-decide')
  const [shown] = queue.body.items
  expect(shown).toMatchObject({ id: asked.body.id, requester: { name: 'Viewer One' } })

  const decision = { decision: 'approve', digest: shown.digest }
  const approved = await stack.call('owner', 'POST', `/v1/requests/${shown.id}/decision`, decision)
  expect(approved).toMatchObject({
    status: 200,
    body: { status: 'approved', decision: { by: { name: 'Owner One' } } },
  })

  const active = await stack.until(shown.id, ['active'])
  expect(await holds('viewer', 'prod-web', 'DatabaseOperator')).toBe(true)
  const may = {
    principalId: principal('viewer'),
    accountId: wish.accountId,
    permissionSetArn: wish.permissionSetArn,
  }
  const reboot = {
    ...may,
    action: 'rds:RebootDBInstance',
    resource: `arn:aws:rds:us-east-1:${wish.accountId}:db:orders`,
  }
  expect((await control('POST', `${sandbox}/access`, reboot)).body).toMatchObject({ allowed: true })

  const expired = await stack.until(shown.id, ['expired'])
  expect(await holds('viewer', 'prod-web', 'DatabaseOperator')).toBe(false)
  expect((await control('POST', `${sandbox}/access`, reboot)).body).toMatchObject({ allowed: false })
  expect(expired.timeline.map((step) => step.event).slice(0, 6)).toEqual([
    'open',
    'approve',
    'provision',
    'activate',
    'expire',
    'removed_at_end',
  ])
  expect(expired.session!.endsAt).toBe(active.session!.endsAt)
  expect(Date.parse(expired.session!.endedAt!)).toBeGreaterThanOrEqual(Date.parse(expired.session!.endsAt))
})

test('a session is given back early; the credentials go with the role', async () => {
  const id = await stack.grant({ account: 'dev-web', set: 'PowerUser', seconds: 600 })
  await stack.until(id, ['active'])
  const released = await stack.call('viewer', 'POST', `/v1/sessions/${id}/release`, { reason: 'Found it' })
  expect(released.body.status).toBe('ending')
  await stack.until(id, ['released'])
  expect(await holds('viewer', 'dev-web', 'PowerUser')).toBe(false)
  for (let tries = 50; tries > 0 && (await stack.read(id)).session!.credentials !== 'gone'; tries--)
    await sleep(200)
  expect((await stack.read(id)).session).toMatchObject({ credentials: 'gone', accessRemains: null })
})

test('an owner takes a session away, and the reason stands in the timeline', async () => {
  const id = await stack.grant({ account: 'stage-web', set: 'PowerUser', seconds: 600 })
  await stack.until(id, ['active'])
  await stack.call('owner', 'POST', `/v1/sessions/${id}/revoke`, { reason: 'The incident is over' })
  const revoked = await stack.until(id, ['revoked'])
  expect(await holds('viewer', 'stage-web', 'PowerUser')).toBe(false)
  expect(revoked.timeline.find((step) => step.event === 'revoke')).toMatchObject({
    comment: 'The incident is over',
    actor: { name: 'Owner One' },
  })
})

test('a longer session over a running one: the access stays until the later end, then goes', async () => {
  const first = await stack.grant({ account: 'dev-web', set: 'ReadOnly', seconds: 10 })
  await stack.until(first, ['active'])
  const second = await stack.grant({ account: 'dev-web', set: 'ReadOnly', seconds: 25 })
  const ended = await stack.until(first, ['expired'])
  expect(ended.session).toMatchObject({ accessRemains: 'session' })
  expect(await holds('viewer', 'dev-web', 'ReadOnly')).toBe(true)
  expect((await stack.until(second, ['expired'])).session).toMatchObject({ accessRemains: null })
  expect(await holds('viewer', 'dev-web', 'ReadOnly')).toBe(false)
})

test('an extension goes on where the session ends: the access is never gone between them', async () => {
  const first = await stack.grant({ account: 'prod-payments', set: 'SupportUser', seconds: 15 })
  const { session } = await stack.until(first, ['active'])
  const wish = {
    accountId: accountId('prod-payments'),
    permissionSetArn: setArn('SupportUser'),
    durationSeconds: 12,
    justification: 'Not done yet, INC-4412',
    extends: first,
  }
  const asked = await stack.call('viewer', 'POST', '/v1/requests', wish)
  const decided = await stack.call('admin', 'POST', `/v1/requests/${asked.body.id}/decision`, {
    decision: 'approve',
    accountName: 'prod-payments',
  })
  expect(decided.body).toMatchObject({ status: 'scheduled', session: { startsAt: session!.endsAt } })
  await control('DELETE', `${sandbox}/calls`)

  expect((await stack.until(first, ['expired'])).session).toMatchObject({ accessRemains: 'session' })
  await stack.until(asked.body.id, ['active'])
  expect(await holds('viewer', 'prod-payments', 'SupportUser')).toBe(true)
  const { byOperation } = (await control('GET', `${sandbox}/calls`)).body
  expect([byOperation.DeleteAccountAssignment ?? 0, byOperation.CreateAccountAssignment ?? 0]).toEqual([0, 0])
  await stack.until(asked.body.id, ['expired'], 60)
  expect(await holds('viewer', 'prod-payments', 'SupportUser')).toBe(false)
})

test('standing access that appears between asking and approving is there afterwards as before', async () => {
  const wish = {
    accountId: accountId('shared-services'),
    permissionSetArn: setArn('ViewOnly'),
    durationSeconds: 10,
    justification: 'Looking at the shared bus.',
  }
  const asked = await stack.call('viewer', 'POST', '/v1/requests', wish)
  const standing = {
    accountId: wish.accountId,
    principalId: principal('viewer'),
    permissionSetArn: wish.permissionSetArn,
  }
  expect((await control('POST', `${sandbox}/assignments`, standing)).status).toBe(201)
  await stack.call('admin', 'POST', `/v1/requests/${asked.body.id}/decision`, { decision: 'approve' })
  await control('DELETE', `${sandbox}/calls`)
  const ended = await stack.until(asked.body.id, ['expired'])
  expect(ended.session).toMatchObject({ accessRemains: 'standing' })
  expect(await holds('viewer', 'shared-services', 'ViewOnly')).toBe(true)
  const { byOperation } = (await control('GET', `${sandbox}/calls`)).body
  expect(byOperation.DeleteAccountAssignment ?? 0).toBe(0)
})

test('access that stands already is refused when asked for', async () => {
  const wish = {
    accountId: accountId('stage-web'),
    permissionSetArn: setArn('ViewOnly'),
    durationSeconds: 900,
    justification: 'I have this already.',
  }
  const answer = await stack.call('viewer', 'POST', '/v1/requests', wish)
  expect([answer.status, answer.body.type, answer.body.variant]).toEqual([
    409,
    '/problems/already-held',
    'standing',
  ])
  const group = { ...wish, accountId: accountId('dev-data'), permissionSetArn: setArn('ReadOnly') }
  expect((await stack.call('viewer', 'POST', '/v1/requests', group)).body.type).toBe('/problems/already-held')
})

test('AWS fails a grant three times: failed with its reason, and a retry goes through', async () => {
  const reason = 'Received a 404 status error: role quota exceeded.'
  await control('POST', `${sandbox}/faults`, { operation: 'CreateAccountAssignment', kind: 'failed', reason })
  const id = await stack.grant({ account: 'log-archive', set: 'SupportUser', seconds: 60 })
  const failed = await stack.until(id, ['failed'], 90)
  expect(failed.failure).toContain('role quota exceeded')
  expect(await holds('viewer', 'log-archive', 'SupportUser')).toBe(false)
  await control('DELETE', `${sandbox}/faults`)
  expect((await stack.call('viewer', 'POST', `/v1/requests/${id}/retry`)).body.status).toBe('provisioning')
  await stack.until(id, ['active'])
  expect(await holds('viewer', 'log-archive', 'SupportUser')).toBe(true)
})

test('AWS answering 500 and throttling delays a grant and a removal, and loses neither', async () => {
  for (const operation of ['CreateAccountAssignment', 'DeleteAccountAssignment']) {
    await control('POST', `${sandbox}/faults`, { operation, kind: 'error', times: 1 })
    await control('POST', `${sandbox}/faults`, { operation, kind: 'throttle', times: 1 })
    await control('POST', `${sandbox}/faults`, { operation, kind: 'lost', times: 1 })
  }
  const id = await stack.grant({ account: 'network-hub', set: 'PowerUser', seconds: 45 })
  await stack.until(id, ['active'], 60)
  await stack.until(id, ['expired'], 120)
  expect(await holds('viewer', 'network-hub', 'PowerUser')).toBe(false)
})
