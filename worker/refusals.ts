import { waiting } from '../schema/contract/lifecycle.ts'
import type { RequestRow } from './db/advance.ts'
import type { Named } from './db/facts.ts'
import { statusAt } from './db/lists.ts'
import { Refusal } from './http/refusal.ts'
import { instant } from './wire.ts'

/** "Owner One, Admin One and 2 more": whom to ask. */
export function namesOf(people: readonly Named[]): string {
  const shown = people.slice(0, 3).map((person) => person.name)
  const more = people.length - shown.length
  if (shown.length === 0) return 'an Admin'
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ')
}

/** "15 min", "4 h", "2 days": a duration in the largest unit that fits it exactly. */
export function spoken(seconds: number): string {
  const units: readonly [number, string][] = [
    [86_400, 'day'],
    [3600, 'h'],
    [60, 'min'],
    [1, 's'],
  ]
  const [size, unit] = units.find(([size]) => seconds % size === 0) ?? [1, 's']
  const n = seconds / size
  return unit === 'day' && n !== 1 ? `${n} days` : `${n} ${unit}`
}

/** Why a request that was read, or lost to somebody faster, takes no decision any more. */
export function decidedAlready(row: RequestRow, now: number): Refusal {
  if (row.status === 'lapsed') return windowOver(row)
  if (row.status === 'withdrawn') return nothingToDo(row, now)
  const made = row.lastDeciderId !== null && row.decidedAt !== null
  if (!made) return nothingToDo(row, now)
  const by = { id: row.lastDeciderId!, name: row.lastDeciderName ?? '' }
  const decision = row.lastVerdict as 'approve' | 'reject'
  const at = instant(row.decidedAt!)
  const verdict = decision === 'approve' ? 'approved' : 'rejected'
  return new Refusal(
    'decided-already',
    { name: by.name, verdict, time: at },
    { decidedBy: by, decision, at, requestId: row.id },
  )
}

export function windowOver(row: RequestRow): Refusal {
  return new Refusal(
    'window-over',
    { time: instant(row.windowEndsAt), requester: row.requesterName },
    { requestId: row.id },
  )
}

export function nothingToDo(row: RequestRow, now: number): Refusal {
  const status = statusAt(row, now).replaceAll('_', ' ')
  const { variant, ...said } = whoseDoing(row)
  return new Refusal(
    'nothing-to-do',
    { status, ...said },
    { requestId: row.id, ...(variant === undefined ? {} : { variant }) },
  )
}

/** Who did it, where it was somebody. */
function whoseDoing(row: RequestRow): Readonly<Partial<Record<'variant' | 'name' | 'time', string>>> {
  if (row.status === 'withdrawn') return whoTookBack(row)
  if (row.endCause === null || row.endByName === null || row.endAskedAt === null) return {}
  return { variant: 'ended', name: row.endByName, time: instant(row.endAskedAt) }
}

/** The requester, or whoever ended the session it would have extended; of older rows nobody wrote that down. */
function whoTookBack(row: RequestRow): Readonly<Partial<Record<'variant' | 'name', string>>> {
  const { extendsId, endById, endByName, requesterId, requesterName } = row
  if (extendsId === null || endById === requesterId) return { variant: 'withdrawn', name: requesterName }
  return endByName === null ? { variant: 'extension' } : { variant: 'stopped', name: endByName }
}

/** A write came too late: what the row says now decides what the loser is told. */
export function lostRace(row: RequestRow | null, before: RequestRow, now: number): Refusal {
  if (row === null) return new Refusal('not-found')
  if (waiting.has(before.status) && !waiting.has(row.status)) return decidedAlready(row, now)
  if (row.version !== before.version)
    return row.decidedAt === before.decidedAt ? nothingToDo(row, now) : decidedAlready(row, now)
  if (waiting.has(row.status) && row.windowEndsAt <= now) return windowOver(row)
  if (before.extendsId !== null) return new Refusal('changed', {}, { requestId: row.id })
  return new Refusal('no-longer-yours', { time: instant(now) }, { requestId: row.id })
}
