import { advance } from '../../worker/db/advance.ts'
import type { RequestRow } from '../../worker/db/advance.ts'
import type { Deps } from '../../worker/deps.ts'
import { Refusal } from '../../worker/http/refusal.ts'
import type { Key, PrincipalId } from '../../worker/engine/ports.ts'
import { decide, open, release, retry, revoke, withdraw } from '../../worker/lifecycle.ts'
import { hashOf, type SimSets } from './sets.ts'
import { contentOf, type SetRules } from './set-rules.ts'
import type { SimAws } from './aws.ts'
import type { SimDatabase } from './database.ts'
import type { Observer } from './observer.ts'
import type { Session } from './sessions.ts'
import type { System } from './system.ts'
import type { Crossing } from './sites.ts'

export interface Stage {
  readonly world: Crossing
  readonly system: System
  readonly aws: SimAws
  readonly sets: SimSets
  readonly rules: SetRules
  readonly database: SimDatabase
  readonly observer: Observer
}

const second = 1_000
const minute = 60 * second

interface Size {
  readonly accounts: number
  readonly sets: number
  readonly people: number
  readonly asks: number
  readonly lastsMs: number
}

/** What somebody hears who comes after a call; the call that is sent again does not come after itself. */
const tooLate = new Set(['already-asked', 'already-held', 'decided-already', 'nothing-to-do'])

/** What people do in one run: who they are, and what they ask for, decide, give back and take away. */
export class Workload {
  readonly lastsMs: number
  readonly #stage: Stage
  readonly #accounts: readonly string[]
  readonly #sets: readonly string[]
  readonly #people: readonly string[]
  readonly #isStorm: boolean
  readonly #kinds: ReadonlyMap<string, SetKind>
  readonly #asks: number
  #calls = 0

  constructor(stage: Stage) {
    this.#stage = stage
    const { random } = stage.world
    this.#isStorm = random.happens(stage.world.faults.isCalm ? 0.6 : 0.02)
    const size = this.#isStorm ? storm : usual(stage)
    this.lastsMs = size.lastsMs
    this.#asks = size.asks
    this.#accounts = names(size.accounts, (i) => `${111_111_111_111 + i}`)
    this.#sets = names(size.sets, (i) => `arn:aws:sso:::permissionSet/ssoins-1/ps-${i}`)
    this.#people = names(size.people, (i) => `r${i}`)
    const kinds = random.pick(flavours)
    this.#kinds = new Map(this.#sets.map((set) => [set, this.#isStorm ? 'plain' : random.pick(kinds)]))
  }

  /** Plans the whole run. */
  plan(): void {
    const { random, loop } = this.#stage.world
    const start = loop.now + 40 * minute
    if (this.#isStorm) return this.#planStorm(start)
    for (let i = 0; i < this.#asks; i++)
      loop.at(start + random.below(this.lastsMs), () => void this.#story(random.pick(this.#people)))
    if (random.happens(0.6))
      for (let i = random.between(1, 5); i > 0; i--) this.#later(start, () => this.#outside())
    if (random.happens(0.2)) this.#planGroup(start)
    if (random.happens(0.5))
      for (let i = random.between(1, 4); i > 0; i--) this.#later(start, () => this.#office())
    for (const set of this.#setsOf('killable')) this.#planKills(start, set)
    const isEager = random.happens(0.3)
    const often = this.#stage.world.faults.isCalm ? 0.5 : isEager ? 0.1 : 0
    this.#stage.observer.onEvent = (session) => random.happens(often) && this.#atOnce(session)
  }

  /** People act in the very moment in which ours is at work on it. */
  #atOnce({ id, key, requester }: Session): void {
    const { random } = this.#stage.world
    if (!key) return
    const acts = [
      () => this.#revoke(id),
      () => this.#release(requester, id),
      () => this.#withdraw(requester, id),
      () => this.#again(requester, key),
      () => this.#extend(requester, key, id),
    ]
    void this.#after(random.between(0, 150), random.pick(acts))
  }

  /** What stood there long before us. */
  before(): void {
    const { random } = this.#stage.world
    for (const key of this.#keys())
      for (const person of this.#people)
        if (random.happens(0.12)) this.#stage.aws.stand(key, principalOf(person), false)
    for (const key of this.#keys())
      if (random.happens(0.1)) this.#stage.aws.groups.set(key, new Map([['g1', this.#stage.world.loop.now]]))
    // Somebody of whom we know nothing keeps the role.
    for (const key of this.#keys())
      if (this.#kindAt(key) === 'killable' && random.happens(0.6))
        this.#stage.aws.stand(key, 'u-other' as PrincipalId, false)
  }

  /** Others write the policy as well; everybody's access is taken at once; and asked for again at once. */
  #planKills(start: number, arn: string): void {
    const { random, loop } = this.#stage.world
    if (random.happens(0.5))
      for (let i = random.between(1, 3); i > 0; i--) this.#later(start, () => this.#terraform(arn))
    if (random.happens(0.6)) this.#later(start, () => this.#takeAll(arn))
    if (random.happens(0.3)) this.#later(start, () => this.#crowd(random.pick(this.#keysOf(arn))))
    if (random.happens(0.3))
      loop.at(start + this.lastsMs + random.between(0, 20) * minute, () => this.#terraform(arn))
  }

  /** All at once in one account, and taken away within seconds: kills that overlap. */
  #crowd(key: Key): void {
    const { random } = this.#stage.world
    const takenMs = random.between(30, 90) * second
    for (const person of this.#people)
      void this.#after(random.between(0, 4_000), async () => {
        const asked = await this.#ask(person, key, 600)
        if (!asked) return
        await this.#decide('admin', asked, 'approve')
        await this.#after(takenMs + random.between(0, 8_000), () => this.#revoke(asked))
      })
  }

  #takeAll(arn: string): void {
    const { random } = this.#stage.world
    for (const { id, key, status, requester } of this.#stage.observer.sessions.values()) {
      if (!key.endsWith(arn) || status !== 'active') continue
      void this.#after(random.between(0, 4_000), async () => {
        await this.#revoke(id)
        if (random.happens(0.5)) await this.#again(requester, key)
      })
      if (random.happens(0.3)) this.#terraform(arn)
    }
  }

  /** The same statements once more, or others; ours are not among them. Brought to the accounts, sooner or later. */
  #terraform(arn: string): void {
    const { sets, world } = this.#stage
    const set = sets.sets.get(arn as never)
    if (!set) return
    sets.edit(set, set.theirs)
    if (world.random.happens(0.5))
      world.loop.after(world.random.between(1, 60) * second, () => sets.provisionAll(set))
  }

  /** What the set allows changes; the catalog hears of it a while later. */
  async #changeSet(arn: string): Promise<void> {
    const { sets, world } = this.#stage
    const set = sets.sets.get(arn as never)!
    const before = set.theirs
    sets.edit(set, [...before, statement(world.loop.now, 1)])
    await this.#catalog(arn)
    if (world.random.happens(0.7)) {
      await world.loop.sleep(world.random.pick([10, 30, 90]) * second)
      sets.edit(set, before)
      await this.#catalog(arn)
    }
  }

  async #catalog(arn: string): Promise<void> {
    const { sets, world, database, rules } = this.#stage
    const set = sets.sets.get(arn as never)!
    await world.loop.sleep(world.random.between(0, 5) * second)
    const hash = await hashOf(set)
    rules.contents.set(hash, contentOf(set))
    if (database.isDown) return
    database.tell(
      'update permission_sets set policy_hash = ?, version = version + 1 where arn = ?',
      hash,
      arn,
    )
  }

  #setsOf(kind: SetKind): string[] {
    return this.#sets.filter((set) => this.#kinds.get(set) === kind)
  }

  #kindAt(key: Key): SetKind {
    return this.#kinds.get(split(key)[1]) ?? 'sealed'
  }

  #later(start: number, what: () => void): void {
    this.#stage.world.loop.at(start + this.#stage.world.random.below(this.lastsMs), what)
  }

  #planStorm(start: number): void {
    const { loop, random } = this.#stage.world
    // Every key: AWS does one thing at a time for each, so that only many keys have many Creates under way.
    const pairs = this.#people.flatMap((person) => this.#keys().map((key) => ({ key, person })))
    const spreadMs = random.pick([2_000, 90_000])
    for (const { key, person } of pairs.slice(0, this.#asks))
      loop.at(start + random.below(spreadMs), () => void this.#fixed(person, key, start + 300_000))
  }

  /** One of many that end in the same second. */
  async #fixed(person: string, key: Key, endsAt: number): Promise<void> {
    const asked = await this.#ask(person, key, 600)
    if (!asked) return
    const { loop } = this.#stage.world
    await this.#decide('admin', asked, 'approve', Math.max(30, Math.round((endsAt - loop.now) / 1_000)))
  }

  // One request, from asking to whatever becomes of it.

  async #story(person: string): Promise<void> {
    const { random, loop } = this.#stage.world
    const key = random.pick(this.#keys())
    const seconds = random.pick([10, 20, 45, 60, 90, 120, 180, 300, 420, 900])
    const asked = await this.#ask(person, key, seconds)
    if (!asked) return
    if (random.happens(0.06))
      void this.#after(random.between(0, 20 * second), () => this.#withdraw(person, asked))
    if (random.happens(0.12)) await this.#standAfterAsking(person, key)
    if (random.happens(0.08)) return
    await loop.sleep(random.between(0, 20 * second))
    await this.#decideSomehow(person, asked)
    await this.#live(person, key, asked)
  }

  /** Standing access appears between asking and the Create (ENGINE 1.5), early enough to be seen. */
  async #standAfterAsking(person: string, key: Key): Promise<void> {
    const { random, loop } = this.#stage.world
    await loop.sleep(random.between(1, 10) * second)
    this.#stand(key, person)
    await loop.sleep(70 * second)
  }

  async #decideSomehow(person: string, id: string): Promise<void> {
    const { random } = this.#stage.world
    const decider = () => random.pick(['owner', 'owner2', 'admin', 'admin', person])
    if (random.happens(0.1)) this.#stage.world.loop.after(random.between(0, 150), () => this.#office())
    const verdict = random.happens(0.05) ? 'reject' : 'approve'
    if (random.happens(0.2)) void this.#decide(decider(), id, random.happens(0.3) ? 'reject' : 'approve')
    const first = decider()
    await this.#decide(first, id, verdict)
    if (first === person) await this.#decide('admin', id, verdict)
  }

  /** What happens to a session once it was approved. */
  async #live(person: string, key: Key, id: string): Promise<void> {
    const { random, loop } = this.#stage.world
    const row = this.#row(id)
    if (!row || row['ends_at'] === null) return
    const leftMs = Number(row['ends_at']) - loop.now
    const some = () =>
      random.happens(0.25) ? leftMs + random.between(-200, 200) : random.below(Math.max(1, leftMs))
    const isKillable = this.#kindAt(key) === 'killable'
    if (random.happens(isKillable ? 0.5 : 0.15)) void this.#after(some(), () => this.#revoke(id))
    // Asked for again in the seconds around the kill.
    if (isKillable && random.happens(0.3))
      void this.#after(random.below(Math.max(1, leftMs)), async () => {
        await this.#revoke(id)
        await this.#after(random.between(0, 8_000), () => this.#again(person, key))
      })
    // Whether its keeper hears of it before the end by itself is chance.
    if (isKillable && random.happens(0.2))
      void this.#after(leftMs - random.between(2_000, 12_000), () => this.#revoke(id))
    if (random.happens(0.15)) void this.#after(some(), () => this.#release(person, id))
    // Before the start has settled: what is still on its way arrives after the end.
    if (random.happens(0.12)) void this.#after(random.between(0, 15) * second, () => this.#revoke(id))
    const isSealed = this.#kindAt(key) === 'sealed'
    if (random.happens(isSealed ? 0.5 : 0.1))
      void this.#after(random.below(Math.max(1, leftMs)), () => this.#extend(person, key, id))
    if (random.happens(0.2) && !isSealed)
      void this.#after(random.below(Math.max(1, leftMs)), () => this.#follow(id))
    if (random.happens(0.25))
      void this.#after(random.below(Math.max(1, leftMs)), () => this.#again(person, key))
    if (random.happens(0.2))
      void this.#after(leftMs + random.between(0, 30) * second, () => this.#again(person, key))
    if (random.happens(0.05))
      void this.#after(random.below(Math.max(1, leftMs)), () => this.#withdraw(person, id))
    for (let i = 1; i <= 4; i++) void this.#after(i * 45 * second, () => this.#retry(person, id))
  }

  /** A longer ask for what one has overlaps; one just after the end comes back. */
  async #again(person: string, key: Key): Promise<void> {
    const { random } = this.#stage.world
    const asked = await this.#ask(person, key, random.pick([60, 120, 300, 480]))
    if (asked) await this.#decideSomehow(person, asked)
  }

  /** As the extension asks: from the end of the one that runs. */
  async #extend(person: string, key: Key, id: string): Promise<void> {
    const { random } = this.#stage.world
    // While it is written what is to go on is taken away.
    if (random.happens(0.15)) void this.#after(random.between(0, 150), () => this.#revoke(id))
    const asked = await this.#ask(person, key, random.pick([60, 180, 420]), id)
    if (!asked) return
    // Somebody takes away what somebody else lets go on.
    if (random.happens(0.15)) void this.#after(random.between(0, 100), () => this.#revoke(id))
    await this.#decideSomehow(person, asked)
    // Others take what is to go on.
    if (random.happens(0.1)) this.#stage.aws.take(key, principalOf(person))
  }

  async #after(ms: number, what: () => Promise<unknown>): Promise<void> {
    await this.#stage.world.loop.sleep(ms)
    await what()
  }

  // The API, as the extension calls it.

  async #ask(person: string, key: Key, durationSeconds: number, extended?: string): Promise<string | null> {
    const [accountId, permissionSetArn] = split(key)
    const asked = { accountId, permissionSetArn, durationSeconds, justification: 'A reason long enough.' }
    const input = extended === undefined ? asked : { ...asked, extends: extended }
    const made = await this.#call(person, (call) => open({ ...call, input } as never), { hasReply: true })
    return made?.id ?? null
  }

  #decide(person: string, id: string, decision: string, durationSeconds?: number) {
    const { random } = this.#stage.world
    const row = this.#row(id)
    const shorter =
      random.happens(0.1) && row ? { durationSeconds: Math.max(10, Number(row['duration_s']) >> 1) } : {}
    const exact = durationSeconds === undefined ? shorter : { durationSeconds }
    const input = { id, decision, comment: 'A comment long enough.', ...exact }
    return this.#call(person, (call) => decide({ ...call, input } as never), { hasReply: true })
  }

  #revoke(id: string) {
    const person = this.#stage.world.random.pick(['owner', 'admin'])
    const input = { id, reason: 'It is not needed any more.' }
    return this.#call(person, (call) => revoke({ ...call, input } as never), { hasReply: true })
  }

  #release(person: string, id: string) {
    return this.#call(person, (call) => release({ ...call, input: { id } } as never), { hasReply: true })
  }

  #withdraw(person: string, id: string) {
    return this.#call(person, (call) => withdraw({ ...call, input: { id } } as never), { hasReply: true })
  }

  async #retry(person: string, id: string): Promise<void> {
    if (this.#row(id)?.['status'] !== 'failed' || this.#stage.world.random.happens(0.4)) return
    await this.#call(person, (call) => retry({ ...call, input: { id } } as never), { hasReply: true })
  }

  /** Back to back: starts in the instant the other one ends, as an extension will. */
  async #follow(id: string): Promise<void> {
    const before = this.#row(id)
    const { loop, random } = this.#stage.world
    if (!before || before['live'] !== 1 || Number(before['ends_at']) <= loop.now) return
    const [person, key] = [before['requester_id'] as string, before['keeper_key'] as Key]
    const seconds = random.pick([30, 90, 240])
    await this.#call(
      person,
      ({ deps }) =>
        this.#approveNext(deps, { person, key, seconds, startsAt: Number(before['ends_at']), extendsId: id }),
      {},
    )
  }

  async #approveNext(
    deps: Deps,
    next: { person: string; key: Key; seconds: number; startsAt: number; extendsId: string },
  ) {
    const { person, key, seconds, startsAt, extendsId } = next
    const id = deps.newId()
    const now = deps.now()
    const { database, world } = this.#stage
    if (database.isDown) throw new Refusal('unreachable', { n: '5' })
    this.#insert(id, person, key, seconds, now)
    const isSecond = world.random.happens(0.5)
    if (isSecond) this.#decideFirst(id, seconds, now)
    const endsAt = startsAt + seconds * second
    const set = {
      startsAt,
      endsAt,
      keeperKey: key,
      grantedS: seconds,
      ...(isSecond ? { firstDeciderId: 'owner' } : {}),
      lastDeciderId: 'admin',
      lastVerdict: 'approve',
      decidedAt: now,
      dueAt: startsAt,
    }
    const decision = {
      level: isSecond ? 2 : 1,
      personId: 'admin',
      personName: 'admin',
      verdict: 'approve',
      comment: null,
      grantedS: seconds,
      digest: 'd',
    }
    const from = { id, status: 'pending', version: 1 } as const
    const actor = { kind: 'person', id: 'admin', name: 'admin' } as const
    const admin = database.ask("select active from people where id = 'admin'")[0]
    const requester = database.ask('select active from people where id = ?', person)[0]
    if (admin?.['active'] !== 1 || requester?.['active'] !== 1) return null
    const moved = await advance(database, {
      from,
      event: 'approve',
      actor,
      at: now,
      recordedAt: now,
      op: deps.newId(),
      set,
      decision,
    })
    if (moved.done)
      await deps.keepers.hold(key, [
        {
          id,
          principal: principalOf(person),
          startsAt,
          endsAt,
          sessionSeconds: this.#secondsAt(key),
          clone: null,
          kill: this.#killAt(key),
          extendsId,
        },
      ])
    return { id }
  }

  /** The yes of an owner, on which the second one rests. */
  #decideFirst(id: string, seconds: number, now: number): void {
    this.#stage.database.tell(
      `insert into decisions (request_id, level, person_id, person_name, verdict, granted_s, digest, at)
        values (?, 1, 'owner', 'owner', 'approve', ?, 'd', ?)`,
      id,
      seconds,
      now,
    )
  }

  #secondsAt(key: Key): number {
    return this.#kindAt(key) === 'killable' ? 900 : 3600
  }

  #killAt(key: Key): 'never' | 'on_revoke' | 'always' {
    if (this.#kindAt(key) !== 'killable') return 'never'
    const account = this.#stage.database.ask(
      'select kill_at_end from accounts where id = ?',
      split(key)[0],
    )[0]
    return account?.['kill_at_end'] === 1 ? 'always' : 'on_revoke'
  }

  #insert(id: string, person: string, key: Key, seconds: number, now: number): void {
    const [account, set] = split(key)
    const hash = this.#stage.database.ask(
      'select policy_hash as h from permission_sets where arn = ?',
      set,
    )[0]!['h']!
    const op = `o-${id}`
    this.#stage.database.write(
      `insert into requests (id, kind, status, last_op, requester_id, requester_name, principal_id, account_id, account_name, set_arn, set_name, set_hash,
        session_seconds, duration_s, justification, digest, opened_at, window_ends_at, deciders, waits_for, due_at)
        values (?, 'standard', 'pending', ?, ?, ?, ?, ?, 'a', ?, 's', ?, ?, ?, 'because of it', 'd', ?, ?, 1, 'any', ?)`,
      id,
      op,
      person,
      person,
      principalOf(person),
      account,
      set,
      hash,
      this.#secondsAt(key),
      seconds,
      now,
      now + 600_000,
      now + 600_000,
    )
    this.#stage.database.tell(
      `insert into events (subject_kind, subject_id, version, event, status, actor_kind, at, recorded_at, op) values ('request', ?, 1, 'open', 'pending', 'person', ?, ?, ?)`,
      id,
      now,
      now,
      op,
    )
  }

  /** Sends a call, and once more with the same key when no answer comes, as the extension does. */
  async #call(
    person: string,
    handler: (call: Call) => Promise<{ id: string } | null>,
    { hasReply = false }: { hasReply?: boolean },
  ): Promise<{ id: string } | null> {
    const key = `call-${++this.#calls}`
    for (let attempt = 0; attempt < 3; attempt++) {
      const answer = await this.#attempt(person, handler, hasReply ? key : null)
      if (answer !== 'unanswered') return answer
      await this.#stage.world.loop.sleep(2 * second)
    }
    return null
  }

  async #attempt(
    person: string,
    handler: (call: Call) => Promise<{ id: string } | null>,
    key: string | null,
  ) {
    const { system, world } = this.#stage
    const life = system.life()
    const idempotency = key === null ? null : { route: 'sim', key, bodyHash: key }
    const call: Call = {
      deps: system.deps(life),
      credential: { hash: `token-${person}` },
      idempotency,
      ifMatch: null,
    }
    const wasDone = key !== null && this.#isDone(key)
    const work = handler(call).catch((error: unknown) => {
      if (error instanceof Refusal && wasDone && tooLate.has(error.key))
        this.#stage.observer.wrong('G6', `${key} was done, and sent again it is refused: ${error.key}`)
      if (error instanceof Refusal) return error.key === 'unreachable' ? ('unanswered' as const) : null
      this.#stage.observer.wrong('bug', `the API threw ${String(error)}`)
      return null
    })
    const silence = world.loop.sleep(15 * second).then(() => 'unanswered' as const)
    return Promise.race([work, silence])
  }

  #isDone(key: string): boolean {
    return this.#stage.database.ask('select 1 from replies where key = ?', key).length > 0
  }

  // What others do.

  #outside(): void {
    const { aws, world } = this.#stage
    const { random } = world
    const key = random.pick(this.#keys())
    const person = random.pick(this.#people)
    const what = random.pick(['stand', 'stand', 'unstand', 'group', 'take'])
    if (what === 'stand') return this.#stand(key, person)
    if (what === 'take') return aws.take(key, principalOf(person))
    if (what === 'unstand') return aws.unstand(key, principalOf(person))
    this.#regroup(key, !(aws.groups.has(key) && random.happens(0.5)))
  }

  #regroup(key: Key, isGiven: boolean): void {
    const { aws, sets, world } = this.#stage
    const isThere = (aws.groups.get(key)?.size ?? 0) > 0
    if (isThere && !isGiven) aws.ungroupedAt.set(key, world.loop.now)
    aws.groups.set(key, isGiven ? new Map([['g1', world.loop.now]]) : new Map())
    sets.follow(key)
  }

  /** Given to a group and taken again, while sessions run. */
  #planGroup(start: number): void {
    const { random, loop } = this.#stage.world
    const key = random.pick(this.#keys())
    let isGiven = true
    for (let at = start; at < start + this.lastsMs; at += random.between(1, 6) * minute) {
      const next = isGiven
      loop.at(at, () => this.#regroup(key, next))
      isGiven = !isGiven
    }
  }

  /** Standing from now on; ours by rule where nobody could tell it from ours. */
  #stand(key: Key, person: string): void {
    const principal = principalOf(person)
    const started = [...this.#stage.observer.sessions.values()].some(
      (each) => each.key === key && each.principal === principal && each.live && each.status !== 'approved',
    )
    this.#stage.aws.stand(key, principal, started)
  }

  /** People leave and come back, owners change, accounts are closed, sets change. */
  #office(): void {
    const { database, observer } = this.#stage
    const { random, loop } = this.#stage.world
    if (database.isDown) return
    observer.officeAt = loop.now + officeMs
    const toggles: (() => [string, ...string[]])[] = [
      () => ['update people set active = 1 - active where id = ?', random.pick(this.#people)],
      () => ['update people set active = 1 - active where id = ?', random.pick(['owner', 'owner2'])],
      () => ["delete from owners where person_id = 'owner2' and account_id = ?", random.pick(this.#accounts)],
      () => [
        "insert or ignore into owners (person_id, account_id) values ('owner2', ?)",
        random.pick(this.#accounts),
      ],
      () => [
        'update accounts set requestable = 1 - requestable, version = version + 1 where id = ?',
        random.pick(this.#accounts),
      ],
    ]
    if (random.happens(0.17)) return void this.#changeSet(random.pick(this.#sets))
    const [sql, ...args] = random.pick(toggles)()
    const change = () => {
      if (database.isDown) return
      database.tell(sql, ...args)
      if (sql.includes('people')) this.#left(args[0]!)
    }
    change()
    if (random.happens(0.7) && sql.includes('1 -')) loop.after(random.pick([10, 30, 90]) * second, change)
  }

  #left(person: string): void {
    const isBack = this.#stage.observer.leftAt.delete(person)
    if (!isBack) this.#stage.observer.leftAt.set(person, this.#stage.world.loop.now)
  }

  #keysOf(arn: string): Key[] {
    return this.#accounts.map((account) => `${account}/${arn}` as Key)
  }

  #keys(): Key[] {
    return this.#accounts.flatMap((account) => this.#sets.map((set) => `${account}/${set}` as Key))
  }

  #row(id: string) {
    return this.#stage.database.ask('select * from requests where id = ?', id)[0]
  }

  /** Everything as it is before the first request. */
  async seed(): Promise<void> {
    await this.#seedSets()
    this.#seed()
  }

  async #seedSets(): Promise<void> {
    const { sets, database, rules, world } = this.#stage
    const { random } = world
    for (const [i, arn] of this.#sets.entries()) {
      const kind = this.#kinds.get(arn)!
      const tags: Record<string, string> = kind === 'plain' ? {} : { [`jit:${kind}`]: 'true' }
      const sessionDuration = kind === 'killable' ? 'PT15M' : 'PT1H'
      const set = sets.make(
        { name: `ps-${i + 1}`, description: '', sessionDuration, relayState: '', tags },
        `${i + 1}`,
      )
      if (random.happens(0.7)) set.managed.push('arn:aws:iam::aws:policy/ReadOnlyAccess')
      if (random.happens(0.6)) set.customer.push({ name: 'Bounds', path: '/' })
      if (random.happens(0.4)) set.boundary = { customer: { name: 'Limit', path: '/' } }
      // Room for many, for a few, for one, for none.
      const solid = random.pick([1, 1, 1, 9_000, 9_750, 9_750, 10_060])
      if (random.happens(0.7)) sets.edit(set, [statement(0, solid)])
      set.editedAt = -Infinity
      const hash = await hashOf(set)
      rules.contents.set(hash, contentOf(set))
      database.write(
        'insert into permission_sets (arn, name, session_seconds, policy_hash, requestable, sealed, killable) values (?, ?, ?, ?, 1, ?, ?)',
        arn,
        `ps-${i + 1}`,
        kind === 'killable' ? 900 : 3600,
        hash,
        Number(kind === 'sealed'),
        Number(kind === 'killable'),
      )
    }
  }

  #seed(): void {
    const { database } = this.#stage
    const { random, loop } = this.#stage.world
    const run = (sql: string, ...args: (string | number)[]) => database.write(sql, ...args)
    for (const [name, value] of [
      ['min_seconds', '1'],
      ['window_seconds', '600'],
      ['max_open', '50'],
    ] as const)
      run('insert into settings (name, value) values (?, ?)', name, value)
    const staff: [string, number][] = [
      ['owner', 1],
      ['owner2', 1],
      ['admin', 3],
    ]
    for (const [id, level] of [...staff, ...this.#people.map((id): [string, number] => [id, 0])]) {
      run(
        'insert into people (id, name, level, principal_id) values (?, ?, ?, ?)',
        id,
        id,
        level,
        principalOf(id),
      )
      run(
        "insert into tokens (hash, kind, family, person_id, client_id, auth_at, expires_at) values (?, 'access', 'f', ?, 'sim', 0, ?)",
        `token-${id}`,
        id,
        loop.now + 1_000 * 3_600_000,
      )
    }
    for (const account of this.#accounts) {
      run(
        'insert into accounts (id, name, requestable, kill_at_end) values (?, ?, 1, ?)',
        account,
        `a${account}`,
        Number(random.happens(0.3)),
      )
      for (const owner of ['owner', 'owner2'])
        run('insert into owners (person_id, account_id) values (?, ?)', owner, account)
    }
    run("insert into groups (id, name) values ('g1', 'g1')")
    for (const person of this.#people)
      if (random.happens(0.4))
        run('insert into group_members (group_id, principal_id) values (?, ?)', 'g1', principalOf(person))
  }
}

export interface Call {
  readonly deps: Deps
  readonly credential: { readonly hash: string }
  readonly idempotency: { readonly route: string; readonly key: string; readonly bodyHash: string } | null
  readonly ifMatch: number | null
}

export type { RequestRow }

/** What is changed is changed back, and the catalog hears of it, within that. */
const officeMs = 2 * minute
const storm: Size = { accounts: 8, sets: 4, people: 6, asks: 90, lastsMs: 7 * minute }

function usual({ world: { random } }: Stage): Size {
  return {
    accounts: random.between(1, 3),
    sets: random.between(1, 2),
    people: random.between(1, 3),
    asks: random.between(2, 9),
    lastsMs: random.between(3, 12) * minute,
  }
}

function names(count: number, name: (i: number) => string): string[] {
  return Array.from({ length: count }, (_, i) => name(i + 1))
}

export function principalOf(person: string): PrincipalId {
  return `u-${person}` as PrincipalId
}

function split(key: Key): [string, string] {
  const slash = key.indexOf('/')
  return [key.slice(0, slash), key.slice(slash + 1)]
}

type SetKind = 'plain' | 'sealed' | 'killable'

/** A world is mostly about one kind, so that its stories meet. */
const flavours: readonly (readonly SetKind[])[] = [
  ['plain'],
  ['plain'],
  ['plain'],
  ['plain'],
  ['plain', 'sealed', 'killable'],
  ['sealed'],
  ['killable'],
  ['killable'],
]

/** A statement of somebody else's, of about this many characters. */
function statement(n: number, solid: number): string {
  const actions = Array.from({ length: Math.ceil(solid / 9) }, () => '"s3:Get"').join()
  return `{"Sid":"Theirs${n}","Effect":"Allow","Action":[${actions}],"Resource":"*"}`
}
