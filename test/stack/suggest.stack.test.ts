import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Suggestions } from '../../schema/contract/suggest.ts'
import { cloneOf } from './credentials.ts'
import { accountId, control, principal, sandbox, startStack, type Stack } from './stack.ts'

/* What is suggested is asked for, approved, granted, and then allows what was denied. */

let stack: Stack
beforeAll(async () => {
  stack = await startStack({ second: true, readerApart: true })
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

describe('AWS’s Access Analyzer reads custom policies too', () => {
  const statement = { Effect: 'Allow', Action: 'iam:PassRole', Resource: '*' }
  const review = async (sid: string): Promise<string[]> => {
    const inlinePolicy = JSON.stringify({ Version: '2012-10-17', Statement: { Sid: sid, ...statement } })
    const asked = { managedPolicyArns: [], inlinePolicy }
    const { status, body } = await stack.call('viewer', 'POST', '/v1/policies/review', asked)
    expect(status).toBe(200)
    return body.findings.map(({ id }: { id: string }) => id)
  }
  const calls = async () => (await control('GET', `${sandbox}/calls`)).body.byOperation.ValidatePolicy ?? 0

  test('once for a policy; and slow, it holds nobody up', async () => {
    const before = await calls()
    expect(await review('Once')).toContain('access-analyzer:PASS_ROLE_WITH_STAR_IN_RESOURCE')
    await review('Once')
    expect(await calls()).toBe(before + 1)
    const slow = { operation: 'ValidatePolicy', kind: 'delay', ms: 600_000 }
    await control('POST', `${sandbox}/faults`, slow)
    expect(await review('Slow')).toContain('access-analyzer')
    await control('DELETE', `${sandbox}/faults`)
  })
})

describe('while nobody reads policies', () => {
  const inlinePolicy =
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:ListBucket","Resource":"*"}}'
  const custom = { label: 'Unread', sessionDuration: 'PT1H', managedPolicyArns: [], inlinePolicy }
  const wish = { accountId: accountId(account), ...asked, custom }
  const { justification: _, ...preview } = wish
  const denied = { accountId: accountId(account), action: 's3:GetObject' }
  const asking = [
    ['/v1/requests', wish],
    ['/v1/requests/preview', preview],
    ['/v1/requests/suggest', denied],
    ['/v1/policies/review', { managedPolicyArns: [], inlinePolicy }],
  ] as const
  const askAll = () => Promise.all(asking.map(([path, body]) => stack.call('viewer', 'POST', path, body)))
  const unread = async () =>
    (await stack.call('viewer', 'GET', '/v1/requests?scope=mine')).body.items.filter(
      ({ permissionSetName }: { permissionSetName: string }) => permissionSetName === custom.label,
    )
  const ways = [
    ['it hangs', () => stack.signal('second API', 'SIGSTOP'), () => stack.signal('second API', 'SIGCONT')],
    ['it is down', () => stack.kill('second API'), () => stack.start('second API')],
  ] as const

  test.each(ways)(
    '%s: 503 with Retry-After, nothing is accepted, and all is well once it is back',
    async (_, stop, goOn) => {
      await stop()
      const answers = await askAll()
      await goOn()
      for (const { status, headers, body } of answers) {
        expect([status, body.type], JSON.stringify(body)).toEqual([503, '/problems/unreachable'])
        expect(headers.get('retry-after')).toBe('5')
      }
      expect(await unread()).toEqual([])
      const again = await Promise.all(
        asking.slice(1).map(([path, body]) => stack.call('viewer', 'POST', path, body)),
      )
      expect(again.map(({ status }) => status)).toEqual([200, 200, 200])
    },
  )
})
