/** Every status of a request and the events that move it. Read it downwards: it is the product. */
// oxfmt-ignore
export const lifecycle = {
  // One level: prepared (standard) permission sets.
  pending:        { approve: 'approved',       reject: 'rejected',       withdraw: 'withdrawn', lapse: 'lapsed' },
  // Two levels: custom permission sets, an owner first, then a different person of level 2 or above.
  pending_owner:  { approve: 'owner_approved', reject: 'owner_rejected', withdraw: 'withdrawn', lapse: 'lapsed' },
  owner_approved: { ask_admin: 'pending_admin' },
  pending_admin:  { approve: 'admin_approved', reject: 'admin_rejected', withdraw: 'withdrawn', lapse: 'lapsed', reopen: 'pending_owner' },
  // Decided; AWS has not been asked yet. What is adopted AWS has already: two looks showed it.
  approved:       { schedule: 'scheduled', provision: 'provisioning', adopt: 'active', withdraw: 'withdrawn', revoke: 'revoked', fail: 'failed' },
  admin_approved: { schedule: 'scheduled', provision: 'provisioning', withdraw: 'withdrawn', revoke: 'revoked', fail: 'failed' },
  scheduled:      { provision: 'provisioning', withdraw: 'withdrawn', revoke: 'revoked', fail: 'failed' },
  // AWS has been asked: from here on only AWS's word says that access is there, or gone.
  provisioning:   { activate: 'active', fail: 'failed', expire: 'ending', revoke: 'ending', release: 'ending' },
  active:         { expire: 'ending', revoke: 'ending', release: 'ending' },
  ending:         { removed_at_end: 'expired', removed_after_revoke: 'revoked', removed_after_release: 'released' },
  failed:         { retry: 'provisioning' },
  rejected: {}, owner_rejected: {}, admin_rejected: {}, withdrawn: {}, lapsed: {}, expired: {}, revoked: {}, released: {},
} as const

export type Status = keyof typeof lifecycle
export type LifecycleEvent = { [S in Status]: keyof (typeof lifecycle)[S] }[Status]

// Pure, so that a bundle that does not ask for it does not carry the table.
export const statuses = /* @__PURE__ */ Object.keys(lifecycle) as readonly Status[]

/** The status after `event`, or `null` when the event means nothing in that status. */
export function next(status: Status, event: LifecycleEvent): Status | null {
  const moves: Partial<Record<LifecycleEvent, Status>> = lifecycle[status]
  return moves[event] ?? null
}

/** Passed through inside one transaction: the event that leads on is not an event of its own. */
const onward = { owner_approved: 'ask_admin' } as const satisfies Partial<Record<Status, LifecycleEvent>>

/** Where `event` leads for good, and the status it passes `through` on the way, which stands in the timeline. */
export function arrive(status: Status, event: LifecycleEvent): { status: Status; through?: Status } | null {
  const first = next(status, event)
  if (first === null) return null
  if (!(first in onward)) return { status: first }
  const last = next(first, onward[first as keyof typeof onward])
  return last === null ? null : { status: last, through: first }
}

/** Once AWS has been asked to grant, only AWS may say that access is gone. */
export const mayHoldAccess: ReadonlySet<Status> = new Set(['provisioning', 'active', 'ending'])

/** Events that stand for a word of AWS; every other event is a person's or the clock's. */
export const wordsOfAws: ReadonlySet<LifecycleEvent> = new Set([
  'activate',
  'fail',
  'removed_at_end',
  'removed_after_revoke',
  'removed_after_release',
])

/** Somebody still has to decide. */
export const waiting: ReadonlySet<Status> = new Set(['pending', 'pending_owner', 'pending_admin'])

/** Approved and not over: what Active Sessions and the keeper look after. */
export const running: ReadonlySet<Status> = new Set([
  'approved',
  'admin_approved',
  'scheduled',
  'provisioning',
  'active',
  'ending',
])

/** Nothing follows by itself. `failed` counts: only the requester can move it. */
export const settled: ReadonlySet<Status> = /* @__PURE__ */ new Set(
  /* @__PURE__ */ statuses.filter(
    (status) => !waiting.has(status) && !running.has(status) && status !== 'owner_approved',
  ),
)

/** Statuses nobody ever rests in, so no filter offers them. */
export const passing: ReadonlySet<Status> = new Set(['approved', 'owner_approved', 'admin_approved'])

/** A Cloudscape status type with its colour. Green (`success`) is said by AWS alone. */
export type Tone = 'pending' | 'info' | 'in-progress' | 'success' | 'stopped' | 'error' | 'warning'

// oxfmt-ignore
const tones: Record<Status, Tone> = {
  pending: 'pending', pending_owner: 'pending', owner_approved: 'info', pending_admin: 'pending',
  approved: 'info', admin_approved: 'info', scheduled: 'pending', provisioning: 'in-progress',
  active: 'success', ending: 'in-progress', expired: 'stopped', revoked: 'stopped', released: 'stopped',
  rejected: 'error', owner_rejected: 'error', admin_rejected: 'error',
  withdrawn: 'stopped', lapsed: 'warning', failed: 'error',
}

/** The locale key of a status' name and its tone. */
export function label(status: Status): { key: `status_${Status}`; tone: Tone } {
  return { key: `status_${status}`, tone: tones[status] }
}

/** What a sentence about a request is made from: a subset of the wire's Request, so that any of them fits. */
export interface Explainable {
  readonly status: Status
  readonly accountName: string
  readonly deciders: number
  readonly windowEndsAt: string
  readonly retryUntil: string | null
  readonly failure: string | null
  readonly requester: { readonly name: string }
  readonly decision: {
    readonly by: { readonly name: string }
    readonly comment: string | null
    readonly at: string
  } | null
  readonly rule?: string | null | undefined
  readonly ending: {
    readonly by: { readonly name: string } | null
    readonly reason: string | null
    readonly at: string
  } | null
  readonly session: {
    readonly startsAt: string
    readonly endsAt: string
    readonly endedAt: string | null
  } | null
}

/** A removal AWS has not confirmed by then is a warning, on screens as on `/health`. */
export const removalOverdueMs = 5 * 60_000

/** What AWS usually takes to create an assignment, until we measure it. */
export const usualSetUpSeconds = 20

/**
 * The locale key and parameters of the sentence under a status (SCREENS 6). Parameters named `time` are RFC 3339
 * instants for the screen to format; `now` (ms) decides only whether a removal is overdue.
 */
export function explain(
  request: Explainable,
  now = Date.now(),
): { key: string; params: Record<string, string> } {
  const key = `status_${request.status}_says`
  const { session, decision } = request
  const by = decision?.by.name ?? request.rule ?? ''
  const reason = decision?.comment ?? ''
  switch (request.status) {
    case 'pending':
      return { key, params: { n: String(request.deciders), time: request.windowEndsAt } }
    case 'pending_owner':
      return { key, params: { account: request.accountName, time: request.windowEndsAt } }
    case 'pending_admin':
    case 'lapsed':
      return { key, params: { time: request.windowEndsAt } }
    case 'owner_approved':
    case 'approved':
      return { key, params: { name: by, time: decision?.at ?? '' } }
    case 'admin_approved':
      return { key, params: {} }
    case 'scheduled':
      return { key, params: { time: session?.startsAt ?? '' } }
    case 'provisioning':
      return { key, params: { seconds: String(usualSetUpSeconds) } }
    case 'active':
      return { key, params: { time: session?.endsAt ?? '' } }
    case 'ending':
      return explainEnding(key, request.ending?.at ?? session?.endsAt ?? null, now)
    case 'expired':
      return { key, params: { time: session?.endsAt ?? '' } }
    case 'released':
      return { key, params: { requester: request.requester.name, time: request.ending?.at ?? '' } }
    case 'revoked':
      return {
        key,
        params: {
          // What nobody asked for is ours: whoever left.
          name: request.ending?.by?.name ?? 'Hallpass',
          time: request.ending?.at ?? '',
          reason: request.ending?.reason ?? '',
        },
      }
    case 'rejected':
    case 'owner_rejected':
    case 'admin_rejected':
      return { key, params: { name: by, reason } }
    case 'withdrawn':
      return { key, params: { requester: request.requester.name } }
    case 'failed':
      return explainFailure(key, request)
  }
}

function explainEnding(key: string, since: string | null, now: number) {
  const ms = since === null ? 0 : now - Date.parse(since)
  if (ms < removalOverdueMs) return { key, params: {} }
  return { key: `${key}_overdue`, params: { minutes: String(Math.floor(ms / 60_000)) } }
}

function explainFailure(key: string, request: Explainable) {
  if (request.failure === 'set-changed') return { key: `${key}_changed`, params: {} }
  if (request.retryUntil === null) return { key, params: { reason: request.failure ?? '' } }
  return { key: `${key}_retry`, params: { reason: request.failure ?? '', time: request.retryUntil } }
}
