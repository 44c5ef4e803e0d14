/**
 * Every refusal a caller may be told, by the key its `type` ends with: `/problems/<key>` (RFC 9457).
 * `detail` is what the API says; screens show the same sentence from the locale. `{...}` is filled in.
 */
// oxfmt-ignore
export const problems = {
  // What a person can do something about: the words of SCREENS 7.
  'signed-out':      { status: 401, tone: 'info',    title: 'You are signed out',        detail: 'Sign in to go on; what you typed is kept.' },
  'outdated':        { status: 426, tone: 'warning', title: 'Update needed',             detail: 'This version can no longer send; your browser can update it now.' },
  'reason-short':    { status: 422, tone: 'error',   title: 'Say why',                   detail: 'At least 10 characters: what you will do, and the ticket if there is one.' },
  'too-long':        { status: 422, tone: 'error',   title: 'Too long',                  detail: 'At most {duration} here: {rule}.' },
  'account-unknown': { status: 422, tone: 'info',    title: 'Not in Hallpass',           detail: '{account} is not set up here; ask {names}.' },
  'account-hidden':  { status: 422, tone: 'info',    title: 'Not open to you',           detail: 'No rule lets you ask for {account}; ask {names}.' },
  'no-sets':         { status: 422, tone: 'info',    title: 'Nothing to request',        detail: 'No permission set may be requested for {account}; ask {names}.' },
  'nobody-decides':  { status: 422, tone: 'error',   title: 'Nobody could decide',       detail: '{account} has no owner but you and nobody else may decide; ask {names} to add one.' },
  'already-asked':   { status: 409, tone: 'info',    title: 'You already asked',         detail: 'Your request for {set} has been waiting since {time}.' },
  'already-held':    { status: 409, tone: 'info',    title: 'You have this now',         detail: '{set} on {account} is active until {time}.' },
  'too-many-open':   { status: 429, tone: 'warning', title: 'Too many open requests',    detail: '{n} are waiting, the most allowed; withdraw one first.' },
  'too-many-urgent': { status: 429, tone: 'warning', title: 'Urgent is used up',         detail: '{n} urgent requests in 24 hours are the most; send this one without.' },
  'too-fast':        { status: 429, tone: 'warning', title: 'Slow down',                 detail: 'Try again in {n} s.' },
  'policy-blocked':  { status: 422, tone: 'error',   title: 'Not allowed in a custom set', detail: 'Statement {n}: {because}.' },
  'policy-invalid':  { status: 422, tone: 'error',   title: 'Not a valid policy',        detail: 'Statement {n}, line {line}: {what}.' },
  'set-changed':     { status: 409, tone: 'warning', title: 'The set has changed',       detail: 'The policies of {set} changed after this was opened; read it again before you decide.' },
  'decided-already': { status: 409, tone: 'info',    title: 'Already decided',           detail: '{name} {verdict} it at {time}; nothing is left to do.' },
  'window-over':     { status: 410, tone: 'info',    title: 'Too late',                  detail: 'The time to decide ended at {time}; {requester} can send it again.' },
  'own-request':     { status: 403, tone: 'info',    title: 'Your own request',          detail: 'Somebody else has to decide it: {names}.' },
  'second-person':   { status: 409, tone: 'info',    title: 'A second person is needed', detail: 'You made the first decision; {names} can make the second.' },
  'no-longer-yours': { status: 403, tone: 'info',    title: 'You cannot decide this now', detail: 'Your role or ownership changed at {time}.' },
  'confirm-it-is-you': { status: 403, tone: 'info',  title: 'Confirm it is you',         detail: 'Deciding on custom access needs a sign-in from the last 10 minutes.' },
  'unreachable':     { status: 503, tone: 'warning', title: 'Hallpass does not answer',  detail: 'Sessions still end on time; trying again in {n} s.' },
  'broken':          { status: 500, tone: 'error',   title: 'Something broke on our side', detail: 'Trying again is safe, nothing happens twice; reference {id}.' },
  // Ours, where SCREENS 7 is silent.
  'not-linked':      { status: 403, tone: 'info',    title: 'Not linked yet',            detail: 'No Identity Center user belongs to {email}; ask {names} to link you.' },
  'not-allowed':     { status: 403, tone: 'info',    title: 'Not allowed',               detail: 'You may not do this; ask {names}.' },
  'own-access':      { status: 403, tone: 'info',    title: 'Your own access',           detail: 'Somebody else has to see to it: {names}.' },
  'finding-changed': { status: 409, tone: 'info',    title: 'Nothing to do',             detail: 'This is {status} now; nothing is left to do.' },
  'not-through-us':  { status: 409, tone: 'info',    title: 'Not through Hallpass',      detail: 'This has to be changed in IAM Identity Center, where it was made.' },
  'last-admin':      { status: 409, tone: 'info',    title: 'The last Admin',            detail: 'Nobody else is an Admin; make somebody one first.' },
  'principal-taken': { status: 409, tone: 'info',    title: 'Somebody else’s already',   detail: 'This Identity Center user is linked to {name}, and one user is one person.' },
  'link-in-use':     { status: 409, tone: 'info',    title: 'Linked and in use',         detail: 'Requests of {name} wait, run or can be tried again under the user they are linked to; these have to be over first.' },
  'requester-left':  { status: 409, tone: 'info',    title: 'They left',                 detail: '{requester} is no longer active; reject it, or let it lapse.' },
  'rules-refuse':    { status: 409, tone: 'info',    title: 'The rules do not allow it', detail: 'No rule lets {requester} have {set} on {account} at that time; reject it, or let it lapse.' },
  'confirm-in-portal': { status: 409, tone: 'info',  title: 'Confirm it in Hallpass',    detail: 'A rule grants this at once, without a person; that is confirmed outside of this page.' },
  'not-found':       { status: 404, tone: 'info',    title: 'Not found',                 detail: 'This request does not exist, or you may not see it.' },
  'nothing-to-do':   { status: 409, tone: 'info',    title: 'Nothing to do',             detail: 'This request is {status} now; nothing is left to do.' },
  'changed':         { status: 412, tone: 'info',    title: 'Changed meanwhile',         detail: 'This changed after you opened it; open it again.' },
  'digest-differs':  { status: 409, tone: 'warning', title: 'Not what you were shown',   detail: 'What you were shown is not what would be granted; open it again before you decide.' },
  'key-reused':      { status: 422, tone: 'error',   title: 'Key used before',           detail: 'This Idempotency-Key was sent before with another body.' },
  'invalid':         { status: 422, tone: 'error',   title: 'Not valid',                 detail: '{what}' },
  'malformed':       { status: 400, tone: 'error',   title: 'Not readable',              detail: '{what}' },
  'too-large':       { status: 413, tone: 'error',   title: 'Too large',                 detail: 'A request body may have at most 64 KiB.' },
  'method':          { status: 405, tone: 'error',   title: 'Method not allowed',        detail: 'This address does not take {method}.' },
} as const

export type ProblemKey = keyof typeof problems

/** A second sentence of the same key, where SCREENS 7 has two: `variant` in the problem names it. */
export const variants: Partial<Record<ProblemKey, Readonly<Record<string, string>>>> = {
  'account-hidden': { denied: 'Rule "{rule}" keeps {set} on {account} from you; ask {names}.' },
  'already-held': { standing: 'You have {set} on {account} already: standing access, not from Hallpass.' },
  'confirm-it-is-you': {
    issuing: 'Issuing a token needs a sign-in from the last 10 minutes.',
    unproved:
      'The identity provider did not say that you signed in within the last 10 minutes. Sign in again; if this stays, ask an Admin to have it send auth_time.',
  },
  'nothing-to-do': {
    withdrawn: '{name} took it back; nothing is left to do.',
    extension: 'It was taken back, or the session it would have extended was ended; nothing is left to do.',
    stopped: '{name} ended the session it would have extended; nothing is left to do.',
    ended: '{name} ended it at {time}; nothing is left to do.',
    taken: '{name} took this access away at {time}; ask for it again.',
    left: 'Somebody who approved it is no longer active; ask for it again.',
  },
  'rules-refuse': {
    denied: 'Rule "{rule}" keeps {set} on {account} from {requester}; reject it, or let it lapse.',
    second: 'The rules ask for two decisions on it now; {requester} can send it again.',
  },
  'policy-blocked': { managed: '{policy}, statement {n}: {because}.' },
  'policy-invalid': { document: 'Line {line}: {what}.' },
  'not-through-us': {
    group:
      'Hallpass takes access from people, not from groups; take {name} off {account} in IAM Identity Center.',
    unlinked:
      'Nobody in Hallpass is linked to {name}; remove it in IAM Identity Center, or have an Admin link them.',
    closed:
      '{set} on {account} is not open to requests, so Hallpass changes nothing there; remove it in IAM Identity Center.',
    left: '{name} is no longer active; remove it instead.',
    lost: 'AWS does not have this any more; end the session, or ignore it.',
  },
}

/** The facts a refusal carries beside its words, for clients that act on it. */
export interface ProblemFacts {
  readonly decidedBy?: { readonly id: string; readonly name: string }
  readonly decision?: 'approve' | 'reject'
  readonly at?: string
  readonly requestId?: string
  readonly field?: string
  /** Where in the field: a policy's statement, from 0, and its place, from 1. */
  readonly statement?: number
  readonly line?: number
  readonly column?: number
  readonly variant?: string
  readonly maxSeconds?: number
  /** The rule that says so, by name. */
  readonly rule?: string
  readonly retryAfterSeconds?: number
}

/** `application/problem+json` as this API answers it. `instance` is the id of the call. */
export interface Problem extends ProblemFacts {
  readonly type: `/problems/${ProblemKey}`
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly instance: string
  /** What fills the braces, so that screens can say it in their own language. */
  readonly params: Readonly<Record<string, string>>
}

/** `{name}` of `text` replaced from `params`; a missing one stays visible, so that a test finds it. */
export function fill(text: string, params: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (braces, name: string) => params[name] ?? braces)
}
