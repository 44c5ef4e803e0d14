import { beforeEach, expect, test } from 'vitest'
import { stage, type Stage } from '../test/stage.ts'
import { withCustomBases } from './custom-base.ts'
import { customSetOf } from './custom.ts'
import type { SetArn, SetsAws } from './engine/writer/ports.ts'

let s: Stage
beforeEach(async () => {
  s = await stage()
})

const inlinePolicy =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}'
const custom = {
  label: 'Anything in S3',
  sessionDuration: 'PT4H',
  managedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess', 'arn:aws:iam::aws:policy/AWSSupportAccess'],
  inlinePolicy,
}
const aws = { read: async (set: SetArn) => ({ arn: set, name: 'of AWS' }) } as unknown as SetsAws
const read = (id: string) => withCustomBases(aws, () => s.deps.db).read(id as SetArn)
const kept = async () => {
  await s.ask('viewer', { permissionSetArn: undefined, custom })
  return customSetOf(custom)
}

test('what is copied for a custom request is its definition, and its hash the one that was approved', async () => {
  const { id, policyHash } = await kept()
  const document = (await read(id))!
  expect(document).toMatchObject({
    arn: id,
    sessionDuration: 'PT4H',
    managed: custom.managedPolicyArns.toSorted(),
    inline: inlinePolicy,
    customer: [],
    boundary: null,
    policyHash,
  })
  const { rows } = await s.client.execute('select set_hash from requests')
  expect(rows[0]!['set_hash']).toBe(policyHash)
  expect(document.name).not.toContain(custom.label)
})

test('a set of AWS is read from AWS', async () => {
  expect(await read('arn:aws:sso:::permissionSet/x')).toMatchObject({ name: 'of AWS' })
})

test('a definition that is not there, or not the one its id was made from, is copied by nobody', async () => {
  const { id } = await kept()
  expect(await read(`${id}x`)).toBe(null)
  await s.client.execute('drop trigger definitions_stay')
  await s.client.execute(`update custom_sets set definition = replace(definition, 's3:*', '*:*')`)
  expect(await read(id)).toBe(null)
})

test('the order of managed policies is no part of a definition; everything else is', async () => {
  const { id } = await customSetOf(custom)
  const idOf = async (more: object) => (await customSetOf({ ...custom, ...more })).id
  expect(await idOf({ managedPolicyArns: custom.managedPolicyArns.toReversed() })).toBe(id)
  const others = [{ label: 'Else' }, { sessionDuration: 'PT1H' }, { inlinePolicy: `${inlinePolicy} ` }]
  for (const other of others) expect(await idOf(other)).not.toBe(id)
})
