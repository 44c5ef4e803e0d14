import {
  AttachManagedPolicyToPermissionSetCommand,
  ConflictException,
  CreateAccountAssignmentCommand,
  CreatePermissionSetCommand,
  type CreatePermissionSetCommandInput,
  DeleteInlinePolicyFromPermissionSetCommand,
  DeletePermissionSetCommand,
  DescribePermissionSetCommand,
  DetachManagedPolicyFromPermissionSetCommand,
  GetInlinePolicyForPermissionSetCommand,
  GetPermissionsBoundaryForPermissionSetCommand,
  ListManagedPoliciesInPermissionSetCommand,
  ListTagsForResourceCommand,
  paginateListPermissionSets,
  PutInlinePolicyToPermissionSetCommand,
  PutPermissionsBoundaryToPermissionSetCommand,
  ResourceNotFoundException,
  ServiceQuotaExceededException,
  TagResourceCommand,
  UntagResourceCommand,
  UpdatePermissionSetCommand,
  ValidationException,
} from '@aws-sdk/client-sso-admin'
import { expect, test } from 'vitest'
import { InstanceArn, organisation, setArn, triple, trySandbox } from './try-sandbox.ts'

const DatabaseAdmin = { InstanceArn, PermissionSetArn: setArn('DatabaseAdmin') }
const readOnly = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
const allowAll = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
})
const make = (more: Partial<CreatePermissionSetCommandInput> = {}) =>
  new CreatePermissionSetCommand({ InstanceArn, Name: 'jit-one', ...more })

test('the organisation is there, page by page', async () => {
  const { sdk } = await trySandbox()
  const found: string[] = []
  for await (const page of paginateListPermissionSets({ client: sdk, pageSize: 3 }, { InstanceArn })) {
    expect(page.PermissionSets?.length).toBeLessThanOrEqual(3)
    found.push(...(page.PermissionSets ?? []))
  }
  expect(found).toEqual(organisation.permissionSets.map(({ arn }) => arn).toSorted())
})

test('a new set is described as it was asked for, with one hour unless asked otherwise', async () => {
  const { sdk } = await trySandbox()
  const { PermissionSet: plain } = await sdk.send(make())
  expect(plain).toMatchObject({ Name: 'jit-one', SessionDuration: 'PT1H' })
  expect(plain?.PermissionSetArn).toMatch(
    /^arn:aws:sso:::permissionSet\/ssoins-7223a1b2c3d4e5f6\/ps-[0-9a-f]{16}$/,
  )
  const ask = make({ Name: 'jit-two', SessionDuration: 'PT2H', Description: 'For a while' })
  const { PermissionSet: fuller } = await sdk.send(ask)
  const described = await sdk.send(
    new DescribePermissionSetCommand({ InstanceArn, PermissionSetArn: fuller?.PermissionSetArn }),
  )
  expect(described.PermissionSet).toMatchObject({ SessionDuration: 'PT2H', Description: 'For a while' })
})

test('two sets cannot have one name', async () => {
  const { sdk } = await trySandbox()
  const refusal = await sdk.send(make({ Name: 'ReadOnly' })).catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(ConflictException)
  expect((refusal as Error).message).toBe('PermissionSet with name ReadOnly already exists.')
})

test('what the service model forbids is a ValidationException that says why', async () => {
  const { sdk, call } = await trySandbox()
  const wrong: [Partial<CreatePermissionSetCommandInput>, RegExp][] = [
    [{ Name: 'n'.repeat(33) }, /'name' failed .* length less than or equal to 32/],
    [{ Name: 'no spaces' }, /'name' failed .* regular expression/],
    [{ InstanceArn: 'arn:aws:sso:::instance/none' }, /'instanceArn' failed/],
    [{ SessionDuration: 'one hour' }, /'sessionDuration' failed/],
    [{ SessionDuration: 'PT13H' }, /between 1 and 12 hours/],
    [{ SessionDuration: 'PT30M' }, /between 1 and 12 hours/],
    [{ Tags: [{ Key: 'no?', Value: '' }] }, /'tags\.1\.member\.key' failed/],
  ]
  for (const [ask, why] of wrong) {
    const refusal = await sdk.send(make(ask)).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(ValidationException)
    expect((refusal as Error).message).toMatch(why)
  }
  const { body } = await call('sso', 'CreatePermissionSet', {})
  expect(body['message']).toMatch(
    /^2 validation errors detected: Value null at 'name' .* Value null at 'instanceArn'/,
  )
})

test('members that the model does not know are ignored, members of another type are refused', async () => {
  const { call } = await trySandbox()
  expect((await call('sso', 'ListInstances', { Unknown: 1 })).status).toBe(200)
  expect((await call('sso', 'ListInstances', { MaxResults: '1' })).body['__type']).toBe(
    'SerializationException',
  )
  expect((await call('sso', 'ListInstances', '{')).body['__type']).toBe('SerializationException')
  expect((await call('sso', 'ListInstances', { MaxResults: 101 })).body['message']).toMatch(
    /less than or equal to 100/,
  )
  expect((await call('sso', 'ListInstances', { MaxResults: 0 })).body['message']).toMatch(
    /greater than or equal to 1/,
  )
  expect((await call('sso', 'ListEverything')).body['__type']).toBe('UnknownOperationException')
  const forged = { InstanceArn, NextToken: 'bm9uc2Vuc2U' }
  expect((await call('sso', 'ListPermissionSets', forged)).body['__type']).toMatch(/#ValidationException$/)
})

test('an instance or a set that is not there is ResourceNotFound', async () => {
  const { sdk } = await trySandbox()
  const elsewhere = 'arn:aws:sso:::instance/ssoins-0000000000000000'
  const describe = (ask: object) => sdk.send(new DescribePermissionSetCommand({ ...DatabaseAdmin, ...ask }))
  await expect(describe({ InstanceArn: elsewhere })).rejects.toThrow(ResourceNotFoundException)
  const PermissionSetArn = `${DatabaseAdmin.PermissionSetArn.slice(0, -1)}f`
  await expect(describe({ PermissionSetArn })).rejects.toThrow(ResourceNotFoundException)
})

test('a set that is assigned, or about to be, cannot be deleted', async () => {
  const { sdk, clock } = await trySandbox()
  const remove = () => sdk.send(new DeletePermissionSetCommand(DatabaseAdmin))
  await sdk.send(new CreateAccountAssignmentCommand(triple(DatabaseAdmin.PermissionSetArn)))
  await expect(remove()).rejects.toThrow(ConflictException)
  clock.pass(1_000)
  await expect(remove()).rejects.toThrow(ConflictException)
  await sdk.send(new DeletePermissionSetCommand({ InstanceArn, PermissionSetArn: setArn('PowerUser') }))
})

test('an inline policy is put, read and deleted; none reads as an empty text', async () => {
  const { sdk } = await trySandbox()
  const inline = async () =>
    (await sdk.send(new GetInlinePolicyForPermissionSetCommand(DatabaseAdmin))).InlinePolicy
  expect(await inline()).toBe('')
  await sdk.send(new PutInlinePolicyToPermissionSetCommand({ ...DatabaseAdmin, InlinePolicy: allowAll }))
  expect(await inline()).toBe(allowAll)
  await sdk.send(new DeleteInlinePolicyFromPermissionSetCommand(DatabaseAdmin))
  expect(await inline()).toBe('')
})

test('a policy that IAM would not take is refused when it is put', async () => {
  const { sdk } = await trySandbox()
  const put = (InlinePolicy: string) =>
    sdk.send(new PutInlinePolicyToPermissionSetCommand({ ...DatabaseAdmin, InlinePolicy }))
  const statement = { Effect: 'Allow', Action: '*', Resource: '*' }
  const malformed = [
    '{',
    '[]',
    '{}',
    JSON.stringify({ Version: '2020-01-01', Statement: statement }),
    JSON.stringify({ Statement: { ...statement, Effect: 'Maybe' } }),
    JSON.stringify({ Statement: { ...statement, NotAction: '*' } }),
    JSON.stringify({ Statement: { ...statement, Principal: '*' } }),
    JSON.stringify({
      Statement: [
        { ...statement, Sid: 'a' },
        { ...statement, Sid: 'a' },
      ],
    }),
  ]
  for (const policy of malformed) await expect(put(policy)).rejects.toThrow(ValidationException)
  await expect(put('ü€')).rejects.toThrow(ValidationException)
  const long = JSON.stringify({ Statement: { ...statement, Resource: 'x'.repeat(10_240) } })
  await expect(put(long)).rejects.toThrow(ServiceQuotaExceededException)
  await expect(put(`${allowAll}${' '.repeat(11_000)}`)).resolves.toBeDefined()
})

test('a managed policy is attached once, and twenty fit', async () => {
  const { sdk } = await trySandbox()
  const attach = (ManagedPolicyArn: string) =>
    sdk.send(new AttachManagedPolicyToPermissionSetCommand({ ...DatabaseAdmin, ManagedPolicyArn }))
  await attach(readOnly)
  await expect(attach(readOnly)).rejects.toThrow(ConflictException)
  const { AttachedManagedPolicies } = await sdk.send(
    new ListManagedPoliciesInPermissionSetCommand(DatabaseAdmin),
  )
  expect(AttachedManagedPolicies).toContainEqual({ Name: 'ReadOnlyAccess', Arn: readOnly })
  const detach = new DetachManagedPolicyFromPermissionSetCommand({
    ...DatabaseAdmin,
    ManagedPolicyArn: readOnly,
  })
  await sdk.send(detach)
  await expect(sdk.send(detach)).rejects.toThrow(ResourceNotFoundException)
})

test('a twenty-first managed policy is over quota', async () => {
  const { sdk, clock } = await trySandbox()
  const attach = (name: number) =>
    sdk.send(
      new AttachManagedPolicyToPermissionSetCommand({
        ...DatabaseAdmin,
        ManagedPolicyArn: `arn:aws:iam::aws:policy/Policy${name}`,
      }),
    )
  for (let name = 1; name <= 19; name += 1) await attach(name)
  clock.pass(1_000)
  await expect(attach(20)).rejects.toThrow(ServiceQuotaExceededException)
})

test('a boundary is one policy or a reference to one, and its absence ResourceNotFound', async () => {
  const { sdk } = await trySandbox()
  const get = () => sdk.send(new GetPermissionsBoundaryForPermissionSetCommand(DatabaseAdmin))
  const put = (PermissionsBoundary: object) =>
    sdk.send(new PutPermissionsBoundaryToPermissionSetCommand({ ...DatabaseAdmin, PermissionsBoundary }))
  await expect(get()).rejects.toThrow(ResourceNotFoundException)
  await put({ ManagedPolicyArn: readOnly })
  expect((await get()).PermissionsBoundary).toEqual({ ManagedPolicyArn: readOnly })
  await put({ CustomerManagedPolicyReference: { Name: 'limit' } })
  expect((await get()).PermissionsBoundary?.CustomerManagedPolicyReference).toEqual({
    Name: 'limit',
    Path: '/',
  })
  await expect(put({})).rejects.toThrow(ValidationException)
})

test('tags are added, replaced and taken away', async () => {
  const { sdk } = await trySandbox()
  const ResourceArn = DatabaseAdmin.PermissionSetArn
  const tags = async () => (await sdk.send(new ListTagsForResourceCommand({ InstanceArn, ResourceArn }))).Tags
  expect(await tags()).toEqual([{ Key: 'jit:killable', Value: 'true' }])
  const Tags = [
    { Key: 'jit:killable', Value: 'no' },
    { Key: 'jit:sealed', Value: 'true' },
  ]
  await sdk.send(new TagResourceCommand({ InstanceArn, ResourceArn, Tags }))
  expect(await tags()).toEqual(Tags)
  await sdk.send(new UntagResourceCommand({ InstanceArn, ResourceArn, TagKeys: ['jit:sealed'] }))
  expect(await tags()).toEqual([Tags[0]])
})

test('an update changes what it names and keeps the rest', async () => {
  const { sdk } = await trySandbox()
  await sdk.send(new UpdatePermissionSetCommand({ ...DatabaseAdmin, Description: 'Databases' }))
  const { PermissionSet } = await sdk.send(new DescribePermissionSetCommand(DatabaseAdmin))
  expect(PermissionSet).toMatchObject({
    Description: 'Databases',
    SessionDuration: 'PT1H',
    Name: 'DatabaseAdmin',
  })
})
