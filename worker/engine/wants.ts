import { isLive, sessionsIn, type Held, type Notes } from './notes.ts'
import type { Instant, LedgerRow, LedgerView, PrincipalId, SessionId } from './ports.ts'

const startable = new Set(['approved', 'admin_approved', 'scheduled'])

export function isStartable(row: LedgerRow): boolean {
  return startable.has(row.status)
}

/** Sessions whose start has come and that the database lets start now. */
export function dueIn(notes: Notes, view: LedgerView, now: Instant): ReadonlySet<SessionId> {
  const due = view.rows.filter((row) => {
    const held = notes.held[row.id]
    return isStartable(row) && row.startRefused === null && row.startsAt <= now && held && isLive(held)
  })
  return new Set(due.map(({ id }) => id))
}

/** Its end came after AWS may have been asked, and nobody said yet what became of the access. */
export function isUnsaid({ end, gone, intentAt, started }: Held): boolean {
  return end !== null && gone === null && (intentAt !== null || started)
}

/** For each principal, the sessions that want the access now: started ones, and those about to. */
export function wantersIn(
  notes: Notes,
  due: ReadonlySet<SessionId>,
): ReadonlyMap<PrincipalId, readonly Held[]> {
  const wanting = sessionsIn(notes).filter((held) => isLive(held) && (held.started || due.has(held.id)))
  return Map.groupBy(wanting, ({ principal }) => principal)
}
