/*
 * Who may do what, in the words of the product and of nothing else: no line of this rests on worker/policy.ts, which it
 * judges.
 */

/** Somebody, and how they stand to one request and its account. */
export interface Somebody {
  readonly level: 0 | 1 | 2 | 3
  readonly auditor: boolean
  /** They asked for it. */
  readonly requester: boolean
  /** They own its account. */
  readonly owner: boolean
  /** They stand in for an owner of its account, who is away and did not ask for it. */
  readonly standIn: boolean
  /** They made the first of its two decisions. */
  readonly firstDecider: boolean
}

/** `hidden`: what one may not see does not exist. */
export type Expected = 'allowed' | 'refused' | 'hidden'

/** "SSO Admin and Admin"; each role inherits the ones below. */
const isAdmin = ({ level }: Somebody) => level === 3
const isSsoAdmin = ({ level }: Somebody) => level >= 2
/** Who stands in for an owner does what the owner would do. */
const actsAsOwner = ({ owner, standIn }: Somebody) => owner || standIn

/** "Request History: all requests the person may see"; the Auditor reads every one. */
export function sees(who: Somebody): boolean {
  return who.requester || actsAsOwner(who) || isSsoAdmin(who) || who.auditor
}

/** Owners decide for the accounts they own; SSO Admin and Admin may decide any standard request. */
export function decidesStandard(who: Somebody): boolean {
  return (actsAsOwner(who) || isSsoAdmin(who)) && mayDecideAtAll(who)
}

/** The first of a custom request's two decisions is an owner's; where it went back, not of one who decided before. */
export function decidesFirst(who: Somebody): boolean {
  return actsAsOwner(who) && mayDecideAtAll(who) && !who.firstDecider
}

/** The second is made by a different person of level 2 or above. */
export function decidesSecond(who: Somebody): boolean {
  return isSsoAdmin(who) && mayDecideAtAll(who) && !who.firstDecider
}

/** Nobody decides on their own request, whatever their roles; an Auditor decides nothing. */
function mayDecideAtAll(who: Somebody): boolean {
  return !who.requester && !who.auditor
}

/** "Notes by requester and deciders"; an Auditor changes nothing. */
export function talks(who: Somebody): boolean {
  return (who.requester || actsAsOwner(who) || isSsoAdmin(who)) && !who.auditor
}

/** "Manage Sessions: running sessions of owned accounts (SSO Admin and Admin: all)"; an Auditor changes nothing. */
export function revokes(who: Somebody): boolean {
  return (actsAsOwner(who) || isSsoAdmin(who)) && !who.auditor
}

/** Where AWS and we differ is seen by owners and level 2, and by the Auditor; whose access it is does not matter. */
export function seesFinding(who: Somebody): boolean {
  return actsAsOwner(who) || isSsoAdmin(who) || who.auditor
}

/** Nobody sees to access of their own. */
function actsOnFinding(who: Somebody): boolean {
  return (actsAsOwner(who) || isSsoAdmin(who)) && !who.requester && !who.auditor
}

/** "Owner is set for each account by an administrator"; "Admin alone manages admins"; an Auditor changes nothing. */
function administers(who: Somebody): boolean {
  return isAdmin(who) && !who.auditor
}

const always = () => true

/** The parts of the portal below the divider are shown to Approvers and above, and to owners. */
export function hasQueue(who: Somebody): boolean {
  return (who.level >= 1 || actsAsOwner(who)) && !who.auditor
}

/** By what a person tries to do. Every one of them is tried at the API. */
export const expectations: Readonly<Record<string, (who: Somebody) => boolean>> = {
  me: always,
  summary: always,
  catalog: always,
  accounts: always,
  requests: always,
  sessions: always,
  tokens: always,
  /** One's own are one's own to see and to end; an Admin may end anybody's. */
  myTokens: always,
  endToken: always,
  'endToken any': administers,
  live: always,
  open: always,
  previewOpen: always,
  suggest: always,
  policies: always,
  review: always,
  findings: always,
  /** Of what one may see: one's own, the accounts one owns, or all. */
  insights: always,
  away: always,
  /** "Away until, with a stand-in" is for owners, and for themselves. */
  setAway: (who) => who.owner && !who.auditor,
  owners: (who) => who.owner || isAdmin(who) || who.auditor,
  setOwners: administers,
  people: isAdmin,
  setRole: administers,
  setActive: administers,
  /** "Explicit, verified, audited", and never one's own. */
  setLink: (who) => administers(who) && !who.requester,
  config: isAdmin,
  applyConfig: administers,
  /** "The Auditor reads every request, session and audit record." */
  audit: (who) => isAdmin(who) || who.auditor,
  /** Rules say who may ask for what: an Admin's alone. To try some out changes nothing. */
  rules: isAdmin,
  setRules: administers,
  previewRules: isAdmin,
  queue: hasQueue,
  request: sees,
  /** Who decides sees what they decide on, and everybody else what they see anyhow. */
  reading: sees,
  narrower: sees,
  'decide any': decidesStandard,
  'decide owner': decidesFirst,
  'decide admin': decidesSecond,
  note: talks,
  remind: (who) => who.requester,
  withdraw: (who) => who.requester,
  retry: (who) => who.requester,
  release: (who) => who.requester,
  revoke: revokes,
  finding: seesFinding,
  adopt: actsOnFinding,
  remove: actsOnFinding,
  ignore: actsOnFinding,
}

/** What is about one request does not exist for who may not see it. */
const aboutOneRequest = new Set([
  'request',
  'reading',
  'narrower',
  'decide any',
  'decide owner',
  'decide admin',
  'note',
  'remind',
  'withdraw',
  'retry',
  'release',
  'revoke',
])

const aboutOneFinding = new Set(['finding', 'adopt', 'remove', 'ignore'])

export function expected(act: string, who: Somebody): Expected {
  if (aboutOneRequest.has(act) && !sees(who)) return 'hidden'
  if (aboutOneFinding.has(act) && !seesFinding(who)) return 'hidden'
  if (act === 'endToken any' && !administers(who)) return 'hidden'
  const allowed = expectations[act]
  if (allowed === undefined) throw new Error(`Say in test/authorization/expected.ts who may "${act}".`)
  return allowed(who) ? 'allowed' : 'refused'
}
