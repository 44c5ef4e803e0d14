import { changed } from './changed.ts'
import { accessOf, principalsIn, withAccess, type Access, type Held, type Notes } from './notes.ts'
import { freshMs, staleMs, strayMs, stuckWatchMs, watchMs, zombieMs } from './pace.ts'
import type { Instant, PrincipalId, Seen } from './ports.ts'

/** From when on a look says something about this principal; before, our last operation's outcome is what we know. */
export function looksCountFrom({ state, settledAt, lost, removal }: Access): Instant {
  // After a Delete a Create that may land yet is waited for: a look would show what is not there yet.
  const isRemoving = removal !== null || state === 'kept'
  const createLostAt = lost.create ? lost.create.at + (isRemoving ? zombieMs : 0) : -Infinity
  const deleteLostAt = lost.delete ? lost.delete.at + strayMs : -Infinity
  return Math.max(settledAt ?? -Infinity, createLostAt, deleteLostAt) + staleMs
}

/** Takes over what one List showed. Seeing the same list twice changes nothing. */
export function see(notes: Notes, seen: Seen): Notes {
  const looked = changed(notes, { groups: [...seen.groups], groupsAt: seen.at })
  return principalsIn(notes).reduce(
    (known, principal) => withAccess(known, principal, seeOne(accessOf(known, principal), seen, principal)),
    looked,
  )
}

/** Until a Create was noted, the freshest look says whose it is: what is there already is standing access. */
function seeOne(access: Access, seen: Seen, principal: PrincipalId): Access {
  if (access.op || seen.at < looksCountFrom(access) || seen.at < access.stateAt) return access
  const present = seen.users.has(principal)
  return changed(access, {
    state: present ? 'present' : 'absent',
    stateAt: seen.at,
    owned: access.asked ? access.owned : !present,
    watched: access.removal ? watchedAt(access, access.removal.at, seen.at) : 0,
  })
}

/** What others gave may be gone since the start: what remains at an end is said of a look from around then. */
export function isStaleAt(endedAt: Instant, { stateAt }: Access): boolean {
  return stateAt < endedAt - freshMs
}

/** Whether a group gives the same; `null` where the look that showed it is too old to say so. */
export function isThroughGroup(held: Held, { removal }: Access, notes: Notes): boolean | null {
  if (!held.groups.some((group) => notes.groups.includes(group))) return false
  return (notes.groupsAt ?? -Infinity) < groupsCountFrom(held, removal) ? null : true
}

/** After the end, and a list's age; where AWS kept the Delete waiting, from around it: one look is for many who end together. */
export function groupsCountFrom({ end }: Held, removal: Access['removal']): Instant {
  return Math.max(end!.at + staleMs, (removal?.sentAt ?? -Infinity) - freshMs)
}

/** When to look for late arrivals, counted from the removal. */
function watchOf({ lost }: Access): readonly number[] {
  return lost.create ? stuckWatchMs : watchMs
}

export function isWatchOver(access: Access): boolean {
  return access.watched >= watchOf(access).length
}

function watchedAt(access: Access, removedAt: Instant, at: Instant): number {
  return watchOf(access).filter((after) => removedAt + after <= at).length
}

export function nextWatchAt(access: Access): Instant | null {
  const { removal, watched } = access
  const after = watchOf(access)[watched]
  return removal === null || after === undefined ? null : removal.at + after
}
