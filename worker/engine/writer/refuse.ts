import type { Instant } from '../ports.ts'
import { killsIn, withClone, type Kill, type Notes } from './notes.ts'
import { isWanted } from './wanted.ts'

/** The one that came last, and rather one that does not hold yet: who was told "killed" stays so while there is room. */
export function refuseNewest(notes: Notes, reason: string, now: Instant): Notes {
  if (notes.clone !== null) return refusePending(notes, reason, now)
  const wanted = killsIn(notes).filter(([, kill]) => isWanted(kill, now))
  const [newest] = wanted.toReversed().toSorted(([, a], [, b]) => rank(b) - rank(a))
  return newest ? withKills(notes, [newest], reason) : notes
}

function rank({ killedAt, askedAt }: Kill): number {
  return killedAt === null ? askedAt + Number.MAX_SAFE_INTEGER / 2 : askedAt
}

/** All that does not hold yet. The same notes when there is none. */
export function refusePending(notes: Notes, reason: string, now: Instant): Notes {
  const { clone } = notes
  if (clone !== null) return isPending(notes) ? withClone(notes, { refused: reason }) : notes
  const pending = killsIn(notes).filter(([, kill]) => isWanted(kill, now) && kill.killedAt === null)
  return pending.length ? withKills(notes, pending, reason) : notes
}

function isPending({ clone }: Notes): boolean {
  return clone !== null && clone.refused === null && clone.sealedUntil !== clone.until
}

function withKills(notes: Notes, some: readonly (readonly [string, Kill])[], reason: string): Notes {
  const refused = some.map(([name, kill]) => [name, { ...kill, refused: reason }] as const)
  return { ...notes, kills: { ...notes.kills, ...Object.fromEntries(refused) } }
}
