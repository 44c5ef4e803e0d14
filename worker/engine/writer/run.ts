import { gateRetryMs } from '../pace.ts'
import type { Chance, Clock, Gate, Instant, Memory, Timer } from '../ports.ts'
import type { CloneEffect, Piece } from './clone.ts'
import type { Put } from './document.ts'
import type { Notes } from './notes.ts'
import type { Moment } from './pause.ts'
import { callsOfARead, type SetArn, type SetsAws, type Wrote } from './ports.ts'
import { noteOutcome, noteProvisionIntent, noteProvisionStarted, noteRole } from './settle-accounts.ts'
import { noteInline, noteInlineUnread, notePut, notePutIntent } from './settle-document.ts'
import {
  noteAbsent,
  noteCopied,
  noteCopyIntent,
  noteCreated,
  noteCreateIntent,
  noteRead,
  noteRemoved,
  noteUnread,
} from './settle-sets.ts'
import { nothingRead, step, type Effect, type Seen } from './step.ts'

export interface WriterPorts {
  readonly memory: Memory<Notes>
  readonly timer: Timer
  readonly sets: SetsAws
  readonly gate: Pick<Gate, 'turn'>
  readonly clock: Clock
  readonly chance: Chance
}

/** One alarm's worth of work. Everything that must outlive it is in the notes. */
export class WriterRun {
  readonly #ports: WriterPorts
  #seen: Seen = nothingRead
  #heldUntil: Instant = 0
  /** Calls the gate gave a turn for, for what is done at once. */
  #paid = 0
  calls = 0

  constructor(ports: WriterPorts) {
    this.#ports = ports
  }

  /** Remembers what follows from what is known, and picks the first effect, unless the gate holds it back. */
  plan(): { effect: Effect | null; wakeAt: Instant | null } {
    const now = this.#ports.clock.now()
    const { notes, effects, wakeAt } = step(this.#ports.memory.read(), this.#seen, now)
    this.#ports.memory.write(notes)
    const isHeld = effects.length > 0 && this.#heldUntil > now
    if (!isHeld) return { effect: effects[0] ?? null, wakeAt }
    return { effect: null, wakeAt: Math.min(this.#heldUntil, wakeAt ?? Infinity) }
  }

  /** Takes a turn for each call first; then what is done follows from this very plan, with no wait between. */
  async perform(effect: Effect): Promise<void> {
    if (this.#paid < turnsFor(effect)) return this.#takeTurns(effect)
    this.#paid -= costOf(effect)
    // What was read of a document is for the put that follows at once, and for nothing later.
    this.#seen = nothingRead
    this.calls += costOf(effect)
    return this.#call(effect)
  }

  /** A gate that is silent holds up no kill (ENGINE 2). */
  async #takeTurns(effect: Effect): Promise<void> {
    const [kind, calls] = [this.#turnFor(effect), turnsFor(effect) - this.#paid]
    // A read that was to change nothing, and shows that something is to change, is too old for the put by then.
    this.#seen = nothingRead
    const { told } = this.#ports.memory.read().waits
    const answer = await this.#ports.gate.turn({ kind, told, calls }).catch(() => null)
    const now = this.#ports.clock.now()
    const isGiven = answer === null ? kind === 'remove' : 'lease' in answer
    const notBefore = answer !== null && 'notBefore' in answer ? Math.max(answer.notBefore, now + 1) : null
    if (!isGiven) this.#heldUntil = notBefore ?? now + gateRetryMs
    else this.#paid += calls
    this.#note((notes) => (notes.waits.told === notBefore ? notes : { ...notes, waits: { told: notBefore } }))
  }

  /** Nobody waits for a set to be deleted; somebody's access waits for a clone. */
  #turnFor(effect: Effect): 'remove' | 'look' | 'check' {
    if (effect.do === 'remove' || (effect.do === 'read' && effect.as === 'leftover')) return 'check'
    return this.#ports.memory.read().clone === null ? 'remove' : 'look'
  }

  async #call(effect: Effect): Promise<void> {
    const { sets } = this.#ports
    switch (effect.do) {
      case 'inline':
        return this.#readInline(effect.set)
      case 'put':
        return this.#put(effect)
      case 'role': {
        const stands = await sets.roleIn(effect.set, effect.account).catch(() => null)
        return this.#note((notes, moment) => noteRole(notes, effect.account, stands, moment))
      }
      case 'provision': {
        this.#note((notes, moment) => noteProvisionIntent(notes, effect.account, moment))
        const started = await sets.provision(effect.set, effect.account).catch(() => null)
        return this.#note((notes, moment) => noteProvisionStarted(notes, effect.account, started, moment))
      }
      case 'outcome': {
        const outcome = await sets.provisioned(effect.op).catch(() => null)
        return this.#note((notes, moment) => noteOutcome(notes, effect.account, outcome, moment))
      }
      case 'read':
        return this.#read(effect)
      case 'create':
        return this.#create(effect)
      case 'copy':
        return this.#copy(effect)
      case 'remove': {
        const wrote = await sets.remove(effect.set).catch(() => null)
        return this.#note((notes, moment) => noteRemoved(notes, effect.set, wrote, moment))
      }
    }
  }

  async #readInline(set: SetArn): Promise<void> {
    const begunAt = this.#ports.clock.now()
    const json = await this.#ports.sets.inline(set).catch(() => undefined)
    if (json === undefined) return this.#note(noteInlineUnread)
    if (json !== null) this.#seen = { inline: { set, json } }
    this.#note((notes, moment) =>
      notes.document?.set === set ? noteInline(notes, json, { ...moment, begunAt }) : notes,
    )
  }

  async #put({ set, inline, json, wanted }: Put): Promise<void> {
    this.#note((notes, moment) => notePutIntent(notes, inline, moment))
    const wrote = await this.#ports.sets.putInline(set, json).catch(() => null)
    this.#note((notes, moment) => notePut(notes, { set, wanted }, wrote, moment))
  }

  async #read({ set, as }: Extract<CloneEffect, { do: 'read' }>): Promise<void> {
    const begunAt = this.#ports.clock.now()
    const document = await this.#ports.sets.read(set).catch(() => undefined)
    if (document === undefined) return this.#note((notes, moment) => noteUnread(notes, as, set, moment))
    if (document === null) return this.#note((notes, moment) => noteAbsent(notes, as, set, moment))
    this.#note((notes, moment) => noteRead(notes, as, document, { ...moment, begunAt }))
  }

  async #create({ spec }: Extract<CloneEffect, { do: 'create' }>): Promise<void> {
    const suffix = this.#ports.memory.read().clone?.suffix ?? 0
    this.#note(noteCreateIntent)
    const created = await this.#ports.sets.create(spec).catch(() => null)
    this.#note((notes, moment) => noteCreated(notes, { spec, suffix }, created, moment))
  }

  /** One that brought no answer, or a conflict, is read before anything else is written. */
  async #copy({ set, piece }: Extract<CloneEffect, { do: 'copy' }>): Promise<void> {
    const before = this.#ports.memory.read().clone!.seen!.clone!.document
    this.#note((notes, moment) => noteCopyIntent(notes, set, piece, moment))
    const wrote = await this.#copyPiece(set, piece).catch(() => null)
    this.#note((notes, moment) =>
      notes.clone?.arn === set ? noteCopied(notes, { piece, before }, wrote, moment) : notes,
    )
  }

  async #copyPiece(set: SetArn, piece: Piece): Promise<Wrote> {
    const { sets } = this.#ports
    if ('managed' in piece) return sets.attachManaged(set, piece.managed)
    if ('customer' in piece) return sets.attachCustomer(set, piece.customer)
    return 'boundary' in piece ? sets.putBoundary(set, piece.boundary) : sets.putInline(set, piece.inline)
  }

  #note(next: (notes: Notes, moment: Moment) => Notes): void {
    const { memory, clock, chance } = this.#ports
    memory.write(next(memory.read(), { now: clock.now(), jitter: chance.below(1_000) / 1_000 }))
  }
}

export function costOf(effect: Effect): number {
  return effect.do === 'read' ? callsOfARead : 1
}

/** Before a read that a put follows at once, both turns: with a wait between the two it would be read anew for ever. */
function turnsFor(effect: Effect): number {
  return effect.do === 'inline' && effect.isForChange ? 2 : costOf(effect)
}
