import {
  ConflictException,
  CreateAccountAssignmentCommand,
  DeleteAccountAssignmentCommand,
  DescribeAccountAssignmentCreationStatusCommand,
  DescribeAccountAssignmentDeletionStatusCommand,
  ListAccountAssignmentsCommand,
  ListAccountAssignmentsForPrincipalCommand,
  ListPermissionSetsProvisionedToAccountCommand,
  ResourceNotFoundException,
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

const PermissionSetArn = setArn('DatabaseAdmin')
const ask = triple(PermissionSetArn)
const create = (changes: Partial<typeof ask> = {}) =>
  new CreateAccountAssignmentCommand({ ...ask, ...changes })
const remove = (changes: Partial<typeof ask> = {}) =>
  new DeleteAccountAssignmentCommand({ ...ask, ...changes })
const list = new ListAccountAssignmentsCommand({ InstanceArn, PermissionSetArn, AccountId: account })
const provisioned = new ListPermissionSetsProvisionedToAccountCommand({ InstanceArn, AccountId: account })
const longEnough = 1_000

const creation = (id: string | undefined) =>
  new DescribeAccountAssignmentCreationStatusCommand({ InstanceArn, AccountAssignmentCreationRequestId: id })
const deletion = (id: string | undefined) =>
  new DescribeAccountAssignmentDeletionStatusCommand({ InstanceArn, AccountAssignmentDeletionRequestId: id })

test('a creation is in progress until it is due, then there', async () => {
  const { sdk, clock } = await trySandbox()
  const { AccountAssignmentCreationStatus: started } = await sdk.send(create())
  expect(started).toMatchObject({ Status: 'IN_PROGRESS', TargetId: account, PrincipalId: viewer })
  expect((await sdk.send(list)).AccountAssignments).toEqual([])
  clock.pass(longEnough)
  const { AccountAssignmentCreationStatus: ended } = await sdk.send(creation(started?.RequestId))
  expect(ended).toMatchObject({
    Status: 'SUCCEEDED',
    RequestId: started?.RequestId,
    TargetType: 'AWS_ACCOUNT',
  })
  expect((await sdk.send(list)).AccountAssignments).toEqual([
    { AccountId: account, PermissionSetArn, PrincipalType: 'USER', PrincipalId: viewer },
  ])
})

test('a deletion is in progress until it is due, then the assignment and its role are gone', async () => {
  const { sdk, clock } = await trySandbox()
  await sdk.send(create())
  clock.pass(longEnough)
  expect((await sdk.send(provisioned)).PermissionSets).toEqual([PermissionSetArn])
  const { AccountAssignmentDeletionStatus: started } = await sdk.send(remove())
  expect(started?.Status).toBe('IN_PROGRESS')
  clock.pass(longEnough)
  const { AccountAssignmentDeletionStatus: ended } = await sdk.send(deletion(started?.RequestId))
  expect(ended?.Status).toBe('SUCCEEDED')
  expect((await sdk.send(list)).AccountAssignments).toEqual([])
  expect((await sdk.send(provisioned)).PermissionSets).toEqual([])
})

test('creating what exists is not refused, and changes nothing', async () => {
  const { sdk, clock, control } = await trySandbox()
  await sdk.send(create())
  clock.pass(longEnough)
  const before = await control('GET', 'assignments')
  const { AccountAssignmentCreationStatus: again } = await sdk.send(create())
  clock.pass(longEnough)
  const { AccountAssignmentCreationStatus: ended } = await sdk.send(creation(again?.RequestId))
  expect(ended?.Status).toBe('SUCCEEDED')
  expect(await control('GET', 'assignments')).toEqual(before)
})

test('deleting what is absent is accepted, and fails later with a reason', async () => {
  const { sdk, clock } = await trySandbox()
  const { AccountAssignmentDeletionStatus: first } = await sdk.send(remove())
  clock.pass(longEnough)
  await sdk.send(create())
  clock.pass(longEnough)
  const asGroup = new DeleteAccountAssignmentCommand({ ...ask, PrincipalType: 'GROUP' })
  const { AccountAssignmentDeletionStatus: second } = await sdk.send(asGroup)
  clock.pass(longEnough)
  for (const started of [first, second]) {
    const { AccountAssignmentDeletionStatus: ended } = await sdk.send(deletion(started?.RequestId))
    expect(ended).toMatchObject({
      Status: 'FAILED',
      FailureReason: expect.stringContaining("EntitlementItem doesn't exist"),
    })
  }
})

test('an account or a principal that nobody knows is accepted, and fails later with a reason', async () => {
  const { sdk, clock } = await trySandbox()
  const stranger = '90678a1b-1111-4c2d-8e3f-00000000ffff'
  const started = [
    await sdk.send(create({ TargetId: '999999999999' })),
    await sdk.send(create({ PrincipalId: stranger })),
  ]
  clock.pass(longEnough)
  for (const { AccountAssignmentCreationStatus: status } of started) {
    const { AccountAssignmentCreationStatus: ended } = await sdk.send(creation(status?.RequestId))
    expect(ended).toMatchObject({
      Status: 'FAILED',
      FailureReason: expect.stringMatching(/999999999999|ffff/),
    })
  }
})

test('a second operation on the same account and set is a Conflict, whoever it is for', async () => {
  const { sdk, clock } = await trySandbox()
  await sdk.send(create())
  await expect(sdk.send(create({ PrincipalId: owner }))).rejects.toThrow(ConflictException)
  await expect(sdk.send(remove())).rejects.toThrow(ConflictException)
  clock.pass(longEnough)
  await expect(sdk.send(remove())).resolves.toBeDefined()
})

test('operations on other sets of the account, or other accounts of the set, go on side by side', async () => {
  const { sdk } = await trySandbox()
  await sdk.send(create())
  await expect(sdk.send(create({ PermissionSetArn: setArn('ReadOnly') }))).resolves.toBeDefined()
  await expect(sdk.send(create({ TargetId: otherAccount }))).resolves.toBeDefined()
})

test('the role stays until the last assignment of the pair is gone', async () => {
  const { sdk, clock } = await trySandbox()
  await sdk.send(create())
  clock.pass(longEnough)
  await sdk.send(create({ PrincipalId: owner }))
  clock.pass(longEnough)
  await sdk.send(remove())
  clock.pass(longEnough)
  expect((await sdk.send(provisioned)).PermissionSets).toEqual([PermissionSetArn])
})

test('a status is told only to the kind of operation it belongs to', async () => {
  const { sdk } = await trySandbox()
  const { AccountAssignmentCreationStatus: started } = await sdk.send(create())
  await expect(sdk.send(deletion(started?.RequestId))).rejects.toThrow(ResourceNotFoundException)
})

test("a person's list names what the person holds and what the person's groups hold", async () => {
  const { sdk } = await trySandbox()
  const ofViewer = { InstanceArn, PrincipalId: viewer, PrincipalType: 'USER' as const }
  const { AccountAssignments } = await sdk.send(new ListAccountAssignmentsForPrincipalCommand(ofViewer))
  expect(AccountAssignments?.map((row) => [row.AccountId, row.PrincipalType])).toEqual([
    ['444455556666', 'USER'],
    ['666677778888', 'GROUP'],
  ])
  const filtered = { ...ofViewer, Filter: { AccountId: '444455556666' } }
  const one = await sdk.send(new ListAccountAssignmentsForPrincipalCommand(filtered))
  expect(one.AccountAssignments).toHaveLength(1)
})
