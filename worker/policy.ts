import { waiting, type Status } from '../schema/contract/lifecycle.ts'

/** What a rule may look at of a person. Nothing here reads a clock, a database or a request's text. */
export interface Person {
  readonly id: string
  readonly level: number
  readonly auditor: number
}
/** How a person stands to one request. */
export interface Relation {
  readonly requesterId: string
  /** Does the person own the account, today? */
  readonly owns: boolean
}

export const levels = { viewer: 0, approver: 1, ssoAdmin: 2, admin: 3 } as const

/** Whose decision a status waits for. */
export type WaitsFor = 'any' | 'owner' | 'admin'

export function waitsForOf(status: Status): WaitsFor | null {
  if (!waiting.has(status)) return null
  return status === 'pending_owner' ? 'owner' : status === 'pending_admin' ? 'admin' : 'any'
}

/** One level: an owner, or anyone of level 2 or above. Nobody decides on their own request, whatever their roles. */
export function mayDecide(person: Person, relation: Relation, waitsFor: WaitsFor): boolean {
  if (person.id === relation.requesterId) return false
  if (waitsFor === 'owner') return relation.owns
  if (waitsFor === 'admin') return person.level >= levels.ssoAdmin
  return relation.owns || person.level >= levels.ssoAdmin
}

/** The requester, an owner of the account, an auditor, or level 2 and above. */
export function maySee(person: Person, relation: Relation): boolean {
  const concerned = person.id === relation.requesterId || relation.owns
  return concerned || person.auditor === 1 || person.level >= levels.ssoAdmin
}

/** Taking somebody else's session away: an owner of the account, or level 2 and above. One's own is released. */
export function mayRevoke(person: Person, relation: Relation): boolean {
  return relation.owns || person.level >= levels.ssoAdmin
}

/** Where AWS and we differ is the business of the account's owners and level 2; auditors see it. */
export function maySeeFinding(person: Person, owns: boolean): boolean {
  return owns || person.auditor === 1 || person.level >= levels.ssoAdmin
}

/** Adopting, removing, ignoring: never about access of one's own, by name or through a group. */
export function mayActOnFinding(
  person: Person,
  relation: { readonly owns: boolean; readonly isTheirOwn: boolean },
): boolean {
  return !relation.isTheirOwn && (relation.owns || person.level >= levels.ssoAdmin)
}

export function mayWithdraw(person: Person, relation: Relation): boolean {
  return person.id === relation.requesterId
}

/** The approvers' part of the portal: everybody who may decide something. */
export function decidesAnything(person: Person, ownsAny: boolean): boolean {
  return ownsAny || person.level >= levels.approver
}

/** What bounds a duration, and by whose word, for the sentence that says so. */
export interface Bound {
  readonly seconds: number
  readonly rule: string
}

/** The longest anybody may ask for, where neither account nor set says less: 31 days. */
const longestSeconds = 2_678_400

/** The tightest of the account's and the set's bounds. */
export function longestAllowed(
  account: { readonly name: string; readonly maxSeconds: number | null },
  set: { readonly name: string; readonly maxSeconds: number | null },
): Bound {
  const bounds: Bound[] = [
    { seconds: set.maxSeconds ?? longestSeconds, rule: `the limit of ${set.name}` },
    { seconds: account.maxSeconds ?? longestSeconds, rule: `the limit of ${account.name}` },
  ]
  return bounds.reduce((tightest, bound) => (bound.seconds < tightest.seconds ? bound : tightest))
}

/** How long a failed grant may be tried again without a new decision. */
export const retryWindowMs = 24 * 60 * 60_000
