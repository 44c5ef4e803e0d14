import { afterEach, beforeEach, expect, test } from 'vitest'
import organisation from '../../test/fixtures/organisation.json' with { type: 'json' }
import { openSandbox, type TestSandbox } from '../../test/aws-sandbox.ts'
import { Unreachable, type OpId } from '../engine/ports.ts'
import type { NewSet, SetArn, SetsAws } from '../engine/writer/ports.ts'
import { setWriting } from './set-writing.ts'

const prod = '111122223333'
const policy = JSON.stringify({ Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' } })
const spec: NewSet = {
  name: 'jit-abcdefghij-ReadOnly',
  description: 'A copy',
  sessionDuration: 'PT2H',
  relayState: 'https://console.aws.amazon.com/s3/',
  tags: { 'jit:made-by': 'hallpass', 'jit:key': `${prod}/jit-abcdefghij-ReadOnly` },
}
const readOnlyAccess = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
const breakGlass = { name: 'BreakGlass', path: '/ops/' }

let sandbox: TestSandbox
let sets: SetsAws
beforeEach(async () => {
  sandbox = await openSandbox()
  sets = setWriting(sandbox.config)
})
afterEach(() => sandbox.close())

test('what was written is what is read', async () => {
  const set = await created()
  expect(await sets.attachManaged(set, readOnlyAccess)).toEqual({ done: true })
  expect(await sets.attachCustomer(set, breakGlass)).toEqual({ done: true })
  expect(await sets.putBoundary(set, { customer: breakGlass })).toEqual({ done: true })
  expect(await sets.putInline(set, policy)).toEqual({ done: true })
  expect(await sets.read(set)).toEqual({
    ...spec,
    arn: set,
    managed: [readOnlyAccess],
    customer: [breakGlass],
    boundary: { customer: breakGlass },
    inline: policy,
    policyHash: expect.any(String) as string,
  })
})

test('each boundary gives the set another hash', async () => {
  const set = await created()
  const hashes = [(await sets.read(set))!.policyHash]
  for (const boundary of [
    { customer: breakGlass },
    { customer: { ...breakGlass, path: '/' } },
    { managed: readOnlyAccess },
  ]) {
    await sets.putBoundary(set, boundary)
    sandbox.pass(1_000)
    hashes.push((await sets.read(set))!.policyHash)
  }
  expect(new Set(hashes).size).toBe(4)
})

test('an empty document takes the policy away, also one that is not there', async () => {
  const set = await created()
  await sets.putInline(set, policy)
  expect(await sets.putInline(set, '')).toEqual({ done: true })
  expect(await sets.inline(set)).toBe('')
  expect(await sets.putInline(set, '')).toEqual({ done: true })
})

test('a set that is gone reads as null, and cannot be written', async () => {
  const set = await created()
  expect(await sets.remove(set)).toEqual({ done: true })
  expect(await sets.remove(set)).toEqual({ absent: true })
  expect([await sets.read(set), await sets.inline(set)]).toEqual([null, null])
  expect(await sets.putInline(set, policy)).toEqual({ absent: true })
})

test('a name that is taken, and what AWS finds invalid, are answers', async () => {
  await created()
  expect(await sets.create(spec)).toEqual({ nameTaken: true })
  const wrong = await sets.create({ ...spec, name: 'with a blank' })
  expect(wrong).toEqual({ refused: expect.stringContaining('ValidationException') as string })
})

test('a lost answer is unknown, and a throttled one says for how long', async () => {
  await sandbox.fault({ operation: 'CreatePermissionSet', kind: 'lost', times: 1 })
  await expect(sets.create(spec)).rejects.toBeInstanceOf(Unreachable)
  expect(await sets.create(spec)).toEqual({ nameTaken: true })
  await sandbox.fault({ operation: 'DeletePermissionSet', kind: 'throttle', times: 1 })
  expect(await sets.remove(organisation.permissionSets[0]!.arn as SetArn)).toEqual({ throttledMs: 1_000 })
})

test('a provisioning ends, and then the role stands', async () => {
  const set = await created()
  await sets.putInline(set, policy)
  expect(await sets.roleIn(set, prod)).toBe(false)
  const started = await sets.provision(set, prod)
  const { op } = started as { op: OpId }
  expect(await sets.provisioned(op)).toBe('pending')
  sandbox.pass(1_000)
  expect(await sets.provisioned(op)).toBe('done')
  expect([await sets.roleIn(set, prod), await sets.roleIn(set, '222233334444')]).toEqual([true, false])
  expect(await sets.remove(set)).toEqual({ busy: true })
})

test('a provisioning that failed has the reason of AWS', async () => {
  const set = await created()
  await sandbox.fault({ operation: 'ProvisionPermissionSet', kind: 'failed', reason: 'one role at a time' })
  const { op } = (await sets.provision(set, prod)) as { op: OpId }
  sandbox.pass(1_000)
  expect(await sets.provisioned(op)).toEqual({ failed: 'one role at a time' })
})

async function created(): Promise<SetArn> {
  const answer = await sets.create(spec)
  expect(answer).toHaveProperty('arn')
  return (answer as { arn: SetArn }).arn
}
