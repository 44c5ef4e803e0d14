import type { Actor, Advance, Changes, RequestRow } from './db/advance.ts'
import type { Keepers } from './deps.ts'

export type EndEvent = 'withdraw' | 'release' | 'revoke'

export interface Ending {
  readonly actor: Actor
  readonly request: RequestRow
  readonly reason: string | null
  readonly now: number
}

/** What is written of an end that somebody asked for. */
export function endColumns(event: EndEvent, { actor, request, reason, now }: Ending): Changes {
  if (event === 'withdraw') return takenBackBy(actor, request, now)
  return {
    endCause: event,
    endAskedAt: now,
    endById: actor.id,
    endByName: actor.name,
    endReason: reason,
    dueAt: now,
  }
}

/** Whose doing it was, for whoever comes too late to decide. Due as long as a keeper may not have heard of it. */
function takenBackBy({ id, name }: Actor, { keeperKey }: RequestRow, now: number): Changes {
  return { endById: id, endByName: name, ...(keeperKey === null ? {} : { dueAt: now }) }
}

/** An extension goes with the session it extends. */
export function withdrawnWith(move: Advance, row: RequestRow, now: number): Advance {
  const comment = 'It would have extended a session that was ended.'
  return { ...move, comment, set: takenBackBy(move.actor, row, now) }
}

// The keeper is told after the commit. If it does not hear it, the sweep finds the row by `due_at`, and tells it what is over already.

export async function tellKeepersOfEnd(
  { end }: Pick<Keepers, 'end'>,
  rows: readonly RequestRow[],
  event: EndEvent,
  now: number,
): Promise<void> {
  const cause = event === 'revoke' ? 'revoke' : 'release'
  const told = rows.filter(({ keeperKey }) => keeperKey !== null)
  for (const [key, those] of Map.groupBy(told, (row) => row.keeperKey!)) {
    const ends = those.map(({ id }) => ({ id, cause, at: now }) as const)
    await end(key, ends)
  }
}
