import type { EndpointName } from '../schema/contract/api.ts'
import { waiting, type Status } from '../schema/contract/lifecycle.ts'

/** What a rule may look at of a person. Nothing here reads a clock, a database or a request's text. */
export interface Person {
  readonly level: number
  readonly auditor: number
}
/** How a person stands to one request and its account, today. */
export interface Ties {
  readonly requester: boolean
  readonly owner: boolean
  /** Stands in for an owner who is away, and who is not the requester. */
  readonly standIn: boolean
  /** Made a decision on it before: the first of two, also where it went back since. */
  readonly firstDecider: boolean
}
export const noTies: Ties = { requester: false, owner: false, standIn: false, firstDecider: false }

export const levels = { viewer: 0, approver: 1, ssoAdmin: 2, admin: 3 } as const

/** Whose decision a status waits for. */
export type WaitsFor = 'any' | 'owner' | 'admin'

export function waitsForOf(status: Status): WaitsFor | null {
  if (!waiting.has(status)) return null
  return status === 'pending_owner' ? 'owner' : status === 'pending_admin' ? 'admin' : 'any'
}

/**
 * An endpoint; a decision by the level it is made at; `endToken any`: to end somebody else's. `queue`: whether the approvers' part of the
 * portal is shown. `finding`: to see one. */
export type Act =
  | Exclude<EndpointName, 'decide'>
  | `decide ${WaitsFor}`
  | 'endToken any'
  | 'queue'
  | 'finding'

/** By role: that role or one above it. By flag: `auditor`. By tie: how one stands to this request and its account. */
export type Who = 'anyone' | 'approver' | 'ssoAdmin' | 'admin' | 'auditor' | keyof Ties

export interface Rule {
  readonly act: Act
  readonly may: boolean
  readonly who: Who
  /** The refusal that says why not. */
  readonly because: Because
}
type Because = 'not-allowed' | 'own-request' | 'own-access' | 'second-person'

const may = (act: Act, who: Who): Rule => ({ act, may: true, who, because: 'not-allowed' })
const never = (act: Act, who: Who, because: Because = 'not-allowed'): Rule => ({
  act,
  may: false,
  who,
  because,
})

/**
 * Who may do what: the only place. What no row allows is refused, and `never` wins over `may`. Lists show what their
 * rows would be seen or decided by: they are made from the rows of `request` and `decide`.
 * An Auditor reads every request and session, decides and changes nothing, whatever role they have beside the flag.
 */
// oxfmt-ignore
export const rules: readonly Rule[] = [
  // For oneself: everybody who is signed in.
  may('me', 'anyone'), may('summary', 'anyone'), may('catalog', 'anyone'), may('accounts', 'anyone'),
  may('requests', 'anyone'), may('sessions', 'anyone'), may('tokens', 'anyone'), may('live', 'anyone'),
  may('myTokens', 'anyone'), may('endToken', 'anyone'),
  may('findings', 'anyone'), may('open', 'anyone'), may('previewOpen', 'anyone'), may('suggest', 'anyone'),
  may('policies', 'anyone'), may('review', 'anyone'), may('insights', 'anyone'),

  // End somebody else's token.
  may('endToken any', 'admin'), never('endToken any', 'auditor'),

  // Owners, roles and what may be asked for. Who owns something says for themselves when they are away. The requester of
  // a link is whom it links: whoever linked themselves would have the access of whom they name.
  may('owners', 'owner'), may('owners', 'admin'), may('owners', 'auditor'),
  may('setOwners', 'admin'), never('setOwners', 'auditor'),
  may('people', 'admin'), may('setRole', 'admin'), never('setRole', 'auditor'),
  may('setActive', 'admin'), never('setActive', 'auditor'),
  may('setLink', 'admin'), never('setLink', 'requester', 'own-access'), never('setLink', 'auditor'),
  may('config', 'admin'), may('applyConfig', 'admin'), never('applyConfig', 'auditor'),
  may('rules', 'admin'), may('previewRules', 'admin'), may('setRules', 'admin'), never('setRules', 'auditor'),
  may('away', 'anyone'), may('setAway', 'owner'), never('setAway', 'auditor'),

  // See a request and its session.
  may('request', 'requester'), may('request', 'owner'), may('request', 'standIn'), may('request', 'ssoAdmin'),
  may('request', 'auditor'),
  may('reading', 'requester'), may('reading', 'owner'), may('reading', 'standIn'), may('reading', 'ssoAdmin'),
  may('reading', 'auditor'),
  may('narrower', 'requester'), may('narrower', 'owner'), may('narrower', 'standIn'), may('narrower', 'ssoAdmin'),
  may('narrower', 'auditor'),

  // Decide. One level: an owner, or level 2 and above. Two levels: an owner, then a different person of level 2.
  may('decide any', 'owner'), may('decide any', 'standIn'), may('decide any', 'ssoAdmin'),
  never('decide any', 'requester', 'own-request'), never('decide any', 'auditor'),
  may('decide owner', 'owner'), may('decide owner', 'standIn'),
  never('decide owner', 'requester', 'own-request'), never('decide owner', 'firstDecider', 'second-person'),
  never('decide owner', 'auditor'),
  may('decide admin', 'ssoAdmin'),
  never('decide admin', 'requester', 'own-request'), never('decide admin', 'firstDecider', 'second-person'),
  never('decide admin', 'auditor'),
  may('queue', 'approver'), may('queue', 'owner'), may('queue', 'standIn'), never('queue', 'auditor'),

  // What happened, all of it.
  may('audit', 'auditor'), may('audit', 'admin'),

  // Ask and answer while it is undecided.
  may('note', 'requester'), may('note', 'owner'), may('note', 'standIn'), may('note', 'ssoAdmin'), never('note', 'auditor'),

  // End what is one's own; take away what is somebody's.
  may('withdraw', 'requester'), may('remind', 'requester'), may('retry', 'requester'), may('release', 'requester'),
  may('revoke', 'owner'), may('revoke', 'standIn'), may('revoke', 'ssoAdmin'), never('revoke', 'auditor'),

  // Where AWS and we differ. The requester is whose access it is, by name or through a group.
  may('finding', 'owner'), may('finding', 'standIn'), may('finding', 'ssoAdmin'), may('finding', 'auditor'),
  may('adopt', 'owner'), may('adopt', 'standIn'), may('adopt', 'ssoAdmin'),
  never('adopt', 'requester', 'own-access'), never('adopt', 'auditor'),
  may('remove', 'owner'), may('remove', 'standIn'), may('remove', 'ssoAdmin'),
  never('remove', 'requester', 'own-access'), never('remove', 'auditor'),
  may('ignore', 'owner'), may('ignore', 'standIn'), may('ignore', 'ssoAdmin'),
  never('ignore', 'requester', 'own-access'), never('ignore', 'auditor'),
]

export type Verdict = 'allowed' | Because

/** What the table says: deny wins, and what no row allows is refused. */
export function verdict(act: Act, person: Person, ties: Ties = noTies): Verdict {
  const speaking = rules.filter((rule) => rule.act === act && is(rule.who, person, ties))
  const refused = speaking.find((rule) => !rule.may)
  if (refused) return refused.because
  return speaking.length > 0 ? 'allowed' : 'not-allowed'
}

export function isAllowed(act: Act, person: Person, ties: Ties = noTies): boolean {
  return verdict(act, person, ties) === 'allowed'
}

function is(who: Who, person: Person, ties: Ties): boolean {
  if (who === 'anyone') return true
  if (who === 'auditor') return person.auditor === 1
  return who in ties
    ? ties[who as keyof Ties]
    : person.level >= levels[who as 'approver' | 'ssoAdmin' | 'admin']
}

/** Whom an act is allowed to, and whom it is refused. */
export function namedBy(act: Act): { readonly may: readonly Who[]; readonly never: readonly Who[] } {
  const named = (may: boolean) =>
    rules.filter((rule) => rule.act === act && rule.may === may).map(({ who }) => who)
  return { may: named(true), never: named(false) }
}

/** What bounds a duration, and by whose word, for the sentence that says so. */
export interface Bound {
  readonly seconds: number
  readonly rule: string
}

/** The longest anybody may ask for, where neither account nor set says less: 31 days. */
const longestSeconds = 2_678_400

/** The tightest of the account's and the set's bounds, and of the rules' where they have one. */
export function longestAllowed(
  account: { readonly name: string; readonly maxSeconds: number | null },
  set: { readonly name: string; readonly maxSeconds: number | null },
  ruled: Bound | null = null,
): Bound {
  const bounds: Bound[] = [
    ...(ruled === null ? [] : [{ ...ruled, rule: `rule "${ruled.rule}"` }]),
    { seconds: set.maxSeconds ?? longestSeconds, rule: `the limit of ${set.name}` },
    { seconds: account.maxSeconds ?? longestSeconds, rule: `the limit of ${account.name}` },
  ]
  return bounds.reduce((tightest, bound) => (bound.seconds < tightest.seconds ? bound : tightest))
}

/** How long a failed grant may be tried again without a new decision. */
export const retryWindowMs = 24 * 60 * 60_000
