import { accessOf, isLive, sessionsIn, type Held, type Notes } from './notes.ts'
import { wholeSeconds } from './clone.ts'
import type { Fact, Instant, LedgerRow, LedgerView } from './ports.ts'
import { isStartable } from './wants.ts'

/** A fact to be recorded, and the row it was derived from. */
export interface Due {
  readonly fact: Fact
  readonly row: LedgerRow | null
}

/** What is said of a start that never came to AWS. */
export const notStarted = 'Access could not be set up before its end.'

/**
 * What the evidence says and the database does not yet: at most the next fact of each session, with the instant at
 * which it happened. Derived anew each time, so nothing is lost with an answer and nothing is said twice.
 */
export function factsDue(notes: Notes, view: LedgerView): readonly Due[] {
  const live = view.rows.flatMap((row) => {
    const held = notes.held[row.id]
    const fact = held ? nextFact(notes, held, row) : null
    return fact ? [{ fact, row }] : []
  })
  const beside = [...credentialsGone(notes, view), ...killed(notes, view), ...late(notes, view)]
  return [...live, ...beside].toSorted((a, b) => a.fact.at - b.fact.at)
}

function nextFact(notes: Notes, held: Held, row: LedgerRow): Fact | null {
  return sealed(notes, held, row) ?? nextMove(notes, held, row)
}

/** What the row does not say yet of a seal that holds at this session's end. An ended one may be said late. */
function sealed({ set }: Notes, { id, clone, end, endsAt }: Held, row: LedgerRow): Fact | null {
  if (clone === null || set === null || set.sealedUntil === null || set.sealedAt === null) return null
  if (set.sealedUntil === row.sealedUntil || set.sealedUntil < wholeSeconds(endsAt)) return null
  if (set.retire !== null && end === null) return null
  return { session: id, event: 'sealed', at: set.sealedAt, until: set.sealedUntil, roleName: set.name }
}

function nextMove(notes: Notes, held: Held, row: LedgerRow): Fact | null {
  if (isStartable(row)) return factOfStart(notes, held, row)
  if (row.status === 'provisioning') return factOfProvisioning(notes, held, row)
  if (row.status === 'active') return expired(held)
  if (row.status === 'ending' && held.gone) return { session: held.id, event: 'removed', ...held.gone }
  return null
}

function factOfStart(notes: Notes, held: Held, { startRefused }: LedgerRow): Fact | null {
  const session = held.id
  if (held.failed) return { session, event: 'fail', ...held.failed }
  // What it ended for stays the reason, should it not hold any more.
  const reason = held.end?.reason ?? startRefused
  if (held.end?.cause === 'over' && held.started && reason !== null)
    return held.gone && { session, event: 'fail', at: held.gone.at, reason }
  if (held.end && !held.started) return { session, event: 'fail', at: held.end.at, reason: notStarted }
  return provisioned(notes, held) ?? unstarted(held)
}

/** A restored database has forgotten a start that is over by now. Nothing comes of it any more. */
function unstarted({ id, end }: Held): Fact | null {
  return end ? { session: id, event: 'fail', at: end.at, reason: notStarted } : null
}

function factOfProvisioning(notes: Notes, held: Held, row: LedgerRow): Fact | null {
  const session = held.id
  if (held.failed) return { session, event: 'fail', ...held.failed }
  const { owned } = accessOf(notes, held.principal)
  if (owned !== null && row.owned !== owned && isLive(held)) return provisioned(notes, held)
  if (held.active) return { session, event: 'activate', owned: owned ?? false, ...held.active }
  return expired(held)
}

function provisioned(notes: Notes, held: Held): Fact | null {
  const { owned } = accessOf(notes, held.principal)
  if (held.intentAt === null || owned === null) return null
  return { session: held.id, event: 'provision', at: held.intentAt, owned }
}

function expired({ id, end }: Held): Fact | null {
  return end ? { session: id, event: 'expire', at: end.at } : null
}

/** Said after the end is recorded, when the row is live no more. */
function credentialsGone(notes: Notes, view: LedgerView): Due[] {
  const live = new Set(view.rows.map(({ id }) => id))
  return sessionsIn(notes).flatMap(({ id, role }): Due[] => {
    const at: Instant | null = role?.goneAt ?? null
    if (at === null || live.has(id)) return []
    return [{ fact: { session: id, event: 'credentials_gone', at }, row: null }]
  })
}

function killed(notes: Notes, view: LedgerView): Due[] {
  const live = new Set(view.rows.map(({ id }) => id))
  return sessionsIn(notes).flatMap(({ id, killing }): Due[] => {
    if (killing === null || killing.killedAt === null || killing.isTold || live.has(id)) return []
    return [{ fact: { session: id, event: 'credentials_killed', at: killing.killedAt }, row: null }]
  })
}

/** Said of a session that lives and nothing else: it changes no status. */
function late(notes: Notes, view: LedgerView): Due[] {
  return view.rows.flatMap((row): Due[] => {
    const late = notes.held[row.id]?.late
    return late && !late.isTold ? [{ fact: { session: row.id, event: 'seal_late', at: late.at }, row }] : []
  })
}
