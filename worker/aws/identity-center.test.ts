import { afterEach, beforeEach, expect, test } from 'vitest'
import organisation from '../../test/fixtures/organisation.json' with { type: 'json' }
import { openSandbox, type TestSandbox } from '../../test/aws-sandbox.ts'
import { keyOf } from '../engine/key.ts'
import { Unreachable, type OpId, type PrincipalId } from '../engine/ports.ts'
import { Unanswered } from './answer.ts'
import { assignments, holdings } from './identity-center.ts'
import type { Assignments } from './port.ts'

const [viewer, owner] = organisation.people.map(({ principalId }) => principalId as PrincipalId)
const [, viewOnly, , operator] = organisation.permissionSets.map(({ arn }) => arn)
const engineers = organisation.groups[1]!.id
const prod = '111122223333'
const key = keyOf(prod, operator!)

let sandbox: TestSandbox
let aws: Assignments
beforeEach(async () => {
  sandbox = await openSandbox()
  aws = assignments(sandbox.config)
})
afterEach(() => sandbox.close())

test('a create is pending, then done, and shows in a look with its instant', async () => {
  const op = opIn(await aws.create(key, viewer!))
  expect(await aws.outcome('create', op)).toBe('pending')
  sandbox.pass(1_000)
  expect(await aws.outcome('create', op)).toBe('done')
  const seen = await aws.look(key)
  expect(seen).toEqual({ at: sandbox.config.now(), users: new Set([viewer]), groups: new Set() })
})

test('a set that is gone is held by nobody', async () => {
  const gone = keyOf(prod, operator!.replace(/....$/, 'ffff'))
  expect(await aws.look(gone)).toMatchObject({ users: new Set(), groups: new Set() })
})

test('a removal is pending, then done, and nothing is left', async () => {
  await granted()
  const op = opIn(await aws.remove(key, viewer!))
  expect(await aws.outcome('delete', op)).toBe('pending')
  sandbox.pass(1_000)
  expect(await aws.outcome('delete', op)).toBe('done')
  expect(await held()).toEqual([])
})

test('one List says what became of every operation', async () => {
  const done = await granted()
  await sandbox.fault({ operation: 'CreateAccountAssignment', kind: 'failed', times: 1 })
  const failed = opIn(await aws.create(keyOf(prod, viewOnly!), viewer!))
  sandbox.pass(1_000)
  const pending = opIn(await aws.create(key, owner!))
  sandbox.pass(19)
  const outcomes = await aws.listOutcomes('create')
  expect([done, failed].map((op) => outcomes.get(op))).toEqual(['done', 'failed'])
  // Too new for the list is as good as under way.
  expect(outcomes.get(pending) ?? 'pending').toBe('pending')
  expect(await aws.listOutcomes('delete')).toEqual(new Map())
})

test('a failed operation gives the reason of AWS', async () => {
  await sandbox.fault({ operation: 'CreateAccountAssignment', kind: 'failed', reason: 'role quota exceeded' })
  const op = opIn(await aws.create(key, viewer!))
  sandbox.pass(1_000)
  expect(await aws.outcome('create', op)).toEqual({ failed: 'role quota exceeded' })
})

test('a second operation on the same set and account is busy', async () => {
  await aws.create(key, viewer!)
  expect(await aws.create(key, owner!)).toEqual({ busy: true })
  expect(await aws.remove(key, viewer!)).toEqual({ busy: true })
})

test('a throttled start says for how long', async () => {
  await sandbox.fault({ operation: 'CreateAccountAssignment', kind: 'throttle', times: 1 })
  expect(await aws.create(key, viewer!)).toEqual({ throttledMs: 1_000 })
  expect(await held()).toEqual([])
})

test('a removal of what is not there is taken, and found absent afterwards', async () => {
  const op = opIn(await aws.remove(key, viewer!))
  sandbox.pass(1_000)
  expect((await aws.listOutcomes('delete')).get(op)).toBe('failed')
  expect(await aws.outcome('delete', op)).toBe('absent')
})

test('of a set that is gone there is nothing to remove', async () => {
  const gone = keyOf(prod, operator!.replace('ps-1', 'ps-9'))
  expect(await aws.remove(gone, viewer!)).toEqual({ absent: true })
})

test('a create for a set that is gone is refused with the reason of AWS, never absent', async () => {
  const gone = keyOf(prod, operator!.replace('ps-1', 'ps-9'))
  const answer = await aws.create(gone, viewer!)
  expect(answer).toEqual({ refused: expect.stringContaining('ResourceNotFoundException') as string })
})

test('what AWS finds invalid is refused', async () => {
  const answer = await aws.create(keyOf('12', operator!), viewer!)
  expect(answer).toEqual({ refused: expect.stringContaining('ValidationException') as string })
})

test('keys that AWS does not know are refused', async () => {
  const strangers = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'no' }
  const other = assignments({ ...sandbox.config, credentialsOf: () => Promise.resolve(strangers) })
  expect(await other.create(key, viewer!)).toEqual({
    refused: expect.stringContaining('Unrecognized') as string,
  })
})

test('a lost answer is unknown, and the access is there all the same', async () => {
  await sandbox.fault({ operation: 'CreateAccountAssignment', kind: 'lost', times: 1 })
  await expect(aws.create(key, viewer!)).rejects.toBeInstanceOf(Unreachable)
  sandbox.pass(1_000)
  expect(await held()).toEqual([viewer])
})

test('an error of the server is unknown, and tried once', async () => {
  await sandbox.fault({ operation: 'DeleteAccountAssignment', kind: 'error' })
  await expect(aws.remove(key, viewer!)).rejects.toBeInstanceOf(Unreachable)
  expect(await sandbox.callsTo('DeleteAccountAssignment')).toBe(1)
})

test('an answer that takes too long is unknown', async () => {
  const hasty = assignments({ ...sandbox.config, timeoutMs: 50 })
  await sandbox.fault({ operation: 'CreateAccountAssignment', kind: 'delay', ms: 5_000, times: 1 })
  await expect(hasty.create(key, viewer!)).rejects.toBeInstanceOf(Unreachable)
})

test('a server that is not there is unknown', async () => {
  const nobody = assignments({ ...sandbox.config, endpoint: 'http://127.0.0.1:9' })
  await expect(nobody.look(key)).rejects.toBeInstanceOf(Unreachable)
})

test('a throttled look teaches nothing, and says for how long', async () => {
  await sandbox.fault({ operation: 'ListAccountAssignments', kind: 'throttle', times: 1 })
  const error = await aws.look(key).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(Unanswered)
  expect((error as Unanswered).failure).toEqual({ kind: 'throttled', ms: 1_000 })
})

test('the role stands while somebody holds the set, and goes with the last one', async () => {
  expect(await aws.roleStands(key)).toBe(false)
  await granted()
  expect(await aws.roleStands(key)).toBe(true)
  await aws.remove(key, viewer!)
  sandbox.pass(1_000)
  expect(await aws.roleStands(key)).toBe(false)
})

test('holders names users and groups apart', async () => {
  const read = holdings(sandbox.config)
  expect((await read.holders('444455556666', viewOnly!)).users).toEqual(new Set([viewer]))
  const seen = await read.holders('666677778888', organisation.permissionSets[0]!.arn)
  expect(seen.groups).toEqual(new Set([engineers]))
  expect(await read.provisionedSets('444455556666')).toEqual(new Set([viewOnly]))
})

async function granted(): Promise<OpId> {
  const op = opIn(await aws.create(key, viewer!))
  sandbox.pass(1_000)
  expect(await aws.outcome('create', op)).toBe('done')
  return op
}

async function held(): Promise<string[]> {
  const all = await sandbox.assignments()
  return all.filter((one) => keyOf(one.accountId, one.permissionSetArn) === key).map((one) => one.principalId)
}

function opIn(started: object): OpId {
  expect(started).toHaveProperty('op')
  return (started as { op: OpId }).op
}
