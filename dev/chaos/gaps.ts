/**
 * The line of a session, cut at every point where something has happened and the next part does not know it yet.
 * A gap is named after the step it follows.
 */
export const gaps = [
  'decide', // the decision is sent, no intent is recorded
  'intent', // the intent is recorded, AWS has taken no Create
  'create', // AWS has taken the Create and not done it
  'active', // AWS has given the access, before its end
  'end', // the end has come, AWS has taken no Delete
  'delete', // AWS has taken the Delete and not done it
  'final', // the access is gone, the ledger does not say so
] as const
export type Gap = (typeof gaps)[number]

export interface Operation {
  readonly createdAt: number
  readonly dueAt: number
}

/** What stands in the ledger and at AWS about one session, both read from their files. */
export interface Standing {
  readonly status: string
  readonly isDecisionSent: boolean
  /** The end as it was written, or as a person asked for it. */
  readonly endsAt: number | null
  readonly creates: readonly Operation[]
  readonly deletes: readonly Operation[]
}

const started = new Set(['provisioning', 'active', 'ending'])

/** In which gap a session is at `now`; `null` before the decision, after the last word, and where AWS has nothing. */
export function gapOf(standing: Standing, now: number): Gap | null {
  const { status, isDecisionSent, endsAt } = standing
  if (status === 'pending' || status === 'approved') return isDecisionSent ? 'decide' : null
  if (!started.has(status) || endsAt === null) return null
  return now < endsAt ? beforeEnd(standing, now) : afterEnd(standing, endsAt, now)
}

function beforeEnd({ creates }: Standing, now: number): Gap {
  if (creates.length === 0) return 'intent'
  return creates.some(({ dueAt }) => dueAt <= now) ? 'active' : 'create'
}

function afterEnd({ creates, deletes }: Standing, endsAt: number, now: number): Gap | null {
  if (!creates.some(({ dueAt }) => dueAt <= now)) return null
  const last = deletes.findLast(({ createdAt }) => createdAt >= endsAt)
  if (!last) return 'end'
  return last.dueAt > now ? 'delete' : 'final'
}
