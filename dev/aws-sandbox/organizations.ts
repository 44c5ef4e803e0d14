import type { Account } from './organisation.ts'
import { type Ask, keyIn, page, tokenAfter } from './page.ts'
import { Refusal } from './refusal.ts'
import { operation, seconds, type Service } from './service.ts'
import { structure, text, whole } from './shape.ts'
import {
  accountsUnder,
  organisationId,
  parentOf,
  pathOf,
  rootId,
  type Unit,
  unitsOf,
  unitsUnder,
} from './units.ts'
import type { World } from './world.ts'

// Shorter unit ids than AWS's eight characters pass: the organisation file has some.
const unitPattern = 'ou-[0-9a-z]{4,32}-[a-z0-9]{3,32}'
const rootPattern = 'r-[0-9a-z]{4,32}'
const accountId = text('\\d{12}', 12, 12)
const unitId = text(unitPattern, 1, 68)
const parentId = text(`${rootPattern}|${unitPattern}`, 1, 100)
const childId = text(`\\d{12}|${unitPattern}`, 1, 100)
const taggableId = text(`${rootPattern}|\\d{12}|${unitPattern}`, 1, 130)
const nextToken = { NextToken: text('[\\s\\S]*', 0, 100_000) }
const paging = { ...nextToken, MaxResults: whole(1, 20) }

const pageSize = 20
const emptyPageOdds = 0.25
const joinedAt = Date.UTC(2023, 5, 1)

export const organizations: Service = {
  target: 'AWSOrganizationsV20161128',
  signingName: 'organizations',
  namespace: '',
  names: {
    throttled: 'TooManyRequestsException',
    broken: 'ServiceException',
    invalid: 'InvalidInputException',
  },
  operations: {
    DescribeOrganization: operation(structure({}), (call) => ({
      Organization: {
        Id: organisationId,
        Arn: arn(call, `organization/${organisationId}`),
        FeatureSet: 'ALL',
        MasterAccountId: call.organisation.managementAccountId,
        MasterAccountArn: accountArn(call, call.organisation.managementAccountId),
        MasterAccountEmail: 'aws+management@example.com',
      },
    })),

    ListAccounts: operation(structure({}, paging), (call, ask) => {
      const { items, ...next } = pageSometimesEmpty(call, call.organisation.accounts, 'ListAccounts', ask)
      return { Accounts: items.map((account) => accountOnWire(call, account)), ...next }
    }),

    DescribeAccount: operation(structure({ AccountId: accountId }), (call, ask) => {
      const account = call.organisation.accounts.find(({ id }) => id === ask.AccountId)
      if (!account)
        throw new Refusal('AccountNotFoundException', "You specified an account that doesn't exist.")
      return { Account: accountOnWire(call, account) }
    }),

    ListRoots: operation(structure({}, paging), (call, ask) => {
      const { items, ...next } = pageSometimesEmpty(call, [{ id: rootId }], 'ListRoots', ask)
      return { Roots: items.map(({ id }) => rootOnWire(call, id)), ...next }
    }),

    ListParents: operation(structure({ ChildId: childId }, paging), (call, ask) => {
      const parent = parentOf(call.organisation, ask.ChildId)
      if (!parent) throw new Refusal('ChildNotFoundException', "You specified a child that doesn't exist.")
      return { Parents: [{ Id: parent, Type: parent === rootId ? 'ROOT' : 'ORGANIZATIONAL_UNIT' }] }
    }),

    ListOrganizationalUnitsForParent: operation(structure({ ParentId: parentId }, paging), (call, ask) => {
      checkParent(call, ask.ParentId)
      const units = unitsUnder(call.organisation, ask.ParentId)
      const { items, ...next } = pageSometimesEmpty(
        call,
        units,
        `ListOrganizationalUnits ${ask.ParentId}`,
        ask,
      )
      return { OrganizationalUnits: items.map((unit) => unitOnWire(call, unit)), ...next }
    }),

    ListAccountsForParent: operation(structure({ ParentId: parentId }, paging), (call, ask) => {
      checkParent(call, ask.ParentId)
      const accounts = accountsUnder(call.organisation, ask.ParentId)
      const { items, ...next } = pageSometimesEmpty(
        call,
        accounts,
        `ListAccountsForParent ${ask.ParentId}`,
        ask,
      )
      return { Accounts: items.map((account) => accountOnWire(call, account)), ...next }
    }),

    DescribeOrganizationalUnit: operation(structure({ OrganizationalUnitId: unitId }), (call, ask) => {
      const unit = unitsOf(call.organisation).find(({ id }) => id === ask.OrganizationalUnitId)
      if (!unit)
        throw new Refusal('OrganizationalUnitNotFoundException', "You specified an OU that doesn't exist.")
      return { OrganizationalUnit: unitOnWire(call, unit) }
    }),

    ListTagsForResource: operation(structure({ ResourceId: taggableId }, nextToken), (call, ask) => {
      const known = ask.ResourceId === rootId || parentOf(call.organisation, ask.ResourceId) !== null
      if (!known) throw new Refusal('TargetNotFoundException', "You specified a target that doesn't exist.")
      const account = call.organisation.accounts.find(({ id }) => id === ask.ResourceId)
      return { Tags: account ? tagsOf(account) : [] }
    }),
  },
}

/** A page may be empty and still carry a token, so whoever stops at an empty page misses the rest. */
function pageSometimesEmpty<T extends { id: string }>(world: World, rows: T[], name: string, ask: Ask) {
  const key = ask.NextToken ? keyIn(ask.NextToken) : ''
  const again = key.startsWith('again ')
  const from = again ? key.slice('again '.length) : key
  if (!again && world.chance.of('empty page', name, from) < emptyPageOdds)
    return { items: [], NextToken: tokenAfter(`again ${from}`) }
  return page(rows, ({ id }) => id, { MaxResults: ask.MaxResults, NextToken: tokenAfter(from) }, pageSize)
}

function checkParent(world: World, id: string): void {
  if (pathOf(world.organisation, id) === null)
    throw new Refusal('ParentNotFoundException', "You specified a parent that doesn't exist.")
}

const arn = (world: World, rest: string): string =>
  `arn:aws:organizations::${world.organisation.managementAccountId}:${rest}`

const accountArn = (world: World, id: string): string => arn(world, `account/${organisationId}/${id}`)

const accountOnWire = (world: World, account: Account): object => ({
  Id: account.id,
  Arn: accountArn(world, account.id),
  Email: `aws+${account.name}@example.com`,
  Name: account.name,
  Status: 'ACTIVE',
  State: 'ACTIVE',
  JoinedMethod: 'CREATED',
  JoinedTimestamp: seconds(joinedAt),
})

const rootOnWire = (world: World, id: string): object => ({
  Id: id,
  Arn: arn(world, `root/${organisationId}/${id}`),
  Name: 'Root',
  PolicyTypes: [],
})

const unitOnWire = (world: World, unit: Unit): object => ({
  Id: unit.id,
  Arn: arn(world, `ou/${organisationId}/${unit.id}`),
  Name: unit.name,
})

const tagsOf = ({ sensitive, owners }: Account): object[] => [
  ...(sensitive ? [{ Key: 'jit:sensitive', Value: 'true' }] : []),
  ...(owners.length > 0 ? [{ Key: 'jit:owners', Value: owners.join(' ') }] : []),
]
