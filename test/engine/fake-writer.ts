import type { Instant } from '../../worker/engine/ports.ts'
import type { KillAsk, Killing, SealAsk, Sealing, SetArn, SetName } from '../../worker/engine/writer/ports.ts'

interface Clone {
  readonly arn: SetArn
  sealedUntil: Instant | null
  /** When the seal that was asked for is verified. */
  wanted: { readonly until: Instant; readonly at: Instant } | null
  isRetired: boolean
}

/** A writer as the keeper meets it: what it is asked for takes time, its answers get lost. Time is the test's. */
export class FakeWriter {
  readonly asked: {
    readonly at: Instant
    readonly what: 'seal' | 'kill' | 'retire'
    readonly ask: unknown
  }[] = []
  readonly clones = new Map<SetName, Clone>()
  readonly kills: { readonly at: Instant; readonly ask: KillAsk }[] = []
  takesMs = 6_000
  down = false
  refuses: string | null = null
  killsNothing: string | null = null
  /** Is anybody assigned to this set? Then it cannot be deleted. */
  readonly #isAssigned: (arn: string) => boolean
  readonly #now: () => Instant
  #sets = 0

  constructor(now: () => Instant, isAssigned: (arn: string) => boolean) {
    this.#now = now
    this.#isAssigned = isAssigned
  }

  async seal(name: SetName, ask: SealAsk): Promise<Sealing> {
    this.#called('seal', ask)
    if (this.refuses !== null) return { arn: null, sealedUntil: null, refused: this.refuses }
    const known = this.clones.get(name)
    const clone = known && !known.isRetired ? known : this.#make(name)
    const { until } = ask
    const promised = Math.max(clone.sealedUntil ?? 0, clone.wanted?.until ?? 0)
    if (until > promised) clone.wanted = { until, at: this.#now() + this.takesMs }
    if (clone.wanted && clone.wanted.at <= this.#now()) {
      clone.sealedUntil = clone.wanted.until
      clone.wanted = null
    }
    const { sealedUntil } = clone
    return { arn: clone.arn, name: clone.arn.split('/').at(-1)!, sealedUntil, refused: null }
  }

  async kill(_: SetArn, ask: KillAsk): Promise<Killing> {
    this.#called('kill', ask)
    if (this.killsNothing !== null) return { state: 'may_last', reason: this.killsNothing }
    const same = (kill: KillAsk) => kill.principal === ask.principal && kill.issuedBefore === ask.issuedBefore
    const known = this.kills.find((kill) => same(kill.ask))
    const kill = known ?? { at: this.#now() + this.takesMs, ask }
    if (!known) this.kills.push(kill)
    return kill.at <= this.#now() ? { state: 'killed', at: kill.at } : { state: 'pending' }
  }

  async retire(name: SetName): Promise<'pending' | 'done'> {
    this.#called('retire', name)
    const clone = this.clones.get(name)
    if (!clone) return 'done'
    clone.isRetired = true
    if (this.#isAssigned(clone.arn)) return 'pending'
    this.clones.delete(name)
    return 'done'
  }

  #make(name: SetName): Clone {
    const arn = `arn:aws:sso:::permissionSet/ssoins-1/ps-clone-${++this.#sets}` as SetArn
    const clone: Clone = { arn, sealedUntil: null, wanted: null, isRetired: false }
    this.clones.set(name, clone)
    return clone
  }

  #called(what: 'seal' | 'kill' | 'retire', ask: unknown): void {
    this.asked.push({ at: this.#now(), what, ask })
    if (this.down) throw new Error('the writer is silent')
  }
}
