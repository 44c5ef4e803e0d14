import type { LifecycleEvent } from '../schema/contract/lifecycle.ts'
import { advanceAll, type Advance, type RequestRow } from './db/advance.ts'
import { sameExtensions } from './db/extensions.ts'
import { startRefusals } from './db/ledger.ts'
import { hasLeft, heldByWhoLeft, type HeldByWhoLeft } from './db/sweep.ts'
import type { Deps, Keepers } from './deps.ts'
import { endColumns, tellKeepersOfEnd, withdrawnWith } from './ending.ts'

const atOnce = 200
const actor = { kind: 'clock', id: null, name: null } as const
const reason = startRefusals['person-inactive']

type LeavingParts = Pick<Deps, 'db' | 'now' | 'newId' | 'notify'> & Pick<Keepers, 'end'>

/**
 * Whoever left keeps nothing (ENGINE 1.4): what runs is revoked, what was approved does not start, and what would go on from
 * it goes with it. Done by the sweep, so that nothing of it is lost: within a minute, whoever said that they left.
 */
export async function takeFromWhoLeft(parts: LeavingParts): Promise<void> {
  for (const held of await heldByWhoLeft(parts.db, parts.now(), atOnce))
    await takeOne(parts, held).catch((error: unknown) =>
      console.error('leaving', { id: held.request.id, error }),
    )
}

async function takeOne(parts: LeavingParts, { request, extensions }: HeldByWhoLeft): Promise<void> {
  const now = parts.now()
  const move = (row: RequestRow, event: LifecycleEvent): Advance => ({
    from: row,
    event,
    actor,
    at: now,
    recordedAt: now,
    op: parts.newId(),
    tell: concerned(row),
  })
  const main: Advance = {
    ...move(request, 'revoke'),
    comment: reason,
    set: endColumns('revoke', { actor, request, reason, now }),
    guards: [hasLeft(request.requesterId), sameExtensions(request.id, extensions.length)],
  }
  const others = extensions.map((row) => withdrawnWith(move(row, 'withdraw'), row, now))
  const { done, row } = await advanceAll(parts.db, main, others)
  if (!done || row === null) return
  parts.notify([...new Set([row, ...extensions].flatMap(concerned))])
  // Who does not hear it is told by the sweep that comes next.
  await tellKeepersOfEnd(parts, [row, ...extensions], 'revoke', now).catch(unheard)
}

function unheard(error: unknown): void {
  console.warn('unheard', { error: String(error) })
}

function concerned({ requesterId, firstDeciderId, lastDeciderId }: RequestRow): string[] {
  return [requesterId, firstDeciderId, lastDeciderId].filter((id) => id !== null)
}
