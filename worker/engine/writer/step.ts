import { zombieMs } from '../pace.ts'
import type { Instant } from '../ports.ts'
import { tendClone, type CloneEffect } from './clone.ts'
import { tendDocument, type DocumentEffect, type Later } from './document.ts'
import { tendLeftovers, type LeftoverEffect } from './leftovers.ts'
import { killsIn, type Kill, type Notes } from './notes.ts'
import type { SetArn } from './ports.ts'

export type Effect = DocumentEffect | CloneEffect | LeftoverEffect

/** What this run read and nothing was written to since. */
export interface Seen {
  /** The inline policy of the set whose document is kept. */
  readonly inline: { readonly set: SetArn; readonly json: string } | null
}
export const nothingRead: Seen = { inline: null }

export interface Plan {
  readonly notes: Notes
  /** The most urgent first. Whoever does one plans anew: the rest may have changed with it. */
  readonly effects: readonly Effect[]
  /** When to think again if nothing is told before; `null`: nothing will change by itself. */
  readonly wakeAt: Instant | null
}

/** The heart: from what is remembered and what AWS showed, to what to remember and to do. Pure. */
export function step(before: Notes, seen: Seen, now: Instant): Plan {
  const notes = forget(before, now)
  if (notes.slowUntil > now) return { notes, effects: [], wakeAt: notes.slowUntil }
  const { set, json } = seen.inline ?? { set: null, json: null }
  const document = tendDocument(notes, set === notes.document?.set ? json : null, now)
  const clone = tendClone(document.notes, now)
  const leftovers = tendLeftovers(clone.notes, now)
  const next = [...document.next, ...clone.next, ...leftovers.next]
  return {
    notes: leftovers.notes,
    effects: inOrder(next.filter(isEffect)),
    wakeAt: wakeAt(leftovers.notes, next),
  }
}

/** Credentials of a kill that is over have ended by themselves; an answer that old does not come any more. */
function forget(notes: Notes, now: Instant): Notes {
  const kills = killsIn(notes).filter(([, { until }]) => until > now)
  const creatingSince = isLost(notes, now) ? null : notes.creatingSince
  if (kills.length === killsIn(notes).length && creatingSince === notes.creatingSince) return notes
  return { ...notes, kills: Object.fromEntries<Kill>(kills), creatingSince }
}

function isLost({ creatingSince }: Notes, now: Instant): boolean {
  return creatingSince !== null && creatingSince + zombieMs <= now
}

function isEffect(next: Effect | Later): next is Effect {
  return 'do' in next
}

/** A put first, because what it rests on grows old. */
const urgency: readonly Effect['do'][] = [
  'put',
  'outcome',
  'inline',
  'provision',
  'role',
  'copy',
  'create',
  'read',
  'remove',
]

function inOrder(effects: readonly Effect[]): readonly Effect[] {
  return effects.toSorted((a, b) => urgency.indexOf(a.do) - urgency.indexOf(b.do))
}

function wakeAt({ creatingSince }: Notes, next: readonly (Effect | Later)[]): Instant | null {
  const instants = next.flatMap((each) => ('at' in each ? [each.at] : []))
  const lost = creatingSince === null ? [] : [creatingSince + zombieMs]
  return instants.length + lost.length ? Math.min(...instants, ...lost) : null
}
