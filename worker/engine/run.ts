import { awsKey, cloneIn, personOf } from './clone.ts'
import { partsOf } from './key.ts'
import { noteKilling, noteKillTold } from './kill.ts'
import type { Notes } from './notes.ts'
import { brokenRetryMs, gateRetryMs, viewMs } from './pace.ts'
import {
  Unreachable,
  type Aws,
  type Chance,
  type Clock,
  type Fact,
  type Gate,
  type Instant,
  type Key,
  type Ledger,
  type LedgerView,
  type Memory,
  type PrincipalId,
  type Seen,
  type SessionId,
  type Started,
  type Timer,
} from './ports.ts'
import {
  noteCredentialsTold,
  noteIntent,
  noteLookFailed,
  noteOutcome,
  noteOutcomes,
  noteRole,
  noteStarted,
  type Moment,
} from './settle.ts'
import { noteLateTold, noteRetireAsked, noteRetired, noteSealAsked, noteSealing } from './seal.ts'
import { step, type Effect } from './step.ts'
import type { SetArn, SetName, Writer } from './writer/ports.ts'

export interface Ports {
  readonly memory: Memory<Notes>
  readonly timer: Timer
  readonly ledger: Ledger
  readonly aws: Aws
  readonly gate: Gate
  readonly writer: Pick<Writer, 'seal' | 'kill' | 'retire'>
  readonly clock: Clock
  readonly chance: Chance
}

type Turn = Parameters<Gate['turn']>[0]['kind']

/** One alarm's worth of work. Everything that must outlive it is in the notes. */
export class Run {
  readonly #key: Key
  readonly #ports: Ports
  #view: LedgerView | null = null
  #readAt: Instant = 0
  #seen: Seen | null = null
  /** Turns taken and not used yet; `null` where the gate is silent and an end goes on without it. */
  readonly #turns = new Map<Turn, string | null>()
  readonly #blocked = new Map<Turn, Instant>()
  /** Sessions whose row moved by our own hand since it was read. */
  readonly #recorded = new Set<SessionId>()
  readonly #stale = new Set<SessionId>()
  readonly #broken = new Set<SessionId>()
  readonly #over: { readonly lease: string; readonly throttled: boolean }[] = []
  calls = 0

  constructor(key: Key, ports: Ports) {
    this.#key = key
    this.#ports = ports
  }

  /** What it goes by is from a while ago: meanwhile people left, or an older copy of the database came back. */
  get isOld(): boolean {
    return this.#ports.clock.now() > this.#readAt + viewMs
  }

  get isBehind(): boolean {
    return this.#view !== null && this.#recorded.size > 0
  }

  async readLedger(): Promise<void> {
    this.#recorded.clear()
    this.#view = await this.#ports.ledger.sessionsOf(this.#key).catch(() => null)
    this.#readAt = this.#ports.clock.now()
  }

  /** Remembers what follows from what is known, and picks the first effect that may happen now. */
  plan(): { effect: Effect | null; wakeAt: Instant | null } {
    const now = this.#ports.clock.now()
    const plan = step(this.#ports.memory.read(), this.#view, this.#seen, now)
    this.#write(plan.notes)
    const effect = plan.effects.find((each) => this.#holdUntil(each, now) === null) ?? null
    const held = plan.effects.map((each) => this.#holdUntil(each, now)).filter((at) => at !== null)
    const instants = [...held, ...(plan.wakeAt === null ? [] : [plan.wakeAt])]
    return { effect, wakeAt: instants.length ? Math.min(...instants) : null }
  }

  /** Until when an effect has to wait for reasons of this run; `null`: it may happen now. */
  #holdUntil(effect: Effect, now: Instant): Instant | null {
    if (effect.do === 'record') {
      const { session } = effect.fact
      return this.#recorded.has(session) || this.#broken.has(session) ? now + brokenRetryMs : null
    }
    const kind = turnFor(effect)
    const until = kind === null ? 0 : (this.#blocked.get(kind) ?? 0)
    return until > now ? until : null
  }

  async perform(effect: Effect): Promise<void> {
    if (effect.do === 'record') return this.#record(effect)
    const kind = turnFor(effect)
    if (kind !== null && !this.#turns.has(kind)) return this.#takeTurn(kind, isForAnEnd(effect))
    const lease = kind === null ? null : (this.#turns.get(kind) ?? null)
    if (kind !== null) this.#turns.delete(kind)
    this.calls++
    return this.#call(effect, lease)
  }

  /** A gate that is silent holds up nobody's end (ENGINE 2). */
  async #takeTurn(kind: Turn, isEnd: boolean): Promise<void> {
    const answer = await this.#ports.gate.turn({ kind, told: this.#told(kind) }).catch(() => null)
    const now = this.#ports.clock.now()
    if (answer === null && isEnd) this.#turns.set(kind, null)
    else if (answer === null) this.#blocked.set(kind, now + gateRetryMs)
    else if ('lease' in answer) this.#turns.set(kind, answer.lease)
    else this.#blocked.set(kind, Math.max(answer.notBefore, now + 1))
    const until = answer !== null && 'notBefore' in answer ? answer.notBefore : 0
    this.#note((notes) => ({ ...notes, told: { ...notes.told, [kind]: until } }))
  }

  #told(kind: Turn): Instant | null {
    return this.#ports.memory.read().told?.[kind] || null
  }

  async #call(effect: Exclude<Effect, { do: 'record' }>, lease: string | null): Promise<void> {
    const { aws, gate } = this.#ports
    switch (effect.do) {
      case 'look':
        return this.#look()
      case 'create':
      case 'remove':
        return this.#send(effect.do, effect.principal, lease)
      case 'outcomes': {
        const listed = await gate.outcomes(effect.kind).catch(() => null)
        return this.#note((notes, moment) => noteOutcomes(notes, effect.kind, listed, moment))
      }
      case 'describe': {
        const outcome = await aws.outcome(effect.kind, effect.op).catch(() => null)
        return this.#note((notes, moment) => noteOutcome(notes, effect.principal, outcome, moment))
      }
      case 'role': {
        const stands = await aws.roleStands(this.#awsKey()).catch(() => null)
        return this.#note((notes, moment) => noteRole(notes, effect.session, stands, moment))
      }
      case 'seal':
        return this.#seal(effect.until)
      case 'retire':
        return this.#retire()
      case 'kill':
        return this.#kill(effect.session)
    }
  }

  /** Intent before effect: what may exist from here on is deleted when nobody needs it. */
  async #seal(until: Instant): Promise<void> {
    const notes = this.#ports.memory.read()
    const { name, base, baseHash } = cloneIn(notes)!
    this.#note((notes, { now }) => noteSealAsked(notes, until, now))
    const { accountId: account } = partsOf(this.#key)
    const principal = personOf(notes)!
    const ask = { base: base as SetArn, baseHash, account, key: this.#key, principal, until }
    const answer = await this.#ports.writer.seal(name as SetName, ask).catch(() => null)
    this.#note((notes, moment) => noteSealing(notes, answer, moment))
  }

  async #retire(): Promise<void> {
    const { name } = cloneIn(this.#ports.memory.read())!
    this.#note((notes, { now }) => noteRetireAsked(notes, now))
    const answer = await this.#ports.writer.retire(name as SetName).catch(() => null)
    this.#note((notes, moment) => noteRetired(notes, answer, moment))
  }

  async #kill(session: SessionId): Promise<void> {
    const { principal, killing } = this.#ports.memory.read().held[session]!
    const { accountId: account, permissionSetArn: set } = partsOf(this.#key)
    const { issuedBefore, until } = killing!
    const ask = { account, principal, issuedBefore, until }
    const answer = await this.#ports.writer.kill(set as SetArn, ask).catch(() => null)
    this.#note((notes, moment) => noteKilling(notes, session, answer, moment))
  }

  /** AWS's name for what this keeper looks after: no effect that needs it comes before it is known. */
  #awsKey(): Key {
    const known = awsKey(this.#key, this.#ports.memory.read())
    if (known === null) throw new Error('The ARN of the set is not known')
    return known
  }

  async #look(): Promise<void> {
    const at = this.#ports.clock.now()
    const seen = await this.#ports.aws.look(this.#awsKey()).catch(() => null)
    if (seen === null) return this.#note(noteLookFailed)
    this.#seen = { ...seen, at }
    this.#note((notes) => ({ ...notes, looks: { failures: 0, notBefore: 0 } }))
  }

  /** Intent before effect: the operation is noted before it is sent, and its answer after. */
  async #send(what: 'create' | 'remove', principal: PrincipalId, lease: string | null): Promise<void> {
    const kind = what === 'create' ? 'create' : 'delete'
    this.#note((notes, { now }) => noteIntent(notes, principal, { kind, lease, sentAt: now }))
    const started = await this.#ports.aws[what](this.#awsKey(), principal).catch(() => null)
    if (started !== null) this.#slowDown(started, lease)
    this.#note((notes, moment) => noteStarted(notes, principal, started, moment))
  }

  #slowDown(started: Started, lease: string | null): void {
    if (!('throttledMs' in started)) return
    const until = this.#ports.clock.now() + started.throttledMs
    for (const kind of ['remove', 'create', 'look', 'check'] as const) this.#blocked.set(kind, until)
    if (lease !== null) this.#over.push({ lease, throttled: true })
  }

  /** One session whose fact cannot be recorded holds up no other. */
  async #record({ fact, row }: Extract<Effect, { do: 'record' }>): Promise<void> {
    const { session } = fact
    try {
      const answer = await this.#ports.ledger.record(fact, row)
      const told = toldOf[fact.event]
      if (told) return this.#note((notes) => told(notes, session))
      if (answer === 'stale' && this.#stale.has(session)) this.#broken.add(session)
      if (answer === 'stale') this.#stale.add(session)
      this.#recorded.add(session)
    } catch (error) {
      if (error instanceof Unreachable) this.#view = null
      else this.#broken.add(session)
    }
  }

  #note(next: (notes: Notes, moment: Moment) => Notes): void {
    const { memory, clock, chance } = this.#ports
    this.#write(next(memory.read(), { now: clock.now(), jitter: chance.below(1_000) / 1_000 }))
  }

  /** Also marks the leases of operations that are over: the gate has them back when the run ends. */
  #write(next: Notes): void {
    const kept = new Set(leasesIn(next))
    const over = leasesIn(this.#ports.memory.read()).filter((lease) => !kept.has(lease))
    this.#over.push(...over.map((lease) => ({ lease, throttled: false })))
    this.#ports.memory.write(next)
  }

  async close(wakeAt: Instant | null): Promise<Instant | null> {
    const unused = this.#turns.get('create')
    if (unused) this.#over.push({ lease: unused, throttled: false })
    for (const { lease, throttled } of this.#over)
      await this.#ports.gate.done(lease, throttled).catch(() => {})
    return wakeAt
  }
}

/** Facts beside the status are said once, whatever became of it. */
const toldOf: Partial<Record<Fact['event'], (notes: Notes, session: SessionId) => Notes>> = {
  credentials_gone: noteCredentialsTold,
  credentials_killed: noteKillTold,
  seal_late: noteLateTold,
}

/** Only Creates stay outstanding, so only they give their lease back; the others' end by themselves. */
function leasesIn(notes: Notes): string[] {
  return Object.values(notes.access).flatMap(({ op, lost, state }) => {
    const own = op?.kind === 'create' ? op.lease : null
    const unseen = state === 'present' ? null : lost.create?.lease
    return [own, unseen].filter((lease) => typeof lease === 'string')
  })
}

/** Outcomes come from the gate itself. */
function turnFor(effect: Effect): Turn | null {
  if (['record', 'outcomes', 'seal', 'retire', 'kill'].includes(effect.do)) return null
  if (effect.do === 'create') return 'create'
  if (effect.do === 'role' || (effect.do === 'look' && effect.for === 'end')) return 'check'
  const removes = effect.do === 'remove' || (effect.do === 'describe' && effect.kind === 'delete')
  return removes ? 'remove' : 'look'
}

function isForAnEnd(effect: Effect): boolean {
  const asks = effect.do === 'look' || effect.do === 'describe'
  return turnFor(effect) === 'remove' || (asks && effect.for === 'end')
}
