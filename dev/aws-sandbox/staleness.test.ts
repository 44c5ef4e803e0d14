import {
  CreateAccountAssignmentCommand,
  DescribeAccountAssignmentCreationStatusCommand,
  ListAccountAssignmentCreationStatusCommand,
  ListAccountAssignmentsCommand,
} from '@aws-sdk/client-sso-admin'
import { expect, test } from 'vitest'
import { account, InstanceArn, setArn, triple, trySandbox } from './try-sandbox.ts'

const PermissionSetArn = setArn('DatabaseAdmin')
const create = new CreateAccountAssignmentCommand(triple(PermissionSetArn))
const list = new ListAccountAssignmentsCommand({ InstanceArn, PermissionSetArn, AccountId: account })
const inProgress = new ListAccountAssignmentCreationStatusCommand({
  InstanceArn,
  Filter: { Status: 'IN_PROGRESS' },
})
const succeeded = new ListAccountAssignmentCreationStatusCommand({
  InstanceArn,
  Filter: { Status: 'SUCCEEDED' },
})
/** Exactly so long, so that a test can stand on either side of each instant. */
const latency = { operationMs: [1_000, 1_000], staleMs: [500, 500] } as const

test('a list shows an effect only when its lag is over, the status at once', async () => {
  const { sdk, clock } = await trySandbox({ latency })
  const { AccountAssignmentCreationStatus: started } = await sdk.send(create)
  const describe = new DescribeAccountAssignmentCreationStatusCommand({
    InstanceArn,
    AccountAssignmentCreationRequestId: started?.RequestId,
  })
  clock.pass(1_499)
  expect((await sdk.send(describe)).AccountAssignmentCreationStatus?.Status).toBe('SUCCEEDED')
  expect((await sdk.send(list)).AccountAssignments).toEqual([])
  clock.pass(1)
  expect((await sdk.send(list)).AccountAssignments).toHaveLength(1)
})

test('a list of statuses shows an operation late, and its outcome late', async () => {
  const { sdk, clock } = await trySandbox({ latency })
  await sdk.send(create)
  const counts = async () => [
    (await sdk.send(inProgress)).AccountAssignmentsCreationStatus?.length,
    (await sdk.send(succeeded)).AccountAssignmentsCreationStatus?.length,
  ]
  expect(await counts()).toEqual([0, 0])
  clock.pass(500)
  expect(await counts()).toEqual([1, 0])
  clock.pass(999)
  expect(await counts()).toEqual([1, 0])
  clock.pass(1)
  expect(await counts()).toEqual([0, 1])
})

test('the control side is never stale, and what it places is seen at once', async () => {
  const { sdk, clock, control } = await trySandbox({ latency })
  await sdk.send(create)
  clock.pass(1_000)
  expect(await control('GET', 'assignments')).toHaveLength(3)
  const { PrincipalId: principalId, TargetId: accountId } = triple(setArn('ReadOnly'))
  await control('POST', 'assignments', { accountId, principalId, permissionSetArn: setArn('ReadOnly') })
  const listed = await sdk.send(
    new ListAccountAssignmentsCommand({
      InstanceArn,
      PermissionSetArn: setArn('ReadOnly'),
      AccountId: account,
    }),
  )
  expect(listed.AccountAssignments).toHaveLength(1)
})

test('the same seed gives the same operations the same durations and lags, another seed others', async () => {
  const dueAfter = async (seed: number) => {
    const { sdk, clock } = await trySandbox({
      seed,
      latency: { operationMs: [1_000, 5_000], staleMs: [0, 2_000] },
    })
    const { AccountAssignmentCreationStatus: started } = await sdk.send(create)
    let seenAfter = 0
    for (; (await sdk.send(list)).AccountAssignments?.length === 0; seenAfter += 250) clock.pass(250)
    return { id: started?.RequestId, seenAfter }
  }
  expect(await dueAfter(7)).toEqual(await dueAfter(7))
  expect(await dueAfter(7)).not.toEqual(await dueAfter(8))
})
