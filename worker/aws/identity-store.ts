import type { PrincipalId } from '../engine/ports.ts'
import { nullWhenAbsent } from './answer.ts'
import type { AwsConfig } from './config.ts'
import { dnsSuffix } from './dns-suffix.ts'
import { readJson, type JsonService } from './json-call.ts'
import { everyPage, items, page, token } from './pages.ts'
import type { Directory, Group, Page, User } from './port.ts'

const service: JsonService = {
  signingName: 'identitystore',
  target: 'AWSIdentityStore',
  region: (region) => region,
  url: (region) => `https://identitystore.${region}.${dnsSuffix(region)}/`,
}

const pageSize = 100

export function identityStore(
  config: AwsConfig,
): Pick<Directory, 'listUsers' | 'findUserByEmail' | 'userName' | 'listGroups' | 'membersOf'> {
  const store = { IdentityStoreId: config.identityStoreId }

  const listUsers = async (after: string | null): Promise<Page<User>> => {
    const input = { ...store, MaxResults: pageSize, ...token(after) }
    const answer = await readJson<Users>(config, service, { operation: 'identitystore:ListUsers', input })
    return page((answer.Users ?? []).map(userFrom), answer.NextToken)
  }

  const membersAfter = async (groupId: string, after: string | null): Promise<Page<PrincipalId>> => {
    const input = { ...store, GroupId: groupId, MaxResults: pageSize, ...token(after) }
    const call = { operation: 'identitystore:ListGroupMemberships', input } as const
    const answer = await readJson<Memberships>(config, service, call)
    const users = (answer.GroupMemberships ?? []).flatMap(({ MemberId }) => MemberId?.UserId ?? [])
    return page(users, answer.NextToken)
  }

  return {
    listUsers,
    findUserByEmail: (email) => theOne(items(listUsers), email),
    userName: async (userId) => {
      const call = { operation: 'identitystore:DescribeUser', input: { ...store, UserId: userId } } as const
      const user = await readJson<UserOnWire>(config, service, call).catch(nullWhenAbsent)
      return user === null ? null : (user.DisplayName ?? user.UserName ?? null)
    },
    listGroups: async (after, limit) => {
      const input = { ...store, MaxResults: limit, ...token(after) }
      const answer = await readJson<Groups>(config, service, { operation: 'identitystore:ListGroups', input })
      return page((answer.Groups ?? []).map(groupFrom), answer.NextToken)
    },
    membersOf: async (groupId) =>
      (await everyPage((after) => membersAfter(groupId, after)).catch(nullWhenAbsent)) ?? [],
  }
}

/** AWS finds a user by an exact address only, and says nothing of a second one: so we look at them all. */
async function theOne(users: AsyncIterable<User>, email: string): Promise<PrincipalId | null> {
  const wanted = email.trim().toLowerCase()
  let found: PrincipalId | null = null
  for await (const user of users) {
    if (!user.emails.some((address) => address.trim().toLowerCase() === wanted)) continue
    if (found !== null) return null
    found = user.id
  }
  return found
}

function userFrom(wire: UserOnWire): User {
  const emails = (wire.Emails ?? []).flatMap(({ Value }) => Value ?? [])
  return { id: wire.UserId, userName: wire.UserName ?? '', emails }
}

function groupFrom(wire: GroupOnWire): Group {
  return { id: wire.GroupId, name: wire.DisplayName ?? wire.GroupId }
}

interface UserOnWire {
  readonly UserId: PrincipalId
  readonly UserName?: string
  readonly DisplayName?: string
  readonly Emails?: readonly { readonly Value?: string }[]
}
interface Users {
  readonly Users?: readonly UserOnWire[]
  readonly NextToken?: string
}
interface GroupOnWire {
  readonly GroupId: string
  readonly DisplayName?: string
}
interface Groups {
  readonly Groups?: readonly GroupOnWire[]
  readonly NextToken?: string
}
interface Memberships {
  readonly GroupMemberships?: readonly { readonly MemberId?: { readonly UserId?: PrincipalId } }[]
  readonly NextToken?: string
}
