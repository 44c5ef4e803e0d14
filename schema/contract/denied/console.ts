import { actionAt, actionOf, arnIn, isAccount, principalOf, serviceOf, tidy } from './names.ts'
import { causeAt } from './reason.ts'
import { valueAt } from './resource.ts'
import type { Denial } from './sentence.ts'
import { says, type Words } from './words.ts'

/** The console's block in the making. Labels are localised and values are not, so mostly the values' shapes count. */
export interface Block extends Denial {
  service?: string
}

/** Adds what the label at `at` says, and tells whether the block ended with its reason. */
export function labelAt(said: Words, at: number, block: Block): boolean {
  Object.assign(block, toldAt(said, at, block))
  if (!block.action) return false
  const cause = causeAt(said, at + 1)
  Object.assign(block, cause)
  return cause.reason !== undefined
}

function toldAt(said: Words, at: number, { action, resource, service }: Block): Block {
  const label = said.words[at]!
  const value = unbracketed(said.words[at + 1] ?? '')
  const arn = arnIn(value)
  if (label.endsWith('Service:')) return { service: serviceOf(value) }
  if (label.endsWith('User:') && isAccount(value)) return { accountId: value }
  if (arn && isPrincipal(arn) && (label.endsWith('User:') || !action)) return principalOf(arn)
  if (label.endsWith('Action:') || !action) return actionIn(value, service)
  return !resource && (arn || value === '*') ? { resource: unbracketed(valueAt(said, at + 1).resource!) } : {}
}

function isPrincipal(arn: string): boolean {
  return /^arn:[\w-]+:(iam|sts):.*:(user|role|assumed-role|federated-user|root)\b/.test(
    arn.slice(0, longestPrefix),
  )
}

/** Of an ARN, up to the type of its resource. */
const longestPrefix = 80

/** `iam:ListUsers`, or under `Action:` only `ListUsers`. */
function actionIn(value: string, service: string | undefined): Block {
  const action = actionOf(value) ?? (service && /^\w+$/.test(value) ? `${service}:${value}` : null)
  return action ? { action } : {}
}

function unbracketed(value: string): string {
  return tidy(value.replace(/^\[/, ''))
}

/** `Access denied to <action>`, `You don't have permission to <action>`; `null` action where it names none we know. */
export function headingAt(said: Words, at: number): { action: string | null } | null {
  if (says(said, at, 'access denied to')) return named(said, at + 3)
  if (!/^permissions?$/.test(said.keys[at]!) || said.keys[at + 1] !== 'to' || !isLacking(said, at))
    return null
  return named(said, at + 2) ?? { action: buckets[`${said.keys[at + 2]} ${said.keys[at + 3]}`] ?? null }
}

/** In a heading the console writes the action as IAM does; `access denied to db:users` is somebody else's. */
function named(said: Words, at: number): { action: string } | null {
  const act = actionAt(said, at)
  return act && /:[A-Z]/.test(act.action) ? act : null
}

const buckets: Record<string, string> = {
  'list buckets': 's3:ListAllMyBuckets',
  'list objects': 's3:ListBucket',
}

function isLacking({ keys }: Words, at: number): boolean {
  if (keys[at - 1] === 'insufficient') return true
  const have = keys.slice(Math.max(at - 3, 0), at).lastIndexOf('have')
  const not = keys[Math.max(at - 3, 0) + have - 1] ?? ''
  return have >= 0 && /^(don.t|not)$/.test(not)
}
