import type { Advance, RequestRow } from './db/advance.ts'
import type { SetRow } from './db/facts.ts'
import type { NewRequest } from './db/open.ts'
import { intended, startOf, type Grantable } from './deciding.ts'

export type Ungranted = Omit<NewRequest, 'granted' | 'goesOnFrom'>

interface Granting {
  readonly asked: Ungranted
  readonly set: SetRow
  readonly extended: RequestRow | null
  readonly now: number
}

/** A rule's yes, in the batch that makes the request: it stands with the request or not at all, and names the rule. */
export function grantedBy(rule: string, { asked, set, extended, now }: Granting): Omit<Advance, 'op'> {
  const request = asRow(asked)
  const facts: Grantable = { request, sealed: set.sealed === 1, extended }
  const grantedS = request.durationS
  return {
    from: { id: request.id, status: 'pending', version: 1 },
    event: 'approve',
    ...(startOf(facts, now) > now ? { followedBy: 'schedule' } : {}),
    actor: { kind: 'rule', id: null, name: rule },
    at: now,
    recordedAt: now,
    detail: { rule, rules: asked.ruledBy.version },
    set: {
      lastDeciderName: rule,
      lastVerdict: 'approve',
      decidedAt: now,
      grantedS,
      ...intended(facts, grantedS, now),
    },
    tell: [request.requesterId],
  }
}

/** What an intent reads of a row stands in the new one; the rest the database fills in. */
function asRow({ row }: Ungranted): RequestRow {
  return row as unknown as RequestRow
}
