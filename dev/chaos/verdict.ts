import { arrive, settled, type LifecycleEvent, type Status } from '../../schema/contract/lifecycle.ts'
import type { Session } from './session.ts'
import type { EventRow, RequestRow, Triple, Truth } from './truth.ts'
import { keyOf, standing } from './wishes.ts'

export interface Verdict {
  readonly lost: number
  readonly leftOver: number
  readonly said: readonly string[]
  readonly statuses: Readonly<Record<string, number>>
}

/** Nothing that was answered may be missing, every path must be legal to its end, AWS must hold what it held at first. */
export function judge(sessions: readonly Session[], truth: Truth): Verdict {
  const rows = new Map(truth.requests(sessions.map(({ id }) => id)).map((row) => [row.id, row]))
  const troubles = sessions.flatMap((session) => {
    const trouble = troubleWith(session, rows.get(session.id), truth)
    return trouble === null ? [] : [`lost ${session.id}: ${trouble}`]
  })
  const strange = differences(truth.assignments())
  const statuses = Object.groupBy(rows.values(), ({ status }) => status)
  return {
    lost: troubles.length,
    leftOver: strange.length,
    said: [...troubles, ...strange],
    statuses: Object.fromEntries(Object.entries(statuses).map(([status, of]) => [status, of?.length ?? 0])),
  }
}

export function isOver(status: string): boolean {
  return settled.has(status as Status)
}

function troubleWith(session: Session, row: RequestRow | undefined, truth: Truth): string | null {
  if (!row) return 'the ledger does not know it'
  const events = truth.eventsOf(row.id)
  const path = events.map(({ event }) => event).join(' ')
  if (session.isApproved && !events.some(({ event }) => event === 'approve'))
    return `its approval is gone: ${path}`
  if (session.isApproved && !isOver(row.status)) return `it is still ${row.status}: ${path}`
  if (events.at(-1)?.version !== row.version || events.length !== row.version)
    return `events are missing: ${path}`
  return illegal(events, row.status as Status) ? `its path is not legal: ${path}` : null
}

/** Every event follows from the status before it, and the last one leads to where the row stands. */
export function illegal([first, ...more]: readonly EventRow[], last: Status): boolean {
  let status = first?.status as Status
  if (status !== 'pending') return true
  for (const { event, status: next } of more) {
    if (next !== (event === 'credentials_gone' ? status : after(status, event))) return true
    status = next as Status
  }
  return status !== last
}

function after(status: Status, event: string): Status | undefined {
  return arrive(status, event as LifecycleEvent)?.status
}

function differences(held: readonly Triple[]): string[] {
  const [now, then] = [new Set(held.map(keyOf)), new Set(standing.map(keyOf))]
  return [
    ...[...now].filter((key) => !then.has(key)).map((key) => `left over: ${key}`),
    ...[...then].filter((key) => !now.has(key)).map((key) => `standing access is gone: ${key}`),
  ]
}
