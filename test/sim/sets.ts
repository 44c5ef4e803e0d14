import { Unanswered } from '../../worker/aws/answer.ts'
import { policyHash } from '../../worker/aws/policy-hash.ts'
import type { Outcome, Started } from '../../worker/engine/ports.ts'
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
import type { SimAws } from './aws.ts'
import { statementsIn } from './denies.ts'
import type { Faults } from './faults.ts'
import type { Loop } from './loop.ts'
import type { Random } from './random.ts'
import type { Life } from './sites.ts'

export interface SimSet {
  readonly arn: SetArn
  readonly spec: NewSet
  readonly managed: string[]
  readonly customer: CustomerPolicy[]
  boundary: Boundary | null
  inline: string
  /** When somebody else last wrote the inline policy. */
  editedAt: number
  /** Statements of theirs that are in it, as text: what they edit next. */
  theirs: readonly string[]
  /** Those that they put there last; a late put of ours may bring back others. */
  asked: readonly string[]
}

/** A role, as long as the set is assigned in the account: it follows the set only when that is provisioned. */
export interface Role {
  readonly since: number
  inline: string
}

/** What is asked of the sets, and when it was decided: what lands later was. */
interface Issue {
  readonly readAt: number
  readonly issuedAt: number
}

const mostSolidChars = 10_240
/** Longer than a provisioning takes. */
const slowMs = 6_000
const isOurs = (sid: string | undefined) => sid?.startsWith('Hallpass') === true

/** Permission sets in Identity Center: their policies, the roles that follow them, and others who write them too. */
export class SimSets implements SetsAws {
  readonly sets = new Map<SetArn, SimSet>()
  readonly roles = new Map<string, Role>()
  /** When a put of ours was on its way longer than its answer was waited for. */
  lateAt = -Infinity
  wrong: (rule: string, text: string) => void = () => {}
  /** A set of this key that somebody holds since then was to be deleted. */
  onHeldRemoval: (set: SimSet, key: string, since: number) => void = () => {}
  trace: ((text: string) => void) | null = null
  /** After each change of a role's policy. */
  onRole: (() => void) | null = null
  readonly #operations = new Map<ProvisionOp, { status: 'pending' | 'done' | 'failed' }>()
  readonly #issues = new Map<string, Issue>()
  readonly #goneAt = new Map<string, number>()
  /** Since when AWS is at a role, and when it was last done with one that took long. */
  readonly #provisioning = new Map<string, number>()
  readonly #slowAt = new Map<string, number>()
  #made = 0
  readonly #loop: Loop
  readonly #random: Random
  readonly #faults: Faults
  readonly #aws: SimAws

  constructor(loop: Loop, random: Random, faults: Faults, aws: SimAws) {
    this.#loop = loop
    this.#random = random
    this.#faults = faults
    this.#aws = aws
  }

  // What the writer calls.

  /** The port, and nothing else of this. */
  port(): SetsAws {
    return {
      read: this.read.bind(this),
      inline: this.inline.bind(this),
      roleIn: this.roleIn.bind(this),
      create: this.create.bind(this),
      attachManaged: this.attachManaged.bind(this),
      attachCustomer: this.attachCustomer.bind(this),
      putBoundary: this.putBoundary.bind(this),
      putInline: this.putInline.bind(this),
      provision: this.provision.bind(this),
      provisioned: this.provisioned.bind(this),
      remove: this.remove.bind(this),
    }
  }

  async read(arn: SetArn): Promise<SetDocument | null> {
    this.#aws.arrive('read', 6)
    const set = this.sets.get(arn)
    if (!set) return null
    const { spec, managed, customer, boundary, inline } = set
    const policies = { managed: [...managed], customer: [...customer], boundary, inline }
    return { ...spec, arn, ...policies, policyHash: await hashOf(set) }
  }

  async inline(arn: SetArn): Promise<string | null> {
    this.#aws.arrive('GetInlinePolicyForPermissionSet', 1)
    return this.sets.get(arn)?.inline ?? null
  }

  async roleIn(arn: SetArn, account: string): Promise<boolean> {
    this.#aws.arrive('ListAccountsForProvisionedPermissionSet', 1)
    return this.#aws.roleIsThere(this.#keyOf(arn, account))
  }

  async create(spec: NewSet): Promise<Created> {
    const throttled = this.#throttled()
    if (throttled) return throttled
    if (spec.name.length > 32) this.wrong('S5', `a set's name of ${spec.name.length} characters`)
    if (this.#faults.strikes('slowOperation')) await this.#loop.sleep(this.#random.between(500, 4_000))
    if ([...this.sets.values()].some((set) => set.spec.name === spec.name)) return { nameTaken: true }
    const set = this.make(spec, `c${++this.#made}`)
    this.trace?.(`aws set ${spec.name}`)
    return { arn: set.arn }
  }

  attachManaged(arn: SetArn, policy: string): Promise<Wrote> {
    return this.#write(arn, (set) => set.managed.includes(policy) || set.managed.push(policy))
  }

  attachCustomer(arn: SetArn, policy: CustomerPolicy): Promise<Wrote> {
    return this.#write(
      arn,
      (set) => set.customer.some(({ name }) => name === policy.name) || set.customer.push(policy),
    )
  }

  putBoundary(arn: SetArn, boundary: Boundary): Promise<Wrote> {
    return this.#write(arn, (set) => (set.boundary = boundary))
  }

  putInline(arn: SetArn, json: string): Promise<Wrote> {
    return this.#write(arn, (set) => {
      this.trace?.(`aws put ${set.spec.name} ${sidsIn(json)}`)
      if (json.replaceAll(/\s/g, '').length > mostSolidChars)
        this.wrong('S5', 'a policy larger than AWS takes')
      this.#checkLost(set, json)
      set.inline = json
    })
  }

  async provision(arn: SetArn, account: string): Promise<Started> {
    const throttled = this.#throttled()
    if (throttled) return throttled
    const key = this.#keyOf(arn, account)
    const set = this.sets.get(arn)
    if (!set) return { absent: true }
    // AWS updates one role of an account at a time.
    const isAtIt = this.#provisioning.has(key)
    if (isAtIt || this.#aws.isBusy(key) || this.#faults.strikes('conflict')) return { busy: true }
    const stands = this.#role(key) !== undefined
    const goneLately = this.#loop.now - (this.#goneAt.get(key) ?? -Infinity) < 60_000
    if (!stands && !goneLately) this.wrong('S7', `${key} provisioned, where no role stands`)
    const id = `provision-${this.#operations.size + 1}` as ProvisionOp
    const operation: { status: 'pending' | 'done' | 'failed' } = { status: 'pending' }
    this.#operations.set(id, operation)
    const before = set.inline
    this.#provisioning.set(key, this.#loop.now)
    this.#loop.after(this.#aws.durationMs(), () => {
      this.#slowAt.set(key, this.slowAt(key))
      this.#provisioning.delete(key)
      const fails = this.#faults.strikes('failedOperation')
      if (!fails || this.#random.happens(0.15))
        this.#bring(key, this.#random.happens(0.5) ? before : set.inline)
      operation.status = fails ? 'failed' : 'done'
    })
    return { op: id }
  }

  async provisioned(op: ProvisionOp): Promise<Outcome> {
    this.#aws.arrive('DescribePermissionSetProvisioningStatus', 1)
    const status = this.#operations.get(op)?.status
    if (status === undefined) throw new Unanswered(`describe ${op}`, { kind: 'unknown' })
    return status === 'failed' ? { failed: 'AWS could not do it.' } : status
  }

  remove(arn: SetArn): Promise<Wrote> {
    return this.#write(arn, (set) => {
      this.#checkUnheld(set)
      if (this.#isAssigned(set)) return { busy: true }
      this.trace?.(`aws set ${set.spec.name} is gone`)
      if (!isMade(set)) this.wrong('S3', `${set.spec.name} deleted, which is not ours`)
      this.sets.delete(arn)
      return undefined
    })
  }

  async #write(arn: SetArn, change: (set: SimSet) => unknown): Promise<Wrote> {
    const throttled = this.#throttled()
    if (throttled) return throttled
    const set = this.sets.get(arn)
    if (!set) return { absent: true }
    if (this.#faults.strikes('conflict')) return { busy: true }
    const said = change(set)
    return typeof said === 'object' && said !== null && 'busy' in said ? { busy: true } : { done: true }
  }

  #checkUnheld(set: SimSet): void {
    if (!isMade(set) || !this.#isAssigned(set)) return
    const key = set.spec.tags['jit:key']!
    const role = this.role(key)
    if (role) this.onHeldRemoval(set, key, role.since)
  }

  #throttled(): { throttledMs: number } | null {
    if (this.#aws.isDown) throw new Unanswered('sets', { kind: 'unknown' })
    return this.#aws.isThrottled(1) ? { throttledMs: 1_000 } : null
  }

  // What is decided on, whatever becomes of the call.

  readonly #readAt = new Map<SetArn, number>()
  readonly #answeredAt = new Map<SetArn, number>()

  /** Sets that a writer knows by the name that AWS gave them. */
  readonly known = new Set<SetArn>()

  /** An answer that its writer outlived: it is noted in the same instant. */
  told(made: Created, life: Life): void {
    if ('arn' in made) this.#loop.at(this.#loop.now, () => life.alive && this.known.add(made.arn))
  }

  /** What was read came to its writer. */
  answered(arn: SetArn): void {
    this.#answeredAt.set(arn, this.#loop.now)
  }

  issued(what: keyof SetsAws, arn: SetArn, json?: string): void {
    const { now } = this.#loop
    this.known.add(arn)
    if (what === 'inline' || what === 'read') this.#readAt.set(arn, now)
    if (what !== 'putInline') return
    const readAt = this.#readAt.get(arn) ?? -Infinity
    this.#issues.set(`${arn} ${json}`, { readAt, issuedAt: now })
    const isClone = isMade(this.sets.get(arn))
    const waitedMs = now - (this.#answeredAt.get(arn) ?? -Infinity)
    if (!isClone && waitedMs > 0) this.wrong('S4', `put ${waitedMs} ms after what it rests on was read`)
  }

  /** What others wrote before our read is in our put. */
  #checkLost(set: SimSet, json: string): void {
    const issue = this.#issues.get(`${set.arn} ${json}`)
    if (issue && this.#loop.now - issue.issuedAt > 4_000) this.lateAt = this.#loop.now
    const has = new Set(theirsIn(json))
    const lost = theirsIn(set.inline).filter((each) => set.asked.includes(each) && !has.has(each))
    set.theirs = theirsIn(json)
    if (lost.length > 0 && issue && set.editedAt < issue.readAt)
      this.wrong('S4', `${lost.length} statements of others lost in ${set.spec.name}`)
  }

  // What others do.

  make(spec: NewSet, id: string): SimSet {
    const arn = `arn:aws:sso:::permissionSet/ssoins-1/ps-${id}` as SetArn
    const made: SimSet = {
      arn,
      spec,
      managed: [],
      customer: [],
      boundary: null,
      inline: '',
      editedAt: -Infinity,
      theirs: [],
      asked: [],
    }
    this.sets.set(arn, made)
    return made
  }

  /** Terraform: the whole document as others want it; of ours it knows nothing. */
  edit(set: SimSet, statements: readonly string[]): void {
    this.trace?.(`others put ${set.spec.name}`)
    set.theirs = statements
    set.asked = statements
    set.inline = statements.length === 0 ? '' : `{"Version":"2012-10-17","Statement":[${statements.join()}]}`
    set.editedAt = this.#loop.now
  }

  provisionAll(set: SimSet): void {
    for (const [key] of this.roles) if (key.endsWith(`/${set.arn}`)) this.#bring(key, set.inline)
  }

  // What is true.

  /** Keepers know a clone by its name: `<account>/<name>`, the tag `jit:key`. */
  #keyOf(arn: SetArn, account: string) {
    return this.aliased(`${account}/${arn}`)
  }

  aliased(key: string) {
    const arn = key.slice(key.indexOf('/') + 1) as SetArn
    const alias = this.sets.get(arn)?.spec.tags['jit:key'] ?? this.#aliases.get(arn)
    if (alias !== undefined) this.#aliases.set(arn, alias)
    return (alias ?? key) as Parameters<SimAws['roleIsThere']>[0]
  }

  isGone(arn: SetArn): boolean {
    return this.#aliases.has(arn) && !this.sets.has(arn)
  }

  readonly #aliases = new Map<SetArn, string>()
  /** Which set of a clone's key is assigned. */
  readonly assigned = new Map<string, SetArn>()

  #isAssigned({ arn, spec }: SimSet): boolean {
    const key = spec.tags['jit:key']
    if (key === undefined) return true
    const own = this.assigned.get(key) === arn
    return own && (this.#aws.roleIsThere(key as never) || this.#aws.isBusy(key as never))
  }

  setOf(key: string): SimSet | undefined {
    return this.sets.get(this.assigned.get(key) ?? (key.slice(key.indexOf('/') + 1) as SetArn))
  }

  /** When AWS was last slow at the role; now, if it is. */
  slowAt(key: string): number {
    const { now } = this.#loop
    const isSlow = (this.#provisioning.get(key) ?? now) + slowMs < now
    return isSlow ? now : (this.#slowAt.get(key) ?? -Infinity)
  }

  goneAt(key: string): number | null {
    return this.#goneAt.get(key) ?? null
  }

  clones(): SimSet[] {
    return [...this.sets.values()].filter(isMade)
  }

  role(key: string): Role | undefined {
    return this.#role(key as never)
  }

  /** A role comes with the first assignment, as the set is then, and goes with the last. */
  #role(key: Parameters<SimAws['roleIsThere']>[0]): Role | undefined {
    this.follow(key)
    return this.roles.get(key)
  }

  follow(key: string): void {
    const stands = this.#aws.roleIsThere(key as never)
    if (!stands && this.roles.delete(key)) this.#goneAt.set(key, this.#loop.now)
    if (!stands || this.roles.has(key)) return
    const set = this.setOf(key)
    if (set) this.roles.set(key, { since: this.#loop.now, inline: set.inline })
  }

  #bring(key: string, inline: string): void {
    const role = this.role(key)
    if (!role) return
    role.inline = inline
    this.trace?.(`role ${key.slice(0, 12)}/${key.slice(-4)} has ${sidsIn(inline)}`)
    this.onRole?.()
  }
}

export function isMade(set: SimSet | undefined): boolean {
  return set?.spec.tags['jit:made-by'] === 'hallpass'
}

export function theirsIn(document: string): string[] {
  return statementsIn(document)
    .filter(({ Sid }) => !isOurs(Sid))
    .map((each) => JSON.stringify(each))
}

export function oursIn(document: string): string[] {
  return statementsIn(document).flatMap(({ Sid }) => (isOurs(Sid) ? [Sid!] : []))
}

function sidsIn(document: string): string {
  return statementsIn(document)
    .map(({ Sid }) => Sid ?? '?')
    .join()
}

export function hashOf({ managed, customer, inline, boundary }: SimSet): Promise<string> {
  const pathOf = ({ path, name }: CustomerPolicy) => `${path}${name}`
  const limit = boundary === null ? '' : 'managed' in boundary ? boundary.managed : pathOf(boundary.customer)
  return policyHash({ managed, customer: customer.map(pathOf), inline, boundary: limit })
}
