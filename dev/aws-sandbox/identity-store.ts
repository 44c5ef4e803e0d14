import { createHash } from 'node:crypto'
import { type Group, groupsOf, type Person } from './organisation.ts'
import { page } from './page.ts'
import { invalid, notFound } from './refusal.ts'
import { operation, type Service } from './service.ts'
import { list, structure, text, whole } from './shape.ts'
import type { World } from './world.ts'

const guid = '[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}'
const resourceId = text(`([0-9a-f]{10}-|)${guid}`, 1, 47)
const attribute = structure({
  AttributePath: text('\\p{L}+:\\p{L}+:\\p{L}+(?:\\.\\p{L}+){0,3}|\\p{L}+(?:\\.\\p{L}+){0,2}', 1, 255),
  AttributeValue: text('[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\t\\n\\r \\u3000]+', 1, 1024),
})
const ofStore = { IdentityStoreId: text('d-[0-9a-f]{10}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}', 1, 36) }
const paging = { MaxResults: whole(1, 100), NextToken: text('[-a-zA-Z0-9+=/:_]*', 1, 65_535) }
const filtered = { ...paging, Filters: list(attribute, 0, 1) }
const member = structure({}, { UserId: resourceId })
const byAttribute = structure({
  ...ofStore,
  AlternateIdentifier: structure({}, { UniqueAttribute: attribute }),
})

type Attribute = { AttributePath: string; AttributeValue: string }
type Named = { AlternateIdentifier: { UniqueAttribute?: Attribute } }

export const identityStore: Service = {
  target: 'AWSIdentityStore',
  signingName: 'identitystore',
  namespace: 'com.amazonaws.identitystore#',
  names: {
    throttled: 'ThrottlingException',
    broken: 'InternalServerException',
    invalid: 'com.amazonaws.identitystore#ValidationException',
  },
  operations: {
    ListUsers: operation(structure(ofStore, filtered), (call, ask) => {
      checkStore(call, ask.IdentityStoreId)
      const people = call.organisation.people.filter(
        passes(ask.Filters?.[0], { username: (person) => person.userName }),
      )
      const { items, ...next } = page(people, ({ principalId }) => principalId, ask)
      return { Users: items.map((person) => userOnWire(call, person)), ...next }
    }),

    GetUserId: operation(byAttribute, (call, ask) => {
      checkStore(call, ask.IdentityStoreId)
      const found = call.organisation.people.find(
        passes(unique(ask), {
          username: (person) => person.userName,
          'emails.value': (person) => person.email,
        }),
      )
      if (!found) throw missing('USER')
      return { IdentityStoreId: ask.IdentityStoreId, UserId: found.principalId }
    }),

    DescribeUser: operation(structure({ ...ofStore, UserId: resourceId }), (call, ask) => {
      checkStore(call, ask.IdentityStoreId)
      return userOnWire(call, thePerson(call, ask.UserId))
    }),

    ListGroups: operation(structure(ofStore, filtered), (call, ask) => {
      checkStore(call, ask.IdentityStoreId)
      const groups = call.organisation.groups.filter(
        passes(ask.Filters?.[0], { displayname: (group) => group.name }),
      )
      const { items, ...next } = page(groups, ({ id }) => id, ask)
      return { Groups: items.map((group) => groupOnWire(call, group)), ...next }
    }),

    GetGroupId: operation(byAttribute, (call, ask) => {
      checkStore(call, ask.IdentityStoreId)
      const found = call.organisation.groups.find(passes(unique(ask), { displayname: (group) => group.name }))
      if (!found) throw missing('GROUP')
      return { GroupId: found.id, IdentityStoreId: ask.IdentityStoreId }
    }),

    DescribeGroup: operation(structure({ ...ofStore, GroupId: resourceId }), (call, ask) => {
      checkStore(call, ask.IdentityStoreId)
      return groupOnWire(call, theGroup(call, ask.GroupId))
    }),

    ListGroupMemberships: operation(structure({ ...ofStore, GroupId: resourceId }, paging), (call, ask) => {
      checkStore(call, ask.IdentityStoreId)
      const group = theGroup(call, ask.GroupId)
      const members = call.organisation.people.filter(({ email }) => group.members.includes(email))
      const { items, ...next } = page(members, ({ principalId }) => principalId, ask)
      return { GroupMemberships: items.map((person) => membership(call, group, person.principalId)), ...next }
    }),

    ListGroupMembershipsForMember: operation(
      structure({ ...ofStore, MemberId: member }, paging),
      (call, ask) => {
        checkStore(call, ask.IdentityStoreId)
        const id = userIn(ask.MemberId)
        const { items, ...next } = page(groupsOf(call.organisation, id), (group) => group.id, ask)
        return { GroupMemberships: items.map((group) => membership(call, group, id)), ...next }
      },
    ),

    IsMemberInGroups: operation(
      structure({ ...ofStore, MemberId: member, GroupIds: list(resourceId, 1, 100) }),
      (call, ask) => {
        checkStore(call, ask.IdentityStoreId)
        const held = groupsOf(call.organisation, userIn(ask.MemberId)).map(({ id }) => id)
        const result = (GroupId: string) => ({
          GroupId,
          MemberId: ask.MemberId,
          MembershipExists: held.includes(GroupId),
        })
        return { Results: ask.GroupIds.map(result) }
      },
    ),
  },
}

function checkStore(world: World, id: string): void {
  if (id !== world.organisation.identityStoreId) throw missing('IDENTITY_STORE')
}

function thePerson(world: World, id: string): Person {
  const person = world.organisation.people.find(({ principalId }) => principalId === id)
  if (!person) throw missing('USER', id)
  return person
}

function theGroup(world: World, id: string): Group {
  const group = world.organisation.groups.find((candidate) => candidate.id === id)
  if (!group) throw missing('GROUP', id)
  return group
}

const missing = (type: string, id?: string) =>
  notFound(`${type} not found.`, { ResourceType: type, ...(id !== undefined && { ResourceId: id }) })

function userIn({ UserId }: { UserId?: string }): string {
  if (UserId === undefined) throw invalid('MemberId must have exactly one member set')
  return UserId
}

function unique({ AlternateIdentifier }: Named): Attribute {
  const { UniqueAttribute } = AlternateIdentifier
  if (!UniqueAttribute) throw notFound('Nobody has this ExternalId.', { ResourceType: 'USER' })
  return UniqueAttribute
}

/** AWS compares paths and values without regard to case, and knows only these few paths. */
function passes<T>(
  asked: Attribute | undefined,
  paths: Record<string, (row: T) => string>,
): (row: T) => boolean {
  if (!asked) return () => true
  const valueOf = paths[asked.AttributePath.toLowerCase()]
  if (!valueOf) throw invalid(`The attribute path ${asked.AttributePath} is not supported`)
  return (row) => valueOf(row).toLowerCase() === asked.AttributeValue.toLowerCase()
}

function userOnWire(world: World, person: Person): object {
  const [given, ...family] = person.name.split(' ')
  return {
    IdentityStoreId: world.organisation.identityStoreId,
    UserId: person.principalId,
    UserName: person.userName,
    DisplayName: person.name,
    Name: { Formatted: person.name, GivenName: given, FamilyName: family.join(' ') },
    Emails: [{ Value: person.email, Type: 'work', Primary: true }],
    UserStatus: 'ENABLED',
  }
}

const groupOnWire = (world: World, group: Group): object => ({
  GroupId: group.id,
  DisplayName: group.name,
  IdentityStoreId: world.organisation.identityStoreId,
})

const membership = (world: World, group: Group, userId: string): object => ({
  IdentityStoreId: world.organisation.identityStoreId,
  MembershipId: membershipId(group.id, userId),
  GroupId: group.id,
  MemberId: { UserId: userId },
})

const membershipId = (groupId: string, userId: string): string =>
  createHash('sha256')
    .update(`${groupId} ${userId}`)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')
