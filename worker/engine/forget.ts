import {
  accessOf,
  noAccess,
  principalsIn,
  sessionsIn,
  withAccess,
  type Access,
  type Held,
  type Notes,
} from './notes.ts'
import { oursForMs } from './pace.ts'
import { isWatchOver } from './see.ts'
import type { Instant, PrincipalId } from './ports.ts'

/**
 * Ownership ends where nothing of ours can be left: the last look for late arrivals is done, or the next start comes
 * when that time is over. From then on a look decides anew.
 */
export function forgetOwners(
  notes: Notes,
  wanters: ReadonlyMap<PrincipalId, readonly Held[]>,
  now: Instant,
): Notes {
  const inProgress = new Set(
    sessionsIn(notes)
      .filter(isInProgress)
      .map(({ principal }) => principal),
  )
  return principalsIn(notes)
    .filter((principal) => !inProgress.has(principal))
    .filter((principal) => mayForget(accessOf(notes, principal), wanters.has(principal), now))
    .reduce((known, principal) => withAccess(known, principal, noAccess), notes)
}

function isInProgress(held: Held): boolean {
  return held.intentAt !== null && held.failed === null && held.gone === null
}

function mayForget(access: Access, isDue: boolean, now: Instant): boolean {
  if (access.op) return false
  if (!access.asked) return access.owned !== null && !isDue
  if (access.state !== 'absent' || access.removal === null) return false
  const over = access.removal.at + oursForMs < now
  return isWatchOver(access) || (over && isDue)
}
