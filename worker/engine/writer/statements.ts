import type { Instant, PrincipalId } from '../ports.ts'
import { parseExactly, writeLatin } from './exact-json.ts'

/** A statement of ours. Nothing but a Deny ever is. */
export interface Statement {
  readonly Sid: string
  readonly Effect: 'Deny'
  readonly Action: '*'
  readonly Resource: '*'
  readonly Condition: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>
}
export type Kind = 'seal' | 'kill'

/** https://docs.aws.amazon.com/singlesignon/latest/userguide/limits.html; the second one is the API's. */
export const mostSolidChars = 10_240
const mostChars = 32_768

const sids: Readonly<Record<Kind, RegExp>> = {
  seal: /^HallpassSeal(Person)?$/,
  kill: /^HallpassKill\d{13,}$/,
}

export interface Sealed {
  readonly until: Instant
  readonly principal: PrincipalId
}

/**
 * Nobody passes from `until` on (whole seconds, rounded down: early, never late), and at no time anybody but this person:
 * a caller of whom AWS does not say who it is differs, too.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function sealing({ until, principal }: Sealed): readonly Statement[] {
  return [
    denying('HallpassSeal', { DateGreaterThanEquals: { 'aws:CurrentTime': isoSeconds(until) } }),
    denying('HallpassSealPerson', { StringNotEquals: { 'identitystore:UserId': principal } }),
  ]
}

export interface Killed {
  readonly account: string
  readonly issuedBefore: Instant
  readonly principals: readonly PrincipalId[]
}

/**
 * Credentials of these people, in this account, from before that instant. Each key is documented by itself, and
 * unverified together on a live account.
 * https://docs.aws.amazon.com/singlesignon/latest/userguide/prereqs-revoking-user-permissions.html
 */
export function killing({ account, issuedBefore, principals }: Killed): Statement {
  return denying(`HallpassKill${account}${Math.floor(issuedBefore / 1_000)}`, {
    StringEquals: { 'aws:PrincipalAccount': account, 'identitystore:UserId': principals },
    DateLessThan: { 'aws:TokenIssueTime': isoSeconds(issuedBefore) },
  })
}

function denying(Sid: string, Condition: Statement['Condition']): Statement {
  return { Sid, Effect: 'Deny', Action: '*', Resource: '*', Condition }
}

function isoSeconds(at: Instant): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`
}

/** The account a kill is for; `null` for a seal. */
export function accountIn(statement: Statement): string | null {
  const account = statement.Condition['StringEquals']?.['aws:PrincipalAccount']
  return typeof account === 'string' ? account : null
}

/** Does one of the statements end what this person's credentials could do? */
export function killsOne(
  statements: readonly Statement[],
  { account, issuedBefore, principal }: Omit<Killed, 'principals'> & { readonly principal: PrincipalId },
): boolean {
  return statements.some((statement) => {
    const principals = peopleIn(statement)
    const ours = textOf(killing({ account, issuedBefore, principals }))
    return principals.includes(principal) && textOf(statement) === ours
  })
}

function peopleIn(statement: Statement): readonly PrincipalId[] {
  const people = statement.Condition['StringEquals']?.['identitystore:UserId'] ?? []
  return ([people].flat() as string[]).map((id) => id as PrincipalId)
}

export type Merged = { readonly json: string } | 'no-room' | 'unreadable'

/**
 * The document with exactly these of ours of one kind, after everybody else's in their order. Empty: no document is
 * needed any more. One that holds them already is answered as it is, to the byte.
 */
export function merge(inline: string, wanted: readonly Statement[], kind: Kind): Merged {
  const policy = policyIn(inline)
  if (policy === null) return 'unreadable'
  if (isSame(oursAmong(statementsOf(policy), kind), wanted)) return { json: inline }
  const others = statementsOf(policy).filter((statement) => !isOurs(statement, kind))
  if (others.length + wanted.length === 0) return { json: '' }
  const json = writeLatin({ ...policy, Statement: [...others, ...wanted] })
  return hasRoom(json) ? { json } : 'no-room'
}

/** What everybody else wrote. */
export function takeOut(inline: string): Merged {
  const withoutSeal = merge(inline, [], 'seal')
  return typeof withoutSeal === 'string' ? withoutSeal : merge(withoutSeal.json, [], 'kill')
}

/** A clone's: what everybody else wrote in its base, whatever of ours that holds, and the seal. */
export function sealedCopy(inline: string, seal: Sealed): Merged {
  const others = takeOut(inline)
  return typeof others === 'string' ? others : merge(others.json, sealing(seal), 'seal')
}

/** Ours in the document; none in one that cannot be read. */
export function oursIn(inline: string, kind: Kind): readonly Statement[] {
  const policy = policyIn(inline)
  return policy === null ? [] : oursAmong(statementsOf(policy), kind)
}

export function isOurs(statement: unknown, kind?: Kind): statement is Statement {
  if (!isRecord(statement) || typeof statement['Sid'] !== 'string' || statement['Effect'] !== 'Deny')
    return false
  const sid = statement['Sid']
  return kind === undefined ? Object.values(sids).some((own) => own.test(sid)) : sids[kind].test(sid)
}

/** The same statements, whatever their order. */
export function isSame(some: readonly Statement[], others: readonly Statement[]): boolean {
  const texts = (statements: readonly Statement[]) => JSON.stringify(statements.map(textOf).toSorted())
  return texts(some) === texts(others)
}

/** One text for one meaning: whoever writes a policy anew may order its members otherwise. */
export function textOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(textOf).join(',')}]`
  if (!isRecord(value)) return JSON.stringify(value)
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${textOf(member)}`).join(',')}}`
}

type Policy = Readonly<Record<string, unknown>>

/** `null`: not JSON, or not an object; such a document is left alone. */
function policyIn(inline: string): Policy | null {
  if (inline.trim() === '') return { Version: '2012-10-17', Statement: [] }
  const parsed = parseExactly(inline)
  // A number is kept as an object, too.
  return isRecord(parsed) && inline.trimStart().startsWith('{') ? parsed : null
}

/** AWS takes one statement without its list as well. */
function statementsOf({ Statement: statements }: Policy): readonly unknown[] {
  return statements === undefined ? [] : [statements].flat()
}

function oursAmong(statements: readonly unknown[], kind: Kind): readonly Statement[] {
  return statements.filter((statement) => isOurs(statement, kind))
}

function hasRoom(json: string): boolean {
  return json.length <= mostChars && json.replaceAll(/\s/g, '').length <= mostSolidChars
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
