import {
  CreateAccountAssignmentCommand,
  DescribeAccountAssignmentCreationStatusCommand,
  InternalServerException,
  ListAccountAssignmentCreationStatusCommand,
  ListInstancesCommand,
  ThrottlingException,
} from '@aws-sdk/client-sso-admin'
import { expect, test } from 'vitest'
import { InstanceArn, setArn, triple, trySandbox } from './try-sandbox.ts'

const list = new ListInstancesCommand()
const create = new CreateAccountAssignmentCommand(triple(setArn('DatabaseAdmin')))
const connectionBroken = /socket hang up|ECONNRESET/
const creations = new ListAccountAssignmentCreationStatusCommand({ InstanceArn })

test('a throttle or an error refuses as often as it was asked to, and does nothing else', async () => {
  const { sdk, control, clock } = await trySandbox()
  await control('POST', 'faults', { operation: 'CreateAccountAssignment', kind: 'throttle', times: 2 })
  await control('POST', 'faults', {
    operation: 'CreateAccountAssignment',
    kind: 'error',
    times: 1,
    reason: 'Down',
  })
  await expect(sdk.send(create)).rejects.toThrow(ThrottlingException)
  await expect(sdk.send(create)).rejects.toThrow(ThrottlingException)
  await expect(sdk.send(create)).rejects.toMatchObject({ name: 'InternalServerException', message: 'Down' })
  clock.pass(1_000)
  expect((await sdk.send(creations)).AccountAssignmentsCreationStatus).toEqual([])
  await expect(sdk.send(create)).resolves.toBeDefined()
})

test('a fault without times stays until the faults are deleted', async () => {
  const { sdk, control } = await trySandbox()
  await control('POST', 'faults', { operation: '*', kind: 'error' })
  for (let call = 1; call <= 3; call += 1)
    await expect(sdk.send(list)).rejects.toThrow(InternalServerException)
  expect(await control('DELETE', 'faults')).toBe(204)
  await expect(sdk.send(list)).resolves.toBeDefined()
})

test('a failed operation is accepted, ends FAILED with the reason, and gives nothing', async () => {
  const { sdk, control, clock } = await trySandbox()
  const before = await control('GET', 'assignments')
  await control('POST', 'faults', { operation: '*', kind: 'failed', times: 1, reason: 'Role quota reached' })
  await sdk.send(list)
  const { AccountAssignmentCreationStatus: started } = await sdk.send(create)
  expect(started?.Status).toBe('IN_PROGRESS')
  clock.pass(1_000)
  const describe = new DescribeAccountAssignmentCreationStatusCommand({
    InstanceArn,
    AccountAssignmentCreationRequestId: started?.RequestId,
  })
  const { AccountAssignmentCreationStatus: ended } = await sdk.send(describe)
  expect(ended).toMatchObject({ Status: 'FAILED', FailureReason: 'Role quota reached' })
  expect(await control('GET', 'assignments')).toEqual(before)
})

test('a lost answer breaks the connection after the work was done', async () => {
  const { sdk, control, clock } = await trySandbox()
  await control('POST', 'faults', { operation: 'CreateAccountAssignment', kind: 'lost', times: 1 })
  await expect(sdk.send(create)).rejects.toThrow(connectionBroken)
  clock.pass(1_000)
  expect(await control('GET', 'assignments')).toHaveLength(3)
})

test('a delay holds the answer back, and the operation is due that much later', async () => {
  const { sdk, control, clock } = await trySandbox({ latency: { operationMs: [10, 10], staleMs: [0, 0] } })
  await control('POST', 'faults', { operation: 'CreateAccountAssignment', kind: 'delay', times: 1, ms: 30 })
  await sdk.send(create)
  clock.pass(39)
  expect(await control('GET', 'assignments')).toHaveLength(2)
  clock.pass(1)
  expect(await control('GET', 'assignments')).toHaveLength(3)
})

test('a fault is not used up by a call that AWS refuses anyway', async () => {
  const { sdk, control } = await trySandbox()
  await control('POST', 'faults', { operation: 'CreateAccountAssignment', kind: 'lost', times: 1 })
  const wrong = new CreateAccountAssignmentCommand({ ...triple(setArn('ReadOnly')), TargetId: 'short' })
  await expect(sdk.send(wrong)).rejects.toMatchObject({ name: 'ValidationException' })
  await expect(sdk.send(create)).rejects.toThrow(connectionBroken)
})

test('a fault that names no kind, or an unknown one, is refused', async () => {
  const { control } = await trySandbox()
  expect(await control('POST', 'faults', { operation: '*', kind: 'slow' })).toMatchObject({
    error: expect.any(String),
  })
  expect(await control('POST', 'faults', { operation: '*' })).toMatchObject({ error: expect.any(String) })
})
