import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import organisation from '../../test/fixtures/organisation.json' with { type: 'json' }
import { openSandbox, type TestSandbox } from '../../test/aws-sandbox.ts'
import { Unanswered } from './answer.ts'
import { directory } from './directory.ts'
import { everyPage } from './pages.ts'
import type { Directory } from './port.ts'

const [viewer] = organisation.people
const [readOnly, , , operator] = organisation.permissionSets

let sandbox: TestSandbox
let read: Directory
beforeEach(async () => {
  sandbox = await openSandbox()
  read = directory(sandbox.config)
})
afterEach(() => sandbox.close())

test('lists every account, past empty pages', async () => {
  const accounts = await everyPage((after) => read.listAccounts(after))
  expect(accounts.map(({ id }) => id).toSorted()).toEqual(
    organisation.accounts.map(({ id }) => id).toSorted(),
  )
  expect(accounts).toContainEqual({ id: '111122223333', name: 'prod-payments', status: 'ACTIVE' })
  expect(await sandbox.callsTo('ListAccounts')).toBeGreaterThanOrEqual(1)
})

test('knows which account manages the organisation', async () => {
  expect(await read.managementAccountId()).toBe(organisation.managementAccountId)
})

test('gives the path of units down to an account, asking for each unit once', async () => {
  expect(await read.ouPath('111122223333')).toBe('Root/Workloads/Prod')
  expect(await read.ouPath(organisation.managementAccountId)).toBe('Root')
  const asked = await sandbox.callsTo('DescribeOrganizationalUnit')
  expect(await read.ouPath('222233334444')).toBe('Root/Workloads/Prod')
  expect(await sandbox.callsTo('DescribeOrganizationalUnit')).toBe(asked)
  expect(await read.ouPath('000000000000')).toBeNull()
  expect(await read.accountTags('111122223333')).toMatchObject({ 'jit:sensitive': 'true' })
  expect(await read.accountTags('000000000000')).toEqual({})
})

test('lists permission sets page by page, as many as were asked for', async () => {
  const first = await read.listPermissionSets(null, 3)
  expect(first.items).toHaveLength(3)
  const all = await everyPage((after) => read.listPermissionSets(after, 3))
  expect(all.toSorted()).toEqual(organisation.permissionSets.map(({ arn }) => arn).toSorted())
})

test('a set has a name and the seconds its credentials live', async () => {
  const { arn } = readOnly!
  expect(await read.nameOf(arn)).toEqual({ arn, name: 'ReadOnly', sessionSeconds: 28_800 })
})

test("a set's policies have a hash and its tags", async () => {
  const one = await read.policiesOf(operator!.arn)
  const other = await read.policiesOf(readOnly!.arn)
  expect(one!.tags).toEqual({ 'jit:killable': 'true' })
  expect(one!.policyHash).toMatch(/^[\w-]{43}$/)
  expect(other!.policyHash).not.toBe(one!.policyHash)
})

test('a set that is gone is null', async () => {
  const gone = readOnly!.arn.replace('ps-1', 'ps-9')
  expect([await read.nameOf(gone), await read.policiesOf(gone)]).toEqual([null, null])
})

test('finds the one user with an address, whatever its case', async () => {
  expect(await read.findUserByEmail('Viewer@Example.com ')).toBe(viewer!.principalId)
  expect(await read.findUserByEmail('nobody@example.com')).toBeNull()
  expect(await read.findUserByEmail('viewer')).toBeNull()
})

test('an address that two users have finds nobody', async () => {
  const twin = {
    ...viewer!,
    principalId: '90678a1b-1111-4c2d-8e3f-0000000000ff',
    email: 'VIEWER@example.com',
  }
  const twins = await openSandbox({
    organisation: fileWith({ ...organisation, people: [...organisation.people, twin] }),
  })
  try {
    expect(await directory(twins.config).findUserByEmail('viewer@example.com')).toBeNull()
  } finally {
    await twins.close()
  }
})

test('lists groups and who is in them', async () => {
  const groups = await everyPage((after) => read.listGroups(after, 1))
  expect(groups.map(({ name }) => name).toSorted()).toEqual(['data-leads', 'engineers'])
  const people = new Map(organisation.people.map(({ email, principalId }) => [email, principalId]))
  const { id, members } = organisation.groups[0]!
  expect(new Set(await read.membersOf(id))).toEqual(new Set(members.map((email) => people.get(email))))
  expect(await read.membersOf('90678a1b-2222-4c2d-8e3f-0000000000ff')).toEqual([])
})

test('a throttled list says so, and is not asked again by itself', async () => {
  await sandbox.fault({ operation: 'ListUsers', kind: 'throttle', times: 1 })
  const error = await read.listUsers(null).catch((thrown: unknown) => thrown)
  expect((error as Unanswered).failure).toEqual({ kind: 'throttled', ms: 1_000 })
  expect(await sandbox.callsTo('ListUsers')).toBe(1)
})

test('a lost answer and a broken server are unknown', async () => {
  await sandbox.fault({ operation: 'ListAccounts', kind: 'lost', times: 1 })
  await sandbox.fault({ operation: 'ListGroups', kind: 'error', times: 1 })
  for (const ask of [() => read.listAccounts(null), () => read.listGroups(null, 10)])
    await expect(ask()).rejects.toMatchObject({ failure: { kind: 'unknown' } })
})

const folder = mkdtempSync(join(tmpdir(), 'hallpass-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

function fileWith(content: object): URL {
  const file = join(folder, 'organisation.json')
  writeFileSync(file, JSON.stringify(content))
  return new URL(`file://${file}`)
}
