import type { Instant } from './ports.ts'

/** AWS's limits for the whole instance. */
export const callsPerSecond = 20
export const createsOutstanding = 15
/** A Create whose keeper died gives its place back after this. */
export const createLeaseMs = 120_000
/** A throttled rate grows back by one call a second each second. */
const recoveryPerSecond = 1
const longestWaitMs = 60_000
/** Whoever is told again to wait is told so for at least this long. */
const againMs = 20
/** Who does not come for so long has lost its place. */
const lineMs = 10_000
/** So long after the last removal that had to wait, checks go on. */
const calmMs = 10_000

type Side = 'grant' | 'removal' | 'check'

/** Who may call AWS when. It is all the gate stores: no queue, and nothing that does not end by itself. */
export interface Turns {
  /** Calls a second, as of the last time AWS throttled us. */
  readonly rate: number
  readonly slowedAt: Instant
  /** Turns of the last second, and those that a long read took from the next one. */
  readonly given: readonly { readonly at: Instant; readonly side: Side }[]
  /** Creates under way, each with the end of its lease. */
  readonly creates: Readonly<Record<string, Instant>>
  /** The last instant each side was told to come back at. */
  readonly slots: Readonly<Record<Side, Instant>>
}

export const noTurns: Turns = {
  rate: callsPerSecond,
  slowedAt: 0,
  given: [],
  creates: {},
  slots: { grant: 0, removal: 0, check: 0 },
}

export interface Ask {
  /** `check`: nobody's access waits for the answer. */
  readonly kind: 'remove' | 'create' | 'look' | 'check'
  readonly told: Instant | null
  /** Made at once; 1 where nothing is said. */
  readonly calls?: number
  /** The name of the lease, should there be one. */
  readonly lease: string
}

export type Answer = { readonly lease: string } | { readonly notBefore: Instant }

/** A turn, or when to ask again. Removals use all turns but four of twenty, and those too while no grant waits. */
export function take(before: Turns, ask: Ask, now: Instant): { turns: Turns; answer: Answer } {
  const turns = expire(before, now)
  const side = sides[ask.kind]
  if (isFull(turns, side, now)) return wait(turns, side, ask.told, now)
  if (ask.kind !== 'create')
    return { turns: giveAll(turns, side, ask.calls ?? 1, now), answer: { lease: ask.lease } }
  if (Object.keys(turns.creates).length >= createsOutstanding) return wait(turns, side, null, now)
  const creates = { ...turns.creates, [ask.lease]: now + createLeaseMs }
  return { turns: { ...give(turns, side, now), creates }, answer: { lease: ask.lease } }
}

const sides = { remove: 'removal', create: 'grant', look: 'grant', check: 'check' } as const

function expire(turns: Turns, now: Instant): Turns {
  const creates = Object.entries(turns.creates).filter(([, until]) => until > now)
  const given = turns.given.filter(({ at }) => at > now - 1_000)
  return {
    ...turns,
    given,
    creates: Object.fromEntries(creates),
    slots: { ...noTurns.slots, ...turns.slots },
  }
}

function isFull(turns: Turns, side: Side, now: Instant): boolean {
  const used = turns.given.filter((turn) => turn.side === side).length
  return turns.given.length >= rateAt(turns, now) || used >= limitOf(turns, side, now)
}

export function rateAt({ rate, slowedAt }: Turns, now: Instant): number {
  const recovered = rate + ((now - slowedAt) / 1_000) * recoveryPerSecond
  return Math.max(1, Math.floor(Math.min(callsPerSecond, recovered)))
}

/** A side is bounded only while the other one waits; checks wait until no removal does. */
function limitOf(turns: Turns, side: Side, now: Instant): number {
  const rate = rateAt(turns, now)
  const forGrants = Math.max(1, Math.floor(rate / 5))
  if (side === 'check' && isPressed(turns, now)) return 0
  const other = side === 'grant' ? 'removal' : 'grant'
  if (!waits(turns, other, now)) return rate
  return side === 'removal' ? Math.max(1, rate - forGrants) : forGrants
}

/** More removals than turns, now or a moment ago: whatever only confirms them has time. */
export function isPressed({ slots }: Turns, now: Instant): boolean {
  return slots.removal + calmMs > now
}

function waits({ slots }: Turns, side: Side, now: Instant): boolean {
  return slots[side] + 1_000 > now
}

/** Those told to wait come back one after the other, not all at once. */
function wait(
  turns: Turns,
  side: Side,
  told: Instant | null,
  now: Instant,
): { turns: Turns; answer: Answer } {
  const free = Math.max(
    Math.min(now, ...turns.given.map(({ at }) => at)) + 1_000,
    side === 'check' ? turns.slots.removal + calmMs : 0,
  )
  // It has its place in the line, or has waited its time: it does not go to the end again.
  if (side === 'removal' && told !== null && told > now - lineMs)
    return { turns, answer: { notBefore: Math.ceil(Math.max(free, told, now + againMs)) } }
  // One turn a second stays free for those who find theirs taken by a list.
  const next = turns.slots[side] + 1_000 / Math.max(1, (limitOf(turns, side, now) || rateAt(turns, now)) - 1)
  const notBefore = Math.min(Math.ceil(Math.max(free, next)), now + longestWaitMs)
  return { turns: { ...turns, slots: { ...turns.slots, [side]: notBefore } }, answer: { notBefore } }
}

function give(turns: Turns, side: Side, now: Instant): Turns {
  return { ...turns, given: [...turns.given, { at: now, side }] }
}

/** Whoever has one turn has all it needs at once: what this second has no room for is taken from the next. */
function giveAll(turns: Turns, side: Side, calls: number, now: Instant): Turns {
  const rate = rateAt(turns, now)
  const free = Math.max(1, rate - turns.given.length)
  const owed = Array.from({ length: Math.max(0, calls - free) }, (_, i) => now + ((i + 1) * 1_000) / rate)
  const spent = Array.from({ length: Math.min(calls, free) }, () => now)
  return [...spent, ...owed].reduce((given, at) => give(given, side, at), turns)
}

/** The gate's own lists are calls too; they are made whether or not there is room. */
export function spend(turns: Turns, calls: number, now: Instant): Turns {
  return Array.from({ length: calls }).reduce<Turns>(
    (spent) => give(spent, 'removal', now),
    expire(turns, now),
  )
}

/** The operation is over, or AWS throttled it: then everybody slows down, at most once a second. */
export function giveBack(turns: Turns, lease: string, throttled: boolean, now: Instant): Turns {
  const { [lease]: _, ...creates } = turns.creates
  const freed = { ...turns, creates }
  if (!throttled || now < turns.slowedAt + 1_000) return freed
  return { ...freed, rate: Math.max(1, rateAt(turns, now) / 2), slowedAt: now }
}
