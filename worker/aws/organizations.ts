import { nullWhenAbsent } from './answer.ts'
import type { AwsConfig } from './config.ts'
import { readJson, type JsonService } from './json-call.ts'
import { everyPage, page, token } from './pages.ts'
import type { Account, Directory } from './port.ts'

/** Organizations answers in one region of each partition, whatever the instance's is. */
const service: JsonService = {
  signingName: 'organizations',
  target: 'AWSOrganizationsV20161128',
  region: (region) => homes.find((home) => region.startsWith(home.prefix))!.region,
  url: (region) => `https://organizations.${region}.${homes.find((home) => home.region === region)!.suffix}/`,
}

const homes = [
  { prefix: 'cn-', region: 'cn-northwest-1', suffix: 'amazonaws.com.cn' },
  { prefix: 'us-gov-', region: 'us-gov-west-1', suffix: 'amazonaws.com' },
  { prefix: 'eusc-', region: 'eusc-de-east-1', suffix: 'amazonaws.eu' },
  { prefix: '', region: 'us-east-1', suffix: 'amazonaws.com' },
] as const

export function organizations(
  config: AwsConfig,
): Pick<Directory, 'listAccounts' | 'managementAccountId' | 'ouPath' | 'accountTags'> {
  const unitNames = new Map<string, Promise<string>>()
  return {
    listAccounts: async (after) => {
      const answer = await readJson<Accounts>(config, service, accountsAfter(after))
      return page((answer.Accounts ?? []).map(accountFrom), answer.NextToken)
    },

    managementAccountId: async () => {
      const call = { operation: 'organizations:DescribeOrganization', input: {} } as const
      return (await readJson<Organization>(config, service, call)).Organization.MasterAccountId
    },

    ouPath: (accountId) => pathOf(config, unitNames, accountId).catch(nullWhenAbsent),

    accountTags: async (accountId) => {
      const found = await tagsOf(config, accountId).catch(nullWhenAbsent)
      return Object.fromEntries((found ?? []).map(({ Key, Value }) => [Key, Value]))
    },
  }
}

function tagsOf(config: AwsConfig, accountId: string): Promise<Tag[]> {
  return everyPage(async (after) => {
    const input = { ResourceId: accountId, ...token(after) }
    const call = { operation: 'organizations:ListTagsForResource', input } as const
    const answer = await readJson<Tags>(config, service, call)
    return page(answer.Tags, answer.NextToken)
  })
}

function accountsAfter(after: string | null) {
  return { operation: 'organizations:ListAccounts', input: { MaxResults: 20, ...token(after) } } as const
}

function accountFrom(wire: AccountOnWire): Account {
  return { id: wire.Id, name: wire.Name ?? wire.Id, status: wire.State ?? wire.Status ?? 'ACTIVE' }
}

/** From the account upwards; a unit that many accounts share is asked for once. */
async function pathOf(
  config: AwsConfig,
  names: Map<string, Promise<string>>,
  childId: string,
): Promise<string> {
  const call = { operation: 'organizations:ListParents', input: { ChildId: childId } } as const
  const [parent] = (await readJson<Parents>(config, service, call)).Parents
  if (parent === undefined || parent.Type === 'ROOT') return 'Root'
  const known = names.get(parent.Id) ?? unitPath(config, names, parent.Id)
  names.set(parent.Id, known)
  // A failed question is not an answer for the next account.
  known.catch(() => names.delete(parent.Id))
  return known
}

async function unitPath(
  config: AwsConfig,
  names: Map<string, Promise<string>>,
  unitId: string,
): Promise<string> {
  const input = { OrganizationalUnitId: unitId }
  const call = { operation: 'organizations:DescribeOrganizationalUnit', input } as const
  const above = await pathOf(config, names, unitId)
  return `${above}/${(await readJson<Unit>(config, service, call)).OrganizationalUnit.Name}`
}

interface AccountOnWire {
  readonly Id: string
  readonly Name?: string
  /** `State` replaces `Status`, which AWS will end. */
  readonly State?: string
  readonly Status?: string
}
interface Accounts {
  readonly Accounts?: readonly AccountOnWire[]
  readonly NextToken?: string
}
interface Tag {
  readonly Key: string
  readonly Value: string
}
interface Tags {
  readonly Tags?: readonly Tag[]
  readonly NextToken?: string
}
interface Organization {
  readonly Organization: { readonly MasterAccountId: string }
}
interface Parents {
  readonly Parents: readonly { readonly Id: string; readonly Type: 'ROOT' | 'ORGANIZATIONAL_UNIT' }[]
}
interface Unit {
  readonly OrganizationalUnit: { readonly Name: string }
}
