import type { Expand } from '../meaning/expansion.ts'
import { wrongWithAction } from './action.ts'
import { readCharacters } from './characters.ts'
import { readConditions } from './conditions.ts'
import { shown, type Json, type Member } from './json.ts'
import { wrongWithResource } from './arn.ts'
import type { Complain, Statement } from './statement.ts'

const elements = new Set(['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'])

export interface Surroundings {
  readonly index: number
  /** Those of the statements before. */
  readonly sids: Set<string>
  readonly expand: Expand
}

/** Null, and complaints, for what is no object; otherwise to be used only if there were no complaints. */
export function readStatement(
  json: Json,
  { index, sids, expand }: Surroundings,
  complain: Complain,
): Statement | null {
  readCharacters(json, complain)
  if (json.kind !== 'object') {
    complain(json.at, 'A statement is an object')
    return null
  }
  const { at } = json
  for (const member of json.members) checkElement(member, complain)
  const members = new Map(json.members.map((member) => [member.key, member]))
  const action = oneOf(['Action', 'NotAction'], members, { at, complain })
  const resource = oneOf(['Resource', 'NotResource'], members, { at, complain })
  const condition = members.get('Condition')
  return {
    index,
    sid: readSid(members.get('Sid'), sids, complain),
    effect: readEffect(members.get('Effect'), at, complain),
    actions: action ? readList(action, (text) => wrongWithAction(text, expand), complain) : [],
    exceptActions: action?.key === 'NotAction',
    resources: resource ? readList(resource, wrongWithResource, complain) : [],
    exceptResources: resource?.key === 'NotResource',
    conditions: condition ? readConditions(condition, complain) : [],
    hasCondition: condition !== undefined,
  }
}

function checkElement({ key, at }: Member, complain: Complain): void {
  if (elements.has(key)) return
  if (key === 'Principal' || key === 'NotPrincipal')
    complain(at, `${key} has no place here: who asks is the one the policy is for`)
  else complain(at, `A statement has no element “${shown(key)}”`)
}

function oneOf(
  [positive, negative]: readonly [string, string],
  members: ReadonlyMap<string, Member>,
  { at, complain }: { at: number; complain: Complain },
): Member | undefined {
  const [one, other] = [members.get(positive), members.get(negative)]
  if (one && other) complain(other.at, `${positive} and ${negative} cannot stand together`)
  if (!one && !other) complain(at, `${positive} is missing`)
  return one ?? other
}

function readSid(member: Member | undefined, sids: Set<string>, complain: Complain): string | null {
  if (!member) return null
  const { at, value } = member
  if (value.kind !== 'string' || !/^[A-Za-z0-9]*$/.test(value.value)) {
    complain(at, 'Sid must be a string of letters and digits')
    return null
  }
  if (sids.has(value.value)) complain(at, `The Sid “${shown(value.value)}” stands twice`)
  if (value.value !== '') sids.add(value.value)
  return value.value
}

function readEffect(member: Member | undefined, at: number, complain: Complain): Statement['effect'] {
  if (!member) complain(at, 'Effect is missing: "Allow" or "Deny"')
  const effect = member?.value.kind === 'string' ? member.value.value : null
  if (effect === 'Allow' || effect === 'Deny') return effect
  if (member) complain(member.at, 'Effect must be "Allow" or "Deny"')
  return 'Deny'
}

type Check = (text: string) => string | null

function readList({ key, at, value }: Member, wrongWith: Check, complain: Complain): readonly string[] {
  if (value.kind === 'list' && value.items.length === 0) complain(at, `${key} is empty`)
  const items = value.kind === 'list' ? value.items : [value]
  return items.flatMap((item) => {
    // A single value stands where its key stands.
    const place = item === value ? at : item.at
    if (item.kind !== 'string') {
      complain(place, `${key} must be a string or a list of strings`)
      return []
    }
    const wrong = wrongWith(item.value)
    if (wrong !== null) complain(place, wrong)
    return [item.value]
  })
}
