import { sessionsIn, type CloneSet, type Held, type Notes } from './notes.ts'
import type { Clone, Instant, Key, PrincipalId } from './ports.ts'
import { keyOf, partsOf } from './key.ts'

/** A seal has whole seconds. */
export function wholeSeconds(at: Instant): Instant {
  return Math.floor(at / 1_000) * 1_000
}

/** The clone this key is about; `null` where the set itself is assigned. */
export function cloneIn(notes: Notes): Clone | null {
  return sessionsIn(notes).find(({ clone }) => clone !== null)?.clone ?? null
}

/** Whose it is: a session and what extends it are one person's. */
export function personOf(notes: Notes): PrincipalId | null {
  return sessionsIn(notes).find(({ clone }) => clone !== null)?.principal ?? null
}

/** Until when AWS lets anybody use the set, as far as it was verified; `null` once it is being retired. */
export function sealOf({ set }: Notes): Instant | null {
  return set === null || set.retire !== null ? null : set.sealedUntil
}

/** The set stops working at this session's end, and not before it. */
export function isSealed(notes: Notes, held: Held): boolean {
  return held.clone === null || (sealOf(notes) ?? 0) >= wholeSeconds(held.endsAt)
}

/** Since when it is; at all times where there is nothing to seal. */
export function sealedAtOf(notes: Notes, held: Held): Instant | null {
  if (held.clone === null) return 0
  return isSealed(notes, held) ? (notes.set?.sealedAt ?? null) : null
}

/** What AWS knows the key's set by; `null` for a clone whose ARN is not known. */
export function awsKey(key: Key, notes: Notes): Key | null {
  if (notes.set === null && cloneIn(notes) === null) return key
  const arn = notes.set?.arn ?? null
  return arn === null ? null : keyOf(partsOf(key).accountId, arn)
}

export const noSet: CloneSet = {
  arn: null,
  name: null,
  asked: null,
  sealedUntil: null,
  sealedAt: null,
  failures: 0,
  notBefore: 0,
  retire: null,
}
