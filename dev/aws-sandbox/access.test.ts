import {
  CreateAccountAssignmentCommand,
  DeleteAccountAssignmentCommand,
  ProvisionPermissionSetCommand,
  PutInlinePolicyToPermissionSetCommand,
  PutPermissionsBoundaryToPermissionSetCommand,
  UpdatePermissionSetCommand,
} from '@aws-sdk/client-sso-admin'
import { expect, test } from 'vitest'
import {
  account,
  InstanceArn,
  otherAccount,
  owner,
  setArn,
  triple,
  trySandbox,
  viewer,
} from './try-sandbox.ts'

const permissionSetArn = setArn('DatabaseAdmin')
const set = { InstanceArn, PermissionSetArn: permissionSetArn }
const database = 'arn:aws:rds:us-east-1:222233334444:db:one'
const attempt = {
  principalId: viewer,
  accountId: account,
  permissionSetArn,
  action: 'rds:StopDBInstance',
  resource: database,
}
const hour = 3_600_000
const iso = (ms: number) => new Date(ms).toISOString()

/** The viewer and the owner were given DatabaseAdmin by the product's own wire, and the lists agree. */
async function granted(...people: string[]) {
  const sandbox = await trySandbox()
  const { sdk, clock, control } = sandbox
  for (const id of people.length ? people : [viewer]) {
    await sdk.send(new CreateAccountAssignmentCommand(triple(permissionSetArn, id)))
    clock.pass(1_000)
  }
  const may = async (changes: object = {}) => {
    const answer = await control('POST', 'access', { ...attempt, ...changes })
    return answer as { allowed: boolean; because: string }
  }
  const remove = async (id: string) => {
    await sdk.send(new DeleteAccountAssignmentCommand(triple(permissionSetArn, id)))
    clock.pass(1_000)
  }
  /** Puts a statement beside the managed policy and provisions it. */
  const state = async (...Statement: object[]) => {
    const InlinePolicy = JSON.stringify({ Version: '2012-10-17', Statement })
    await sdk.send(new PutInlinePolicyToPermissionSetCommand({ ...set, InlinePolicy }))
    await sdk.send(new ProvisionPermissionSetCommand({ ...set, TargetType: 'ALL_PROVISIONED_ACCOUNTS' }))
    clock.pass(1_000)
  }
  return { ...sandbox, may, remove, state }
}

test('who is assigned may do what the policies allow, and nothing else', async () => {
  const { may } = await granted()
  expect(await may()).toEqual({ allowed: true, because: 'allowed by AmazonRDSFullAccess' })
  expect(await may({ action: 'iam:CreateUser' })).toMatchObject({
    allowed: false,
    because: expect.stringMatching(/no statement/),
  })
  expect((await may({ principalId: owner })).allowed).toBe(false)
  expect((await may({ accountId: otherAccount })).allowed).toBe(false)
})

test('an assignment still in progress gives nothing', async () => {
  const { sdk, control } = await trySandbox()
  await sdk.send(new CreateAccountAssignmentCommand(triple(permissionSetArn)))
  expect(await control('POST', 'access', attempt)).toMatchObject({
    allowed: false,
    because: expect.stringMatching(/nothing was assigned/),
  })
})

test('who is in a group may do what the group may', async () => {
  const { control } = await trySandbox()
  const readOnly = {
    ...attempt,
    accountId: '666677778888',
    permissionSetArn: setArn('ReadOnly'),
    action: 's3:GetObject',
  }
  expect(await control('POST', 'access', readOnly)).toMatchObject({ allowed: true })
  expect(await control('POST', 'access', { ...readOnly, action: 's3:PutObject' })).toMatchObject({
    allowed: false,
  })
})

test('credentials die with the role when the last assignment goes', async () => {
  const { may, remove, clock } = await granted()
  const issuedAt = iso(clock.now())
  await remove(viewer)
  expect(await may({ issuedAt })).toMatchObject({
    allowed: false,
    because: expect.stringMatching(/^the role with suffix \w{16} is deleted$/),
  })
})

test('credentials outlive the assignment while somebody else keeps the role', async () => {
  const { may, remove, clock } = await granted(viewer, owner)
  const issuedAt = iso(clock.now())
  await remove(viewer)
  expect((await may({ issuedAt })).allowed).toBe(true)
  expect(await may()).toMatchObject({
    allowed: false,
    because: expect.stringMatching(/nothing was assigned/),
  })
})

test('a new assignment makes a role with a new suffix, which old credentials cannot use', async () => {
  const { sdk, may, remove, clock } = await granted()
  const issuedAt = iso(clock.now())
  await remove(viewer)
  await sdk.send(new CreateAccountAssignmentCommand(triple(permissionSetArn)))
  clock.pass(1_000)
  expect((await may()).allowed).toBe(true)
  expect((await may({ issuedAt })).because).toMatch(/is deleted/)
})

test('no two roles of a pair have one suffix', async () => {
  const { sdk, may, remove, clock } = await granted()
  const suffixes = new Set<string>()
  for (let life = 1; life <= 3; life += 1) {
    const issuedAt = iso(clock.now())
    await remove(viewer)
    suffixes.add((await may({ issuedAt })).because)
    await sdk.send(new CreateAccountAssignmentCommand(triple(permissionSetArn)))
    clock.pass(1_000)
  }
  expect(suffixes.size).toBe(3)
})

test('a question about the past is answered with the policies of then', async () => {
  const { may, state, clock } = await granted()
  const issuedAt = clock.now()
  await state({ Effect: 'Deny', Action: '*', Resource: '*' })
  expect((await may({ issuedAt, at: issuedAt })).allowed).toBe(true)
  expect((await may({ issuedAt })).allowed).toBe(false)
})

test('a boundary limits what the policies allow, once it is provisioned', async () => {
  const { sdk, may, state } = await granted()
  const PermissionsBoundary = { ManagedPolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }
  await sdk.send(new PutPermissionsBoundaryToPermissionSetCommand({ ...set, PermissionsBoundary }))
  expect((await may()).allowed).toBe(true)
  await state({ Effect: 'Allow', Action: 's3:*', Resource: '*' })
  expect((await may()).because).toMatch(/^the permissions boundary: no statement/)
  expect((await may({ action: 'rds:DescribeDBInstances' })).allowed).toBe(true)
})

test('credentials end after the session duration that the role was provisioned with', async () => {
  const { may, clock } = await granted()
  const issuedAt = clock.now()
  expect((await may({ issuedAt, at: iso(issuedAt + hour - 1) })).allowed).toBe(true)
  expect(await may({ issuedAt, at: iso(issuedAt + hour) })).toMatchObject({
    allowed: false,
    because: expect.stringMatching(/PT1H is over/),
  })
  expect((await may({ issuedAt, at: iso(issuedAt - 1) })).because).toMatch(/not issued yet/)
})

test('a longer session holds only once it is provisioned', async () => {
  const { sdk, may, clock, state } = await granted()
  await sdk.send(new UpdatePermissionSetCommand({ ...set, SessionDuration: 'PT2H' }))
  const before = clock.now()
  expect((await may({ issuedAt: before, at: before + hour })).allowed).toBe(false)
  await state({ Effect: 'Allow', Action: 's3:*', Resource: '*' })
  const after = clock.now()
  expect((await may({ issuedAt: after, at: after + hour })).allowed).toBe(true)
})

test('a kill statement stops the person’s older credentials, and nobody else’s, nor newer ones', async () => {
  const { may, remove, state, clock, sdk } = await granted(viewer, owner)
  const issuedAt = iso(clock.now())
  await remove(viewer)
  const Condition = {
    StringEquals: { 'identitystore:userId': viewer },
    DateLessThan: { 'aws:TokenIssueTime': iso(clock.now()) },
  }
  await state({ Sid: 'Kill', Effect: 'Deny', Action: '*', Resource: '*', Condition })
  expect(await may({ issuedAt })).toEqual({
    allowed: false,
    because: 'denied by the inline policy, statement Kill',
  })
  expect((await may({ issuedAt, principalId: owner })).allowed).toBe(true)
  await sdk.send(new CreateAccountAssignmentCommand(triple(permissionSetArn)))
  clock.pass(1_000)
  expect((await may()).allowed).toBe(true)
})

test('credentials issued at the very instant of a kill are newer than it', async () => {
  const { may, state, clock } = await granted()
  const instant = clock.now()
  const Condition = { DateLessThan: { 'aws:TokenIssueTime': iso(instant) } }
  await state({ Effect: 'Deny', Action: '*', Resource: '*', Condition })
  expect((await may({ issuedAt: instant })).allowed).toBe(true)
  expect((await may({ issuedAt: instant - 1 })).allowed).toBe(false)
})

test('a seal ends access at its instant, in its account only', async () => {
  const { may, state, clock } = await granted()
  const end = clock.now() + hour / 2
  const Condition = {
    DateGreaterThanEquals: { 'aws:CurrentTime': iso(end) },
    StringEquals: { 'aws:PrincipalAccount': account },
  }
  await state({ Effect: 'Deny', Action: '*', Resource: '*', Condition })
  expect((await may({ at: iso(end - 1) })).allowed).toBe(true)
  expect((await may({ at: iso(end) })).allowed).toBe(false)
})

test('wildcards, exceptions and resources are read as IAM reads them', async () => {
  const { may, state } = await granted()
  await state(
    { Effect: 'Allow', Action: ['s3:get*', 'ec2:StartInstance?'], Resource: 'arn:aws:s3:::one/*' },
    { Effect: 'Allow', NotAction: ['iam:*', 'rds:*', 's3:*', 'ec2:*'], NotResource: '*secret*' },
  )
  const allowed = async (action: string, resource: string) => (await may({ action, resource })).allowed
  expect(await allowed('s3:GetObject', 'arn:aws:s3:::one/a')).toBe(true)
  expect(await allowed('s3:GetObject', 'arn:aws:s3:::two/a')).toBe(false)
  expect(await allowed('ec2:StartInstances', 'arn:aws:s3:::one/a')).toBe(true)
  expect(await allowed('ec2:StartInstance', 'arn:aws:s3:::one/a')).toBe(false)
  expect(await allowed('sqs:SendMessage', 'queue')).toBe(true)
  expect(await allowed('sqs:SendMessage', 'my-secret-queue')).toBe(false)
  expect(await allowed('iam:CreateUser', 'x')).toBe(false)
})

test('an operator or a key that is not known counts against access', async () => {
  const { may, state } = await granted()
  const guarded = (Effect: string, Condition: object) => ({
    Effect,
    Action: 's3:*',
    Resource: '*',
    Condition,
  })
  const ask = { action: 's3:GetObject' }
  await state(guarded('Allow', { NumericLessThan: { 'aws:MultiFactorAuthAge': '300' } }))
  expect((await may(ask)).allowed).toBe(false)
  await state(guarded('Allow', {}), guarded('Deny', { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }))
  expect((await may(ask)).allowed).toBe(false)
  await state(guarded('Allow', { StringEquals: { 'aws:SourceVpc': 'vpc-1' } }))
  expect((await may(ask)).allowed).toBe(false)
  await state(guarded('Allow', { StringNotEquals: { 'aws:SourceVpc': 'vpc-1' } }))
  expect((await may(ask)).allowed).toBe(true)
})

test('the managed policies of the organisation allow what their names say', async () => {
  const { control } = await trySandbox()
  const may = async (name: string, action: string) => {
    const ask = { ...attempt, permissionSetArn: setArn(name), action }
    await control('POST', 'assignments', ask)
    return ((await control('POST', 'access', ask)) as { allowed: boolean }).allowed
  }
  expect(await may('AdministratorAccess', 'iam:CreateUser')).toBe(true)
  expect(await may('PowerUser', 'lambda:InvokeFunction')).toBe(true)
  expect(await may('PowerUser', 'iam:CreateUser')).toBe(false)
  expect(await may('ViewOnly', 'ec2:DescribeInstances')).toBe(true)
  expect(await may('ViewOnly', 'ec2:StopInstances')).toBe(false)
  expect(await may('SupportUser', 'support:CreateCase')).toBe(true)
  expect(await may('DatabaseOperator', 'rds:RebootDBInstance')).toBe(true)
  expect(await may('DatabaseOperator', 'rds:DeleteDBInstance')).toBe(false)
  expect(await may('IncidentResponder', 'ssm:StartSession')).toBe(true)
})
