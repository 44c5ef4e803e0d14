import type { Instant, OpId, Outcome, Started } from '../../worker/engine/ports.ts'
import { oursIn, takeOut } from '../../worker/engine/writer/statements.ts'
import type {
  Boundary,
  Created,
  CustomerPolicy,
  NewSet,
  ProvisionOp,
  SetArn,
  SetDocument,
  SetsAws,
  Wrote,
} from '../../worker/engine/writer/ports.ts'

export type Method = keyof SetsAws
/** `lost`: done, and nobody hears of it. `unheard`: never arrives. `late`: arrives after `ms`, unheard. */
export type Fault =
  | { readonly kind: 'lost' | 'unheard' | 'busy' | 'throttle' }
  | { readonly kind: 'refuse'; readonly reason: string }
  | { readonly kind: 'late'; readonly ms: number }
  | { readonly kind: 'failed' }

interface Operation {
  readonly id: OpId
  readonly set: SetArn
  readonly account: string
  readonly endsAt: Instant
  readonly inline: string
  readonly fails: boolean
  settled: boolean
}

type Unhashed = Omit<SetDocument, 'policyHash'>

/** Permission sets in memory: what they hold, and what the role in each account got of it at its last provisioning. */
export class FakeSets implements SetsAws {
  readonly sets = new Map<SetArn, Unhashed>()
  /** `<set> <account>`: the inline policy of the role there. */
  readonly roles = new Map<string, string>()
  readonly faults: Partial<Record<Method, Fault[]>> = {}
  readonly calls: { readonly method: Method; readonly at: Instant }[] = []
  /** How long an operation takes. */
  operationMs = 3_000
  /** At each call, before it does anything. */
  during: ((method: Method) => void | Promise<void>) | null = null
  readonly #operations: Operation[] = []
  #late: { readonly at: Instant; readonly land: () => void }[] = []
  #ids = 0
  readonly #now: () => Instant

  constructor(now: () => Instant) {
    this.#now = now
  }

  add(set: Partial<Unhashed> = {}): SetArn {
    const arn = `arn:aws:sso:::permissionSet/ssoins-1/ps-${++this.#ids}` as SetArn
    const empty = {
      description: '',
      relayState: '',
      managed: [],
      customer: [],
      boundary: null,
      inline: '',
      tags: {},
    }
    this.sets.set(arn, { ...empty, name: `Set${this.#ids}`, sessionDuration: 'PT1H', ...set, arn })
    return arn
  }

  /** As if somebody was assigned there now. */
  assign(set: SetArn, account: string): void {
    this.roles.set(`${set} ${account}`, this.sets.get(set)!.inline)
  }

  unassign(set: SetArn, account: string): void {
    this.roles.delete(`${set} ${account}`)
  }

  /** What the role holds; `null` where none stands. */
  roleOf(set: SetArn, account: string): string | null {
    this.settle()
    return this.roles.get(`${set} ${account}`) ?? null
  }

  named(name: string): Unhashed | null {
    return [...this.sets.values()].find((set) => set.name === name) ?? null
  }

  change(arn: SetArn, change: Partial<Unhashed>): void {
    const set = this.sets.get(arn)
    if (set) this.sets.set(arn, { ...set, ...change })
  }

  async read(arn: SetArn): Promise<SetDocument | null> {
    await this.#answering('read')
    return this.document(arn)
  }

  document(arn: SetArn): SetDocument | null {
    const set = this.sets.get(arn)
    return set ? { ...set, policyHash: hashOf(set) } : null
  }

  async inline(arn: SetArn): Promise<string | null> {
    await this.#answering('inline')
    return this.sets.get(arn)?.inline ?? null
  }

  async roleIn(set: SetArn, account: string): Promise<boolean> {
    await this.#answering('roleIn')
    return this.roleOf(set, account) !== null
  }

  create(spec: NewSet): Promise<Created> {
    return this.#doing<Created>('create', { nameTaken: true }, () => {
      if (this.named(spec.name)) return { nameTaken: true }
      return { arn: this.add(spec) }
    })
  }

  attachManaged(arn: SetArn, policy: string): Promise<Wrote> {
    return this.#writing('attachManaged', arn, ({ managed }) =>
      managed.includes(policy) ? null : { managed: [...managed, policy] },
    )
  }

  attachCustomer(arn: SetArn, policy: CustomerPolicy): Promise<Wrote> {
    return this.#writing('attachCustomer', arn, ({ customer }) => {
      const isThere = customer.some(({ name, path }) => name === policy.name && path === policy.path)
      return isThere ? null : { customer: [...customer, policy] }
    })
  }

  putBoundary(arn: SetArn, boundary: Boundary): Promise<Wrote> {
    return this.#writing('putBoundary', arn, () => ({ boundary }))
  }

  putInline(arn: SetArn, inline: string): Promise<Wrote> {
    return this.#writing('putInline', arn, () => ({ inline }))
  }

  remove(arn: SetArn): Promise<Wrote> {
    return this.#doing<Wrote>('remove', { busy: true }, () => {
      if ([...this.roles.keys()].some((role) => role.startsWith(`${arn} `))) return { busy: true }
      return this.sets.delete(arn) ? { done: true } : { absent: true }
    })
  }

  async provision(set: SetArn, account: string): Promise<Started> {
    const fault = this.faults.provision?.[0]
    const fails = fault?.kind === 'failed'
    if (fails) this.faults.provision!.shift()
    return this.#doing<Started>('provision', { busy: true }, () => {
      const isBusy = this.#operations.some((op) => !op.settled && op.set === set && op.account === account)
      if (isBusy) return { busy: true }
      const endsAt = this.#now() + this.operationMs
      const id = `op-${++this.#ids}` as OpId
      const inline = this.sets.get(set)!.inline
      this.#operations.push({ id, set, account, endsAt, inline, fails, settled: false })
      return { op: id }
    })
  }

  async provisioned(op: ProvisionOp): Promise<Outcome> {
    await this.#answering('provisioned')
    const found = this.#operations.find(({ id }) => id === op)
    if (!found) throw new Error(`no operation ${op}`)
    if (!found.settled) return 'pending'
    return found.fails ? { failed: 'one role at a time' } : 'done'
  }

  /** Lets everything happen that is due by now. */
  settle(): void {
    const now = this.#now()
    const due = this.#late.filter(({ at }) => at <= now)
    this.#late = this.#late.filter(({ at }) => at > now)
    for (const { land } of due) land()
    for (const op of this.#operations.filter(({ settled, endsAt }) => !settled && endsAt <= now)) {
      op.settled = true
      if (!op.fails) this.roles.set(`${op.set} ${op.account}`, op.inline)
    }
  }

  #writing(method: Method, arn: SetArn, change: (set: Unhashed) => Partial<Unhashed> | null): Promise<Wrote> {
    return this.#doing<Wrote>(method, { busy: true }, () => {
      const set = this.sets.get(arn)
      if (!set) return { absent: true }
      const changed = change(set)
      if (changed === null) return { busy: true }
      this.change(arn, changed)
      return { done: true }
    })
  }

  async #answering(method: Method): Promise<void> {
    const fault = await this.#called(method)
    if (fault) throw new Error(fault.kind)
  }

  async #doing<T>(method: Method, busy: T, act: () => T): Promise<T> {
    const fault = await this.#called(method)
    switch (fault?.kind) {
      case 'unheard':
        throw new Error('connection reset')
      case 'late':
        this.#late.push({ at: this.#now() + fault.ms, land: () => void act() })
        throw new Error('no answer')
      case 'lost':
        act()
        throw new Error('no answer')
      case 'busy':
        return busy
      case 'throttle':
        return { throttledMs: 1_000 } as T
      case 'refuse':
        return { refused: fault.reason } as T
      case 'failed':
      case undefined:
        return act()
    }
  }

  async #called(method: Method): Promise<Fault | null> {
    this.calls.push({ method, at: this.#now() })
    await this.during?.(method)
    this.settle()
    return this.faults[method]?.shift() ?? null
  }
}

/** Stands for the real hash: the same for what allows the same, whatever of ours is in it. */
function hashOf({ managed, customer, boundary, inline }: Unhashed): string {
  const others = takeOut(inline)
  const policy = typeof others === 'string' ? inline : statementsIn(others.json)
  return JSON.stringify([managed.toSorted(), customer, boundary, policy])
}

function statementsIn(json: string): unknown {
  if (json === '') return []
  return [(JSON.parse(json) as { Statement: object | object[] }).Statement].flat()
}

export function sealIn(inline: string | null): string | null {
  const [seal] = oursIn(inline ?? '', 'seal')
  return (seal?.Condition['DateGreaterThanEquals']?.['aws:CurrentTime'] as string | undefined) ?? null
}
