import { Unanswered } from '../../worker/aws/answer.ts'
import type { Assignments } from '../../worker/aws/port.ts'
import type { Key, OpId, Outcome, PrincipalId, Seen, Started } from '../../worker/engine/ports.ts'
import type { Faults } from './faults.ts'
import type { Loop } from './loop.ts'
import type { Random } from './random.ts'

export type Kind = 'create' | 'delete'

/** `kept`: somebody else's, and we could have known. `shared`: it came in an instant in which nobody could tell. */
export type Standing = 'kept' | 'shared'

export interface Holding {
  readonly key: Key
  readonly principal: PrincipalId
  readonly since: number
  standing: Standing | null
}

export interface Operation {
  readonly id: OpId
  readonly kind: Kind
  readonly key: Key
  readonly principal: PrincipalId
  readonly at: number
  readonly visibleFrom: number
  status: 'pending' | 'done' | 'failed'
  /** A Delete of what is not there, which AWS takes all the same. */
  readonly isOfNothing: boolean
}

type Wanted = Pick<Operation, 'key' | 'principal' | 'isOfNothing'>

export interface AwsWatcher {
  /** A Create or Delete arrives. */
  arrives(kind: Kind, key: Key, principal: PrincipalId): void
  changed(holding: Holding, present: boolean): void
  wrong(rule: string, text: string): void
}

const perSecond = 20
const burst = 10
const outstanding = 15
/** A place at the gate ends after this, whatever AWS is still at. */
const placeMs = 120_000
/** A Delete may not see what came so shortly before. */
const hiddenMs = 2_000
/** Standing access that came so shortly before our Create could not be seen by any look before it. */
export const raceMs = 66_000
/** A look is as old at most when the start that rests on it is written: a list's age, and its way. */
const lookMs = 6_000
/** Access that comes so long after a Delete of ours is ours by rule (ENGINE 1.1), a slow last look included. */
const oursMs = 33 * 60_000

/** Identity Center as it is: slow, asynchronous, limited, a little out of date, and used by others too. */
export class SimAws implements Assignments {
  readonly holdings = new Map<string, Holding>()
  readonly operations = new Map<OpId, Operation>()
  readonly groups = new Map<Key, Map<string, number>>()
  /** When the last group of a key went. */
  readonly ungroupedAt = new Map<Key, number>()
  calls = 0
  isDown = false
  /** Calls may be on their way for so long: those of one second arrive in as much less. */
  spreadMs = 0
  /** Arrivals of the last ten seconds. */
  arrivals: number[] = []
  /** Where others came in at any time. */
  readonly joined = new Set<string>()
  /** When we called more often than AWS allows. */
  readonly overruns: number[] = []
  /** When others last took ours away. */
  readonly takenAt = new Map<string, number>()
  watcher: AwsWatcher | null = null
  /** The first assignment brings a role, the last takes it away. */
  onHolding: ((key: Key) => void) | null = null
  readonly #history = new Map<string, { readonly at: number; readonly present: boolean }[]>()
  readonly #pairs = new Map<Key, Set<PrincipalId>>()
  readonly #pending = new Map<Key, Operation>()
  readonly #touched = new Map<string, number>()
  /** When a Create of ours last brought access. */
  readonly #madeAt = new Map<string, number>()
  /** Of which AWS said that they were created. */
  readonly #said = new Set<string>()
  #creates = 0
  readonly #loop: Loop
  readonly #random: Random
  readonly #faults: Faults
  /** Both have been seen of AWS: a Delete of what is not there is refused, or taken and failed later. */
  readonly #refusesAtOnce: boolean
  /** In words that we know; AWS may change them. */
  readonly #saysNothing: boolean

  constructor(loop: Loop, random: Random, faults: Faults) {
    this.#loop = loop
    this.#random = random
    this.#faults = faults
    this.#refusesAtOnce = random.happens(0.5)
    this.#saysNothing = random.happens(0.7)
  }

  // What the engine calls.

  async look(key: Key): Promise<Seen> {
    this.arrive('ListAccountAssignments', 1)
    const at = this.#loop.now
    const age = this.#faults.strikes('stale') ? this.#random.between(0, 2_000) : this.#random.between(0, 200)
    const all = [...(this.#pairs.get(key) ?? [])]
    const users = all.filter((principal) => this.hadAt(key, principal, at - age))
    const groups = [...(this.groups.get(key) ?? [])].filter(([, since]) => since <= at - age)
    const hadOne = (this.ungroupedAt.get(key) ?? -Infinity) > at - age
    const were = hadOne ? ['g1'] : groups.map(([id]) => id)
    return { at, users: new Set(users), groups: new Set(were) }
  }

  async create(key: Key, principal: PrincipalId): Promise<Started> {
    return this.#start('create', key, principal)
  }

  async remove(key: Key, principal: PrincipalId): Promise<Started> {
    return this.#start('delete', key, principal)
  }

  async outcome(kind: Kind, op: OpId): Promise<Outcome | 'absent'> {
    this.arrive('Describe', 1)
    const found = this.operations.get(op)
    if (found) this.#say(found)
    if (!found || found.kind !== kind) throw new Unanswered(`describe ${op}`, { kind: 'unknown' })
    if (found.status === 'failed' && found.isOfNothing && this.#saysNothing) return 'absent'
    return found.status === 'failed' ? { failed: 'AWS could not do it.' } : found.status
  }

  async roleStands(key: Key): Promise<boolean> {
    this.arrive('ListPermissionSetsProvisionedToAccount', 1)
    return this.roleIsThere(key)
  }

  async listOutcomes(kind: Kind): Promise<ReadonlyMap<OpId, Operation['status']>> {
    this.arrive('List…Status', 3)
    const { now } = this.#loop
    const those = [...this.operations.values()].filter((op) => op.kind === kind && op.visibleFrom <= now)
    const listed = those.slice(-100)
    for (const operation of listed) this.#say(operation)
    return new Map(listed.map(({ id, status }) => [id, status]))
  }

  #say({ kind, status, key, principal }: Operation): void {
    if (kind === 'create' && status === 'done') this.#said.add(pairOf(key, principal))
  }

  /** Creates under way that still have their place. */
  #lately(): number {
    const creates = [...this.#pending.values()].filter(({ kind }) => kind === 'create')
    return creates.filter(({ at }) => this.#loop.now - at < placeMs).length
  }

  // What others do.

  /** Somebody else assigns it. Whether we could tell it from ours decides if it may ever be taken away. */
  stand(key: Key, principal: PrincipalId, ours: boolean): void {
    if (this.holds(key, principal) || this.#pending.has(key)) return
    const touched = this.#touched.get(pairOf(key, principal))
    this.joined.add(pairOf(key, principal))
    const unclear = ours || (touched !== undefined && this.#loop.now - touched < oursMs)
    this.#set(key, principal, true, unclear ? 'shared' : 'kept')
  }

  /** Somebody else takes their own away again. */
  unstand(key: Key, principal: PrincipalId): void {
    if (this.holdings.get(pairOf(key, principal))?.standing === 'kept') this.#set(key, principal, false, null)
  }

  /** Somebody else takes ours away. */
  take(key: Key, principal: PrincipalId): void {
    if (!this.isOursToRemove(key, principal) || this.#pending.has(key)) return
    this.takenAt.set(pairOf(key, principal), this.#loop.now)
    this.#set(key, principal, false, null)
  }

  // What is true.

  holds(key: Key, principal: PrincipalId): boolean {
    return this.holdings.has(pairOf(key, principal))
  }

  hadAt(key: Key, principal: PrincipalId, at: number): boolean {
    return this.#history.get(pairOf(key, principal))?.findLast((entry) => entry.at <= at)?.present ?? false
  }

  /** Was it there (or not there) at some instant of this window? */
  wasEver(
    present: boolean,
    key: Key,
    principal: PrincipalId,
    [from, to]: readonly [number, number],
  ): boolean {
    if (this.hadAt(key, principal, from) === present) return true
    const history = this.#history.get(pairOf(key, principal)) ?? []
    return history.some((entry) => entry.at > from && entry.at <= to && entry.present === present)
  }

  /** Was there access that a Create of ours had made? */
  wasOurs(key: Key, principal: PrincipalId, [from, to]: readonly [number, number]): boolean {
    const at = this.#madeAt.get(pairOf(key, principal)) ?? Infinity
    return at <= to && (at >= from || !this.wasEver(false, key, principal, [at, from]))
  }

  /** Did a Create of ours bring access meanwhile? */
  wasMade(key: Key, principal: PrincipalId, [from, to]: readonly [number, number]): boolean {
    const at = this.#madeAt.get(pairOf(key, principal)) ?? Infinity
    return at >= from && at <= to
  }

  /** Did AWS ever take a Create of this and fail? */
  hasFailed(key: Key, principal: PrincipalId): boolean {
    return [...this.operations.values()].some(
      (each) =>
        each.kind === 'create' &&
        each.status === 'failed' &&
        each.key === key &&
        each.principal === principal,
    )
  }

  /** When somebody last came or went there. */
  changedAt(key: Key): number {
    const all = [...(this.#pairs.get(key) ?? [])]
    return Math.max(-Infinity, ...all.map((each) => this.#history.get(pairOf(key, each))?.at(-1)?.at ?? 0))
  }

  roleIsThere(key: Key): boolean {
    if ((this.groups.get(key)?.size ?? 0) > 0) return true
    for (const principal of this.#pairs.get(key) ?? []) if (this.holds(key, principal)) return true
    return false
  }

  /** An operation takes longer than any should: that is not a time of health. */
  isStuck(): boolean {
    for (const { at } of this.#pending.values()) if (at + 6_000 < this.#loop.now) return true
    return false
  }

  isBusy(key: Key): boolean {
    return this.#pending.has(key)
  }

  isOursToRemove(key: Key, principal: PrincipalId): boolean {
    const holding = this.holdings.get(pairOf(key, principal))
    return holding !== undefined && holding.standing === null
  }

  arrive(what: string, calls: number): void {
    if (this.isDown) throw new Unanswered(what, { kind: 'unknown' })
    if (this.isThrottled(calls)) throw new Unanswered(what, { kind: 'throttled', ms: 1_000 })
  }

  isThrottled(calls: number): boolean {
    const { now } = this.#loop
    this.calls += calls
    this.arrivals = this.arrivals.filter((at) => at > now - 10_000)
    for (let i = 0; i < calls; i++) this.arrivals.push(now)
    const lately = this.arrivals.filter((at) => at > now - 1_000 + this.spreadMs).length
    if (lately > perSecond + burst) this.overruns.push(now)
    return lately > perSecond + burst || this.#faults.strikes('throttle')
  }

  #start(kind: Kind, key: Key, principal: PrincipalId): Started {
    if (this.isDown) throw new Unanswered(kind, { kind: 'unknown' })
    this.watcher?.arrives(kind, key, principal)
    if (this.isThrottled(1)) return { throttledMs: 1_000 }
    if (this.#pending.has(key) || this.#faults.strikes('conflict')) return { busy: true }
    const isOfNothing = kind === 'delete' && !this.#shows(key, principal)
    if (isOfNothing && this.#refusesAtOnce) return { absent: true }
    if (kind === 'create' && this.#creates >= outstanding) {
      if (this.#lately() >= outstanding)
        this.watcher?.wrong('I11', `more than ${outstanding} Creates outstanding`)
      return { throttledMs: 1_000 }
    }
    return { op: this.#begin(kind, { key, principal, isOfNothing }) }
  }

  /** What AWS called created just now may not be there yet for whoever takes the Delete. */
  #shows(key: Key, principal: PrincipalId): boolean {
    const holding = this.holdings.get(pairOf(key, principal))
    if (!holding) return false
    const isSaid = this.#said.has(pairOf(key, principal))
    return !isSaid || this.#loop.now - holding.since > hiddenMs || !this.#faults.strikes('stale')
  }

  #begin(kind: Kind, { key, principal, isOfNothing }: Wanted): OpId {
    const { now } = this.#loop
    const id = `${kind}-${this.operations.size + 1}` as OpId
    const visibleFrom = now + this.#random.between(0, 1_500)
    const operation: Operation = {
      id,
      kind,
      key,
      principal,
      isOfNothing,
      visibleFrom,
      at: now,
      status: 'pending',
    }
    this.operations.set(id, operation)
    this.#pending.set(key, operation)
    if (kind === 'create') this.#creates++
    this.touch(operation)
    this.#loop.after(this.durationMs(), () => this.#finish(operation))
    return id
  }

  durationMs(): number {
    if (this.#faults.strikes('stuckOperation')) return this.#random.between(60_000, 12 * 60_000)
    if (this.#faults.strikes('slowOperation')) return this.#random.between(5_000, 40_000)
    return this.#random.between(1_000, 5_000)
  }

  #finish(operation: Operation): void {
    const { kind, key, principal } = operation
    this.#pending.delete(key)
    if (kind === 'create') this.#creates--
    const fails = operation.isOfNothing || this.#faults.strikes('failedOperation')
    operation.status = fails ? 'failed' : 'done'
    if (this.#faults.isOn && operation.at + 6_000 < this.#loop.now) this.#faults.touch()
    this.touch(operation)
    // It happens that an operation is called failed and has done its work.
    if (operation.isOfNothing || (fails && !this.#random.happens(0.15))) return
    if (kind === 'create' && !this.holds(key, principal))
      this.#madeAt.set(pairOf(key, principal), this.#loop.now)
    this.#set(key, principal, kind === 'create', this.#standingAfter(operation))
  }

  /** A Create on what stands there already leaves it whose it was. */
  #standingAfter({ kind, key, principal, at }: Operation): Standing | null {
    const before = this.holdings.get(pairOf(key, principal))
    if (kind === 'delete' || !before?.standing) return null
    return before.standing === 'kept' && at - before.since > raceMs ? 'kept' : 'shared'
  }

  /** One of ours asked for it, or will: what appears here soon cannot be told from ours. */
  touch({ key, principal }: Pick<Operation, 'key' | 'principal'>): void {
    this.#touched.set(pairOf(key, principal), this.#loop.now)
  }

  /** A start of ours was written: what others gave since the look before it cannot be told from ours either. */
  began({ key, principal }: Pick<Operation, 'key' | 'principal'>): void {
    this.touch({ key, principal })
    const pair = pairOf(key, principal)
    const holding = this.holdings.get(pair)
    const isUnclear = holding?.standing === 'kept' && this.#loop.now - holding.since <= lookMs
    if (isUnclear) this.holdings.set(pair, { ...holding, standing: 'shared' })
  }

  #set(key: Key, principal: PrincipalId, present: boolean, standing: Standing | null): void {
    const pair = pairOf(key, principal)
    const before = this.holdings.get(pair)
    const holding: Holding = { key, principal, since: before?.since ?? this.#loop.now, standing }
    if (present) this.holdings.set(pair, holding)
    else this.holdings.delete(pair)
    if (!this.#pairs.has(key)) this.#pairs.set(key, new Set())
    this.#pairs.get(key)!.add(principal)
    if ((before !== undefined) === present) return
    this.#said.delete(pair)
    if (!this.#history.has(pair)) this.#history.set(pair, [])
    this.#history.get(pair)!.push({ at: this.#loop.now, present })
    this.onHolding?.(key)
    this.watcher?.changed(before ?? holding, present)
  }
}

const pairs = new Map<string, Map<string, string>>()
const mostKeys = 500

/** Always the same string for the same two: one that was hashed before is found at once. */
export function pairOf(key: string, principal: string): string {
  const known = pairs.get(key) ?? new Map<string, string>()
  const pair = known.get(principal) ?? `${key} ${principal}`
  if (known.size === 0) {
    if (pairs.size >= mostKeys) pairs.clear()
    pairs.set(key, known)
  }
  known.set(principal, pair)
  return pair
}
