import { actionAt, arnIn, tidy } from './names.ts'
import { says, type Words } from './words.ts'

const policies = {
  identity: 'identity_policy',
  'identity-based': 'identity_policy',
  resource: 'resource_policy',
  'resource-based': 'resource_policy',
  service: 'scp',
  vpc: 'vpce_policy',
  permission: 'boundary',
  permissions: 'boundary',
  session: 'session_policy',
  sessions: 'session_policy',
  role: 'trust_policy',
  trust: 'trust_policy',
} as const

export type PolicyType = (typeof policies)[keyof typeof policies] | 'rcp'
export type DenialReason = `${'implicit' | 'explicit'}_${PolicyType}`

export interface Cause {
  reason?: DenialReason
  policyArn?: string
  /** The action the reason names; AWS misspells it at times. */
  lacking?: string
}

/** `because no … allows the … action`, `with an explicit deny in a …`, and the console's two forms of them. */
export function causeAt(said: Words, from: number): Cause {
  const at = afterDots(said, from)
  if (says(said, at, 'because')) return implicit(said, firstNo(said, at + 1))
  if (says(said, at, 'with an explicit deny in')) return explicit(said, at + 6)
  if (says(said, at, 'no')) return implicit(said, at)
  const policy = policyAt(said, at + 1)
  return policy && says(said, policy.next, 'explicitly denies') ? { reason: `explicit_${policy.type}` } : {}
}

/** Whether a sentence's own reason begins here, so that what came before is whole. */
export function causeBegins(said: Words, at: number): boolean {
  return says(said, at, 'because') || says(said, at, 'with an explicit deny')
}

function afterDots({ words, keys }: Words, from: number): number {
  let at = from
  while (at < from + 2 && keys[at] === '' && words[at]!.length < 4) at += 1
  return at
}

/** KMS lists several causes and names the policy last. */
function firstNo({ keys }: Words, from: number): number {
  const at = keys.slice(from, from + 12).indexOf('no')
  return at < 0 ? from : from + at
}

function implicit(said: Words, at: number): Cause {
  const policy = says(said, at, 'no') ? policyAt(said, at + 1) : null
  if (!policy) return {}
  const lacking = says(said, policy.next, 'allows the') ? actionAt(said, policy.next + 2)?.action : undefined
  return { reason: `implicit_${policy.type}`, ...(lacking && { lacking }) }
}

function explicit(said: Words, at: number): Cause {
  const named = policyAt(said, at)
  if (!named) return {}
  const through = says(said, named.next, 'transitively through') ? policyAt(said, named.next + 3) : null
  const { type, next } = through ?? named
  const policyArn = policyArnAt(said, next)
  return { reason: `explicit_${type}`, ...(policyArn && { policyArn }) }
}

function policyAt(said: Words, at: number): { type: PolicyType; next: number } | null {
  const key = said.keys[at] ?? ''
  if (!Object.hasOwn(policies, key)) return null
  const type = says(said, at, 'resource control') ? 'rcp' : policies[key as keyof typeof policies]
  const end = said.keys.slice(at + 1, at + 4).findIndex((word) => /^(polic(y|ies)|boundary)$/.test(word))
  return end < 0 ? null : { type, next: at + end + 2 }
}

function policyArnAt(said: Words, from: number): string | null {
  const at = says(said, from, 'with policy arn') ? from + 3 : from
  const arn = arnIn(said.words[at])
  return arn && /[/:_-]$/.test(arn) && said.opens[at + 1] ? tidy(arn + said.words[at + 1]!) : arn
}
