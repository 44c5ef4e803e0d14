import { openOperations } from '../operations.ts'
import { page } from '../page.ts'
import { conflict, invalid, overQuota } from '../refusal.ts'
import { accountsWithRole } from '../roles.ts'
import { operation, seconds } from '../service.ts'
import {
  addSet,
  changeContent,
  type PermissionSet,
  removeSet,
  type SetContent,
  setNamed,
  setsIn,
} from '../sets.ts'
import { structure } from '../shape.ts'
import type { World } from '../world.ts'
import { checkInstance, setOf } from './instances.ts'
import {
  description,
  duration,
  instanceArn,
  ofInstance,
  ofSet,
  paging,
  relayState,
  setName,
  tags,
} from './shapes.ts'
import { asRecord } from './tags.ts'

const maxSets = 3_500
const [shortestHours, longestHours] = [1, 12]
const wording = { Description: description, SessionDuration: duration, RelayState: relayState }

export const permissionSetOperations = {
  ListPermissionSets: operation(structure(ofInstance, paging), (call, ask) => {
    checkInstance(call, ask.InstanceArn)
    const { items, ...next } = page(setsIn(call), ({ arn }) => arn, ask)
    return { PermissionSets: items.map(({ arn }) => arn), ...next }
  }),

  DescribePermissionSet: operation(structure(ofSet), (call, ask) => ({
    PermissionSet: described(setOf(call, ask)),
  })),

  CreatePermissionSet: operation(
    structure({ Name: setName, InstanceArn: instanceArn }, { ...wording, Tags: tags }),
    (call, ask) => {
      checkInstance(call, ask.InstanceArn)
      if (setNamed(call, ask.Name)) throw conflict(`PermissionSet with name ${ask.Name} already exists.`)
      if (setsIn(call).length >= maxSets) throw overQuota('You have exceeded the quota of permission sets')
      const content = { ...emptyContent(ask.Name), ...worded(ask) }
      const set = { arn: newArn(call), content, tags: asRecord(ask.Tags ?? []), createdAt: call.now() }
      addSet(call, set)
      return { PermissionSet: described({ ...set, version: 1 }) }
    },
  ),

  UpdatePermissionSet: operation(structure(ofSet, wording), (call, ask) => {
    changeContent(call, setOf(call, ask), worded(ask))
    return {}
  }),

  DeletePermissionSet: operation(structure(ofSet), (call, ask) => {
    const { arn } = setOf(call, ask)
    const busy = openOperations(call).some((open) => open.setArn === arn)
    if (busy || accountsWithRole(call, arn).length > 0)
      throw conflict('Could not delete because PermissionSet has ApplicationProfile associated with it')
    removeSet(call, arn)
    return {}
  }),
}

export const emptyContent = (name: string): SetContent => ({
  name,
  sessionDuration: 'PT1H',
  managedPolicyArns: [],
  customerManagedPolicies: [],
  inlinePolicy: null,
  boundary: null,
})

type Worded = { Description?: string; SessionDuration?: string; RelayState?: string }

function worded(ask: Worded): Partial<SetContent> {
  if (ask.SessionDuration !== undefined) checkDuration(ask.SessionDuration)
  return {
    ...(ask.Description !== undefined && { description: ask.Description }),
    ...(ask.SessionDuration !== undefined && { sessionDuration: ask.SessionDuration }),
    ...(ask.RelayState !== undefined && { relayState: ask.RelayState }),
  }
}

function checkDuration(iso: string): void {
  const hours = secondsIn(iso) / 3600
  if (hours < shortestHours || hours > longestHours)
    throw invalid(`Session duration must be between ${shortestHours} and ${longestHours} hours`)
}

/** ISO 8601, as far as a session may last. */
export function secondsIn(iso: string): number {
  const [, days, hours, minutes, rest] =
    /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/.exec(iso) ?? []
  return (
    Number(days ?? 0) * 86_400 + Number(hours ?? 0) * 3_600 + Number(minutes ?? 0) * 60 + Number(rest ?? 0)
  )
}

function newArn(world: World): string {
  const instance = world.organisation.instanceArn.split('/')[1]
  const id = world.chance.hex(16, 'permission set', world.store.nextNumber())
  return `arn:aws:sso:::permissionSet/${instance}/ps-${id}`
}

const described = ({ arn, content, createdAt }: PermissionSet): object => ({
  Name: content.name,
  PermissionSetArn: arn,
  ...(content.description !== undefined && { Description: content.description }),
  CreatedDate: seconds(createdAt),
  SessionDuration: content.sessionDuration,
  ...(content.relayState !== undefined && { RelayState: content.relayState }),
})
