import { AwsClient } from 'aws4fetch'
import { expect, test } from 'vitest'
import { account, IdentityStoreId, organisation, owner, type Raw, trySandbox, viewer } from './try-sandbox.ts'

const [dataLeads, engineers] = organisation.groups
const byAttribute = (AttributePath: string, AttributeValue: string) => ({
  IdentityStoreId,
  AlternateIdentifier: { UniqueAttribute: { AttributePath, AttributeValue } },
})

type Ask = (input: object) => Promise<Raw>

function rowsIn(body: Raw['body'], member: string): Record<string, string>[] {
  return body[member] as Record<string, string>[]
}

/** Follows NextToken to the end, over empty pages too. */
async function everything(ask: Ask, input: object, member: string) {
  const items: Record<string, string>[] = []
  let pages = 0
  for (let NextToken: string | undefined; pages === 0 || NextToken !== undefined; pages += 1) {
    const { body } = await ask(NextToken === undefined ? input : { ...input, NextToken })
    items.push(...rowsIn(body, member))
    NextToken = body['NextToken'] as string | undefined
  }
  return { items, pages }
}

test('a person is found by user name and by e-mail, and only by those', async () => {
  const { call } = await trySandbox()
  const find = async (path: string, value: string) =>
    (await call('identitystore', 'GetUserId', byAttribute(path, value))).body
  expect(await find('userName', 'viewer')).toEqual({ IdentityStoreId, UserId: viewer })
  expect(await find('emails.value', 'Viewer@Example.com')).toEqual({ IdentityStoreId, UserId: viewer })
  expect((await find('emails.value', 'nobody@example.com'))['__type']).toBe(
    'com.amazonaws.identitystore#ResourceNotFoundException',
  )
  expect((await find('displayName', 'Viewer One'))['__type']).toMatch(/ValidationException$/)
})

test('people are listed page by page, and filtered by user name', async () => {
  const { call } = await trySandbox()
  const ask: Ask = (input) => call('identitystore', 'ListUsers', input)
  const { items, pages } = await everything(ask, { IdentityStoreId, MaxResults: 3 }, 'Users')
  expect([items.length, pages]).toEqual([4, 2])
  const Filters = [{ AttributePath: 'UserName', AttributeValue: 'owner' }]
  const { body } = await ask({ IdentityStoreId, Filters })
  expect(body['Users']).toMatchObject([
    { UserId: owner, Emails: [{ Value: 'owner@example.com', Primary: true }] },
  ])
})

test('a person and a group are described, and a stranger is ResourceNotFound with its type', async () => {
  const { call } = await trySandbox()
  const user = await call('identitystore', 'DescribeUser', { IdentityStoreId, UserId: viewer })
  expect(user.body).toMatchObject({ UserName: 'viewer', DisplayName: 'Viewer One' })
  const group = await call('identitystore', 'DescribeGroup', { IdentityStoreId, GroupId: engineers?.id })
  expect(group.body).toMatchObject({ DisplayName: 'engineers' })
  const stranger = await call('identitystore', 'DescribeUser', { IdentityStoreId, UserId: engineers?.id })
  expect(stranger.body).toMatchObject({ ResourceType: 'USER' })
})

test('memberships are told from either end', async () => {
  const { call } = await trySandbox()
  const MemberId = { UserId: viewer }
  const ofGroup = await call('identitystore', 'ListGroupMemberships', {
    IdentityStoreId,
    GroupId: engineers?.id,
  })
  expect(ofGroup.body['GroupMemberships']).toMatchObject([{ MemberId }, { MemberId: { UserId: owner } }])
  const ofMember = await call('identitystore', 'ListGroupMembershipsForMember', { IdentityStoreId, MemberId })
  expect(ofMember.body['GroupMemberships']).toMatchObject([{ GroupId: engineers?.id }])
  const GroupIds = [dataLeads?.id, engineers?.id]
  const { body } = await call('identitystore', 'IsMemberInGroups', { IdentityStoreId, MemberId, GroupIds })
  expect(body['Results']).toMatchObject([{ MembershipExists: false }, { MembershipExists: true }])
})

test('groups are listed and found by name', async () => {
  const { call } = await trySandbox()
  const { body } = await call('identitystore', 'ListGroups', { IdentityStoreId })
  expect(body['Groups']).toHaveLength(2)
  const found = await call('identitystore', 'GetGroupId', byAttribute('displayName', 'engineers'))
  expect(found.body['GroupId']).toBe(engineers?.id)
})

test('all accounts are found by following the token, whatever pages come empty', async () => {
  const emptyPages: number[] = []
  for (let seed = 1; seed <= 8; seed += 1) {
    const { call } = await trySandbox({ seed })
    const ask: Ask = (input) => call('organizations', 'ListAccounts', input)
    const { items, pages } = await everything(ask, { MaxResults: 5 }, 'Accounts')
    expect(items.map(({ Id }) => Id)).toEqual(organisation.accounts.map(({ id }) => id).toSorted())
    emptyPages.push(pages - 3)
  }
  expect(new Set(emptyPages).size).toBeGreaterThan(1)
})

test('every account’s path follows from its parents', async () => {
  const { call } = await trySandbox()
  const pathOf = async (id: string): Promise<string> => {
    const { body } = await call('organizations', 'ListParents', { ChildId: id })
    const [{ Id = '', Type } = {}] = rowsIn(body, 'Parents')
    if (Type === 'ROOT') return 'Root'
    const unit = await call('organizations', 'DescribeOrganizationalUnit', { OrganizationalUnitId: Id })
    const { Name } = unit.body['OrganizationalUnit'] as Record<string, string>
    return `${await pathOf(Id)}/${Name}`
  }
  for (const { id, ouPath } of organisation.accounts) expect(await pathOf(id)).toBe(ouPath)
})

test('walking down from the root finds every account', async () => {
  const { call } = await trySandbox()
  const under = async (operation: string, member: string, ParentId: string) =>
    (await everything((input) => call('organizations', operation, input), { ParentId }, member)).items
  const accountsBelow = async (id: string): Promise<string[]> => {
    const units = await under('ListOrganizationalUnitsForParent', 'OrganizationalUnits', id)
    const here = (await under('ListAccountsForParent', 'Accounts', id)).map(({ Id }) => Id!)
    return [...here, ...(await Promise.all(units.map(({ Id }) => accountsBelow(Id!)))).flat()]
  }
  const { items: roots } = await everything((input) => call('organizations', 'ListRoots', input), {}, 'Roots')
  expect((await accountsBelow(roots[0]?.['Id'] ?? '')).toSorted()).toEqual(
    organisation.accounts.map(({ id }) => id).toSorted(),
  )
})

test('an account is described with its tags, and an unknown one is AccountNotFound', async () => {
  const { call } = await trySandbox()
  const { body } = await call('organizations', 'DescribeAccount', { AccountId: account })
  expect(body['Account']).toMatchObject({ Name: 'prod-web', Status: 'ACTIVE' })
  const tags = await call('organizations', 'ListTagsForResource', { ResourceId: '111122223333' })
  expect(tags.body['Tags']).toContainEqual({ Key: 'jit:sensitive', Value: 'true' })
  const unknown = await call('organizations', 'DescribeAccount', { AccountId: '999999999999' })
  expect(unknown.body['__type']).toBe('AccountNotFoundException')
  const malformed = await call('organizations', 'DescribeAccount', { AccountId: 'prod' })
  expect(malformed.body['__type']).toBe('InvalidInputException')
})

test('STS says who calls, and refuses in its own words', async () => {
  const { url, credentials } = await trySandbox()
  const ask = async (changes: Partial<typeof credentials> = {}) => {
    const aws = new AwsClient({ ...credentials, ...changes, service: 'sts', region: 'us-east-1', retries: 0 })
    const body = new URLSearchParams({ Action: 'GetCallerIdentity', Version: '2011-06-15' }).toString()
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    return (await aws.fetch(url, { method: 'POST', headers, body })).text()
  }
  expect(await ask()).toContain('<Account>101010101010</Account>')
  expect(await ask({ secretAccessKey: 'wrong' })).toContain('<Code>SignatureDoesNotMatch</Code>')
  expect(await ask({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE' })).toContain('<Code>InvalidClientTokenId</Code>')
  expect(await (await fetch(url, { method: 'POST', body: 'Action=GetCallerIdentity' })).text()).toContain(
    '<Code>MissingAuthenticationToken</Code>',
  )
})
