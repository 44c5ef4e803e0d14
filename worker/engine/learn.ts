import { changed } from './changed.ts'
import { end, endedBy } from './end.ts'
import { factsDue } from './facts.ts'
import {
  accessOf,
  hold,
  isLive,
  newlyHeld,
  sessionsIn,
  withAccess,
  withHeld,
  type End,
  type Held,
  type Notes,
} from './notes.ts'
import { olderMs } from './pace.ts'
import type { Instant, LedgerRow, LedgerView } from './ports.ts'

const recordedAsStarted = new Set(['provisioning', 'active', 'ending'])

/** An older copy of the database was put back, or a reader of it lags behind: nothing starts on its word. */
export function isRestored(notes: Notes, view: LedgerView): boolean {
  return view.epoch < notes.epoch
}

/** When an older copy counts as the database again, should it stay; `null` where it is none. */
export function trustedAgainAt({ olderSince }: Notes): Instant | null {
  return typeof olderSince === 'number' ? olderSince + olderMs : null
}

/** Takes over what the database says. It may add sessions and ends; no end in the notes is ever taken back. */
export function learn(notes: Notes, view: LedgerView, now: Instant): Notes {
  const learnt = view.rows.reduce((known, row) => learnRow(known, row, now), notes)
  if (isRestored(notes, view))
    return reconcileWith(view, { ...learnt, olderSince: notes.olderSince ?? now }, now)
  return { ...endMissing(learnt, view, now), epoch: view.epoch, olderSince: null }
}

/** Reconciled: it stayed, and it was told all that we know of its sessions. Their ends stay final. */
function reconcileWith(view: LedgerView, notes: Notes, now: Instant): Notes {
  const isStaying = (trustedAgainAt(notes) ?? Infinity) <= now
  if (!isStaying || factsDue(notes, view).length > 0) return notes
  return { ...notes, epoch: view.epoch, olderSince: null }
}

function learnRow(notes: Notes, row: LedgerRow, now: Instant): Notes {
  const held = notes.held[row.id]
  const noted = held ? withHeld(notes, row.id, againHeld(held, row)) : learnOwner(hold(notes, row), row)
  const withRow = withHeld(noted, row.id, followRow(noted.held[row.id]!, row, now))
  return withAccess(withRow, row.principal, accessOf(withRow, row.principal))
}

/** A retry is a new intent of the same session: it starts later than the one before, however that came to its end. */
function againHeld(held: Held, row: LedgerRow): Held {
  return row.startsAt > held.startsAt ? newlyHeld(row, null) : held
}

/** The row speaks for whose the access is only where the notes never knew the session. */
function learnOwner(notes: Notes, row: LedgerRow): Notes {
  const access = accessOf(notes, row.principal)
  if (!recordedAsStarted.has(row.status) || row.owned === null || access.owned === true) return notes
  return withAccess(notes, row.principal, { ...access, owned: row.owned, asked: row.owned })
}

function followRow(held: Held, row: LedgerRow, now: Instant): Held {
  const started = held.started || recordedAsStarted.has(row.status)
  const active = row.status === 'active' ? { at: row.startsAt, op: null } : null
  const known = changed(held, {
    refused: row.startRefused,
    version: Math.max(held.version, row.version),
    groups: row.groups,
    kill: row.kill,
    sessionSeconds: Math.max(held.sessionSeconds, row.sessionSeconds),
    started,
    intentAt: held.intentAt ?? (started && row.owned !== null ? now : null),
    active: held.active ?? active,
  })
  return endedBy(known, endIn(row))
}

function endIn(row: LedgerRow): End | null {
  if (row.endCause && row.endAskedAt !== null) return { cause: row.endCause, at: row.endAskedAt }
  return row.status === 'ending' ? { cause: 'expire', at: row.endsAt } : null
}

/** Whatever was live and is not any more is over, for a reason that only the database knows. */
function endMissing(notes: Notes, view: LedgerView, now: Instant): Notes {
  const live = new Set(view.rows.map(({ id }) => id))
  return sessionsIn(notes)
    .filter((held) => isLive(held) && held.version > 0 && !live.has(held.id))
    .reduce((known, { id }) => end(known, id, { cause: 'over', at: now }), notes)
}

/** The end that was written when it was approved needs nobody's word. */
export function endOnTime(notes: Notes, now: Instant): Notes {
  return sessionsIn(notes)
    .filter((held) => isLive(held) && held.endsAt <= now)
    .reduce((known, { id, endsAt }) => end(known, id, { cause: 'expire', at: endsAt }), notes)
}
