import { carryOn } from './carry.ts'
import { conclude, refuseStarts, startWatch } from './conclude.ts'
import { factsDue, type Due } from './facts.ts'
import { forgetOwners } from './forget.ts'
import { endOnTime, isRestored, learn, trustedAgainAt } from './learn.ts'
import { accessOf, isLive, prune, sessionsIn, withHeld, type Held, type Notes } from './notes.ts'
import { databaseRetryMs, freshMs } from './pace.ts'
import type { Instant, Key, LedgerView, PrincipalId, Seen, SessionId } from './ports.ts'
import { see } from './see.ts'
import { loseUnanswered } from './settle.ts'
import { tendAll, type Next, type Wish } from './tend.ts'
import { awsKey } from './clone.ts'
import { killsDue } from './kill.ts'
import { lateAt, noteLate, tendSet, type SetWish } from './seal.ts'
import { dueIn, wantersIn } from './wants.ts'

export type Effect =
  | Wish
  | ({ readonly do: 'record' } & Due)
  | SetWish
  | { readonly do: 'role' | 'kill'; readonly session: SessionId }

export interface Plan {
  readonly notes: Notes
  /** The most urgent first. Whoever does one plans anew: the rest may have changed with it. */
  readonly effects: readonly Effect[]
  /** When to think again if nothing is told before; `null`: nothing will change by itself. */
  readonly wakeAt: Instant | null
}

/**
 * The heart: from what is remembered, what the database says and what AWS showed, to what to remember and to do.
 * Pure. `view` is null while the database does not answer: nothing is created then; ends, kills and seals go on, and an
 * extension keeps the access that is there (`carryOn`).
 */
export function step(notes: Notes, view: LedgerView | null, seen: Seen | null, now: Instant): Plan {
  const told = endOnTime(view ? refuseStarts(learn(notes, view, now), view, now) : carryOn(notes, now), now)
  const trusted = view && !isRestored(told, view) ? wordFor(view, now) : null
  const due = trusted ? dueIn(told, trusted, now) : new Set<SessionId>()
  const asked = wantersIn(told, due)

  const settled = loseUnanswered(told, (principal) => asked.has(principal), now)
  const mine = forgetOwners(settled, asked, now)
  const intended = intend(seen ? see(mine, seen) : mine, trusted ? named(asked, trusted) : [], now)
  const concluded = conclude(intended, asked, now)

  const wanters = wantersIn(concluded, due)
  const watched = startWatch(concluded, wanters, now)
  const next = noteLate(prune(forgetOwners(watched, wanters, now), now), now)
  const tended = tendAll({ notes: next, now, wanters, mayStart: mayStartBy(trusted) })
  const calls = [...wishesIn(tended), ...roleChecks(next, now)]
  // Until its writer says what AWS calls a clone, there is nothing to ask AWS about it.
  const sayable = isKnown(next) ? calls : calls.filter((wish) => !namesSet(wish))
  const needsArn = sayable.length < calls.length && calls.some((wish) => wish.do === 'remove')
  const set = tendSet(next, { due, mayStart: maySeal(view, trusted), needsArn, now })
  const own = set === null || 'at' in set ? [] : [set]
  const effects = inOrder([...sayable, ...own, ...kills(next, now), ...recordsIn(next, view)])
  return { notes: next, effects, wakeAt: wakeAt(next, [...tended, set], view, now) }
}

/** The starts that the database has a word for now: an older copy that forgot a retry knows a window that is over. */
function wordFor(view: LedgerView, now: Instant): LedgerView {
  return { ...view, rows: view.rows.filter(({ endsAt }) => endsAt > now) }
}

function named(wanters: ReadonlyMap<PrincipalId, readonly Held[]>, { rows }: LedgerView): readonly Held[] {
  const ids = new Set(rows.map(({ id }) => id))
  return [...wanters.values()].flat().filter(({ id }) => ids.has(id))
}

function isKnown(notes: Notes): boolean {
  return awsKey(anyKey, notes) !== null
}
const anyKey = '' as Key

function namesSet(wish: { readonly do: Effect['do'] }): boolean {
  return ['look', 'create', 'remove', 'role'].includes(wish.do)
}

/** A seal ahead of a start rests on what the database says; without its word, on what was approved. */
function maySeal(view: LedgerView | null, trusted: LedgerView | null): (held: Held) => boolean {
  if (view === null) return () => true
  const startable = trusted?.rows.filter((row) => row.startRefused === null) ?? []
  const ids = new Set(startable.map(({ id }) => id))
  return ({ id }) => ids.has(id)
}

function kills(notes: Notes, now: Instant): Effect[] {
  return killsDue(notes, now).map((session) => ({ do: 'kill' as const, session }))
}

/** The start is decided on once it is known whose the access is. */
function intend(notes: Notes, wanters: readonly Held[], now: Instant): Notes {
  return wanters.reduce((known, held) => {
    const { owned, asked, stateAt } = accessOf(known, held.principal)
    const isDecided = owned !== null && (asked || now - stateAt <= freshMs)
    return held.intentAt === null && isDecided ? withHeld(known, held.id, { ...held, intentAt: now }) : known
  }, notes)
}

/** Nothing is created before the database holds the start, with the word that the access will be ours. */
function mayStartBy(view: LedgerView | null): (held: Held) => boolean {
  const recorded = view?.rows.filter((row) => row.owned === true && row.status === 'provisioning') ?? []
  const ids = new Set(recorded.map(({ id }) => id))
  return ({ id }) => ids.has(id)
}

function recordsIn(notes: Notes, view: LedgerView | null): Effect[] {
  return view ? factsDue(notes, view).map((due) => ({ do: 'record' as const, ...due })) : []
}

function roleChecks(notes: Notes, now: Instant): Effect[] {
  return sessionsIn(notes)
    .filter(({ role }) => role && role.checkAt !== null && role.checkAt <= now)
    .map(({ id }) => ({ do: 'role' as const, session: id }))
}

function wishesIn(tended: readonly Next[]): Wish[] {
  return tended.filter((next): next is Wish => next !== null && 'do' in next)
}

const urgency: readonly Effect['do'][] = [
  'remove',
  'outcomes',
  'describe',
  'kill',
  'record',
  'seal',
  'look',
  'create',
  'role',
  'retire',
]

function inOrder(effects: readonly Effect[]): readonly Effect[] {
  return effects.toSorted((a, b) => urgency.indexOf(a.do) - urgency.indexOf(b.do))
}

function wakeAt(
  notes: Notes,
  tended: readonly (Next | SetWish)[],
  view: LedgerView | null,
  now: Instant,
): Instant | null {
  const retries = tended.flatMap((next) => (next && 'at' in next ? [next.at] : []))
  const turns = sessionsIn(notes).flatMap((held) => turnsOf(notes, held, now))
  const trustedAt = view === null ? now + databaseRetryMs : trustedAgainAt(notes)
  const again = trustedAt === null ? [] : [Math.max(trustedAt, now + 1_000)]
  const instants = [...retries, ...turns, ...again]
  return instants.length ? Math.min(...instants) : null
}

/** When something happens to a session by itself. */
function turnsOf(notes: Notes, held: Held, now: Instant): Instant[] {
  const start = isLive(held) && held.startsAt > now ? [held.startsAt] : []
  const end = isLive(held) ? [held.endsAt] : []
  const checkAt = held.role?.checkAt ?? null
  const role = checkAt !== null && checkAt > now ? [checkAt] : []
  const askAt = held.killing?.askAt ?? null
  const kill = askAt !== null && askAt > now ? [askAt] : []
  const late = lateAt(notes, held)
  return [...start, ...end, ...role, ...kill, ...(late === null ? [] : [late])]
}
