import type { Aws, Instant, Key, OpId, Outcome, PrincipalId, Started } from '../../worker/engine/ports.ts'

export type Kind = 'create' | 'delete'
type Status = 'pending' | 'done' | 'failed'

/** What becomes of the next call of a kind. `lost`: done, and no answer; `late`: no answer, and it lands afterwards. */
export type Fault =
  | { readonly kind: 'throttle' | 'busy' | 'unheard' | 'lost' | 'refuse' }
  | { readonly kind: 'late'; readonly ms: number }
  | { readonly kind: 'failed'; readonly reason: string }

export interface Call {
  readonly at: Instant
  readonly what: 'look' | 'create' | 'remove' | 'outcome' | 'roleStands'
  readonly key: Key | null
  readonly principal: PrincipalId | null
}

interface Operation {
  readonly id: OpId
  readonly kind: Kind
  readonly key: Key
  readonly principal: PrincipalId
  readonly doneAt: Instant
  readonly reason: string | null
  status: Status
}

/**
 * Identity Center as the engine meets it: operations take time, may fail afterwards, refuse to overlap on one account
 * and set; lists are old; answers get lost and requests land late. Time is the test's.
 */
export class FakeAws implements Aws {
  readonly calls: Call[] = []
  readonly faults: Partial<Record<Call['what'], Fault[]>> = {}
  readonly groups = new Map<Key, Set<string>>()
  /** Called in the middle of a call, when everything else may happen. */
  during: ((call: Call) => unknown) | null = null
  down = false
  /** Others hold the role, whoever they are. */
  roleStays = false
  /** A Delete of what is not there is taken, and fails afterwards. */
  takesAnyDelete = false
  /** How long an operation takes, and how old a list may be. */
  operationMs = 2_000
  listAgeMs = 3_000
  readonly #now: () => Instant
  readonly #history: { readonly at: Instant; readonly holders: ReadonlySet<string> }[] = [
    { at: 0, holders: new Set() },
  ]
  readonly #operations: Operation[] = []
  readonly #late: {
    readonly at: Instant
    readonly kind: Kind
    readonly key: Key
    readonly principal: PrincipalId
  }[] = []
  #ids = 0

  constructor(now: () => Instant) {
    this.#now = now
  }

  fail(what: Call['what'], ...faults: Fault[]): void {
    this.faults[what] = [...(this.faults[what] ?? []), ...faults]
  }

  /** Somebody else assigns it. */
  stand(key: Key, principal: PrincipalId): void {
    this.#change(this.#now(), (holders) => holders.add(pair(key, principal)))
  }

  /** Somebody else takes it away. */
  unstand(key: Key, principal: PrincipalId): void {
    this.#change(this.#now(), (holders) => holders.delete(pair(key, principal)))
  }

  holds(key: Key, principal: PrincipalId): boolean {
    this.settle()
    return this.#history.at(-1)!.holders.has(pair(key, principal))
  }

  heldAt(at: Instant, key: Key, principal: PrincipalId): boolean {
    return this.#history.findLast((entry) => entry.at <= at)!.holders.has(pair(key, principal))
  }

  get holders(): ReadonlySet<string> {
    this.settle()
    return this.#history.at(-1)!.holders
  }

  async look(key: Key) {
    await this.#called('look', key, null)
    const at = this.#now()
    const old = this.#history.findLast((entry) => entry.at <= at - this.listAgeMs) ?? this.#history[0]!
    const users = [...old.holders]
      .filter((held) => held.startsWith(`${key} `))
      .map((held) => held.split(' ')[1]!)
    return { at, users: new Set(users as PrincipalId[]), groups: this.groups.get(key) ?? new Set<string>() }
  }

  create(key: Key, principal: PrincipalId): Promise<Started> {
    return this.#start('create', key, principal)
  }

  remove(key: Key, principal: PrincipalId): Promise<Started> {
    return this.#start('remove', key, principal)
  }

  async outcome(kind: Kind, op: OpId): Promise<Outcome | 'absent'> {
    await this.#called('outcome', null, null)
    const found = this.#operations.find(({ id }) => id === op)
    if (!found) throw new Error(`No ${kind} ${op}`)
    if (found.reason === nothingThere) return found.status === 'failed' ? 'absent' : found.status
    return found.status === 'failed' ? { failed: found.reason ?? '' } : found.status
  }

  async roleStands(key: Key): Promise<boolean> {
    await this.#called('roleStands', key, null)
    return this.roleStays || [...this.holders].some((held) => held.startsWith(`${key} `))
  }

  async listOutcomes(kind: Kind): Promise<ReadonlyMap<OpId, Status>> {
    this.#refuseWhenDown()
    this.settle()
    const those = this.#operations.filter((operation) => operation.kind === kind)
    return new Map(those.map(({ id, status }) => [id, status]))
  }

  /** Lets everything happen that is due by now. */
  settle(): void {
    const now = this.#now()
    const due = this.#late.filter(({ at }) => at <= now)
    for (const late of due) {
      this.#late.splice(this.#late.indexOf(late), 1)
      if (!this.#isBusy(late.key, late.at)) this.#begin(late.kind, late, late.at, null)
    }
    const ending = this.#operations.filter(({ status, doneAt }) => status === 'pending' && doneAt <= now)
    for (const operation of ending.toSorted((a, b) => a.doneAt - b.doneAt)) this.#end(operation)
  }

  nextAt(): Instant | null {
    const pending = this.#operations.filter(({ status }) => status === 'pending').map(({ doneAt }) => doneAt)
    const instants = [...pending, ...this.#late.map(({ at }) => at)]
    return instants.length ? Math.min(...instants) : null
  }

  async #start(what: 'create' | 'remove', key: Key, principal: PrincipalId): Promise<Started> {
    const kind = what === 'create' ? 'create' : 'delete'
    const fault = await this.#called(what, key, principal)
    if (fault?.kind === 'throttle') return { throttledMs: 1_000 }
    if (fault?.kind === 'refuse') return { refused: 'ServiceQuotaExceededException: too many' }
    if (fault?.kind === 'unheard') throw new Error('connection reset')
    if (fault?.kind === 'late') return this.#landLate(kind, { key, principal }, fault.ms)
    if (fault?.kind === 'busy' || this.#isBusy(key, this.#now())) return { busy: true }
    const isNothing = kind === 'delete' && !this.holds(key, principal)
    if (isNothing && !this.takesAnyDelete) return { absent: true }
    const reason = fault?.kind === 'failed' ? fault.reason : isNothing ? nothingThere : null
    const op = this.#begin(kind, { key, principal }, this.#now(), reason)
    if (fault?.kind === 'lost') throw new Error('no answer')
    return { op }
  }

  #landLate(kind: Kind, of: { key: Key; principal: PrincipalId }, ms: number): never {
    this.#late.push({ ...of, kind, at: this.#now() + ms })
    throw new Error('no answer')
  }

  async #called(what: Call['what'], key: Key | null, principal: PrincipalId | null): Promise<Fault | null> {
    const call = { at: this.#now(), what, key, principal }
    this.calls.push(call)
    await this.during?.(call)
    this.#refuseWhenDown()
    this.settle()
    const fault = this.faults[what]?.shift() ?? null
    if (fault && !['create', 'remove'].includes(what)) throw new Error(fault.kind)
    return fault
  }

  #refuseWhenDown(): void {
    if (this.down) throw new Error('AWS is down')
  }

  #isBusy(key: Key, at: Instant): boolean {
    return this.#operations.some((op) => op.key === key && op.status === 'pending' && op.doneAt > at)
  }

  #begin(kind: Kind, of: { key: Key; principal: PrincipalId }, at: Instant, reason: string | null): OpId {
    const id = `op-${++this.#ids}` as OpId
    const { key, principal } = of
    this.#operations.push({
      id,
      kind,
      key,
      principal,
      doneAt: at + this.operationMs,
      reason,
      status: 'pending',
    })
    return id
  }

  #end(operation: Operation): void {
    const { kind, key, principal, doneAt, reason } = operation
    operation.status = reason === null ? 'done' : 'failed'
    if (reason !== null) return
    const held = pair(key, principal)
    this.#change(doneAt, (holders) => (kind === 'create' ? holders.add(held) : holders.delete(held)))
  }

  #change(at: Instant, change: (holders: Set<string>) => unknown): void {
    const holders = new Set(this.#history.at(-1)!.holders)
    change(holders)
    this.#history.push({ at, holders })
  }
}

const nothingThere = 'nothing there'

export function pair(key: Key, principal: PrincipalId): string {
  return `${key} ${principal}`
}
