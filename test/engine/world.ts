import type { Client } from '@libsql/client'
import { advance, type Actor, type Advance, type RequestRow } from '../../worker/db/advance.ts'
import type { Db } from '../../worker/db/batch.ts'
import { createLedger } from '../../worker/db/ledger.ts'
import { overdueKeepers } from '../../worker/db/sweep.ts'
import { bookBy, runAlarm } from '../../worker/engine/alarm.ts'
import { keyOf } from '../../worker/engine/key.ts'
import { end } from '../../worker/engine/end.ts'
import { hold, noNotes, type Notes } from '../../worker/engine/notes.ts'
import type {
  Clone,
  Gate,
  Instant,
  Key,
  KillPolicy,
  PrincipalId,
  SessionId,
} from '../../worker/engine/ports.ts'
import { reconcile } from '../../worker/engine/reconcile.ts'
import type { Ports } from '../../worker/engine/run.ts'
import { giveBack, noTurns, take } from '../../worker/engine/turns.ts'
import { freshDatabase } from '../database.ts'
import { FakeAws } from './fake-aws.ts'
import { FakeWriter } from './fake-writer.ts'

export const second = 1_000
export const minute = 60 * second
export const hour = 60 * minute

export const account = '111122223333'
export const setArn = 'arn:aws:sso:::permissionSet/ssoins-1/ps-1'
export const key = keyOf(account, setArn)
export const ann = 'u-ann' as PrincipalId
export const ben = 'u-ben' as PrincipalId

interface Keeper {
  notes: Notes
  alarmAt: Instant | null
}

interface Approval {
  readonly startsIn?: number
  readonly seconds?: number
  readonly tell?: boolean
  readonly on?: Key
  readonly sessionSeconds?: number
  readonly clone?: Clone | null
  readonly kill?: KillPolicy
  readonly extendsId?: SessionId | null
}

export interface Approved {
  readonly id: SessionId
  readonly startsAt: Instant
  readonly endsAt: Instant
}

/** Real SQL, a fake AWS, the real gate's rules, keepers with storage and alarms, and a clock that a test turns. */
export class World {
  now: Instant = Date.parse('2026-11-23T02:00:00Z')
  readonly client: Client
  readonly aws = new FakeAws(() => this.now)
  readonly writer = new FakeWriter(
    () => this.now,
    (arn) => [...this.aws.holders].some((held) => held.includes(arn)),
  )
  /** Takes the fake's place. */
  realWriter: Ports['writer'] | null = null
  readonly keepers = new Map<Key, Keeper>()
  readonly errors: unknown[] = []
  database: 'up' | 'down' = 'up'
  /** How many coming writes are done without their answer arriving. */
  lostWrites = 0
  gateIsSilent = false
  /** Others' removals go first. */
  checksWait = false
  /** The next alarm ends here, as if its process had died: before or after the n-th call of AWS; for a second. */
  crash: { readonly call: number; readonly when: 'before' | 'after'; readonly deadMs?: number } | null = null
  /** The same around the n-th call of a writer in the next alarm. */
  writerCrash: { readonly call: number; readonly when: 'before' | 'after' } | null = null
  #turns = noTurns
  #ids = 0

  static async open(client?: Client): Promise<World> {
    const world = new World(client ?? (await freshDatabase()))
    await world.#seed()
    return world
  }

  constructor(client: Client) {
    this.client = client
  }

  /** As the API does: the row first, then the keeper is told. */
  async approve(
    principal: PrincipalId,
    {
      startsIn = 0,
      seconds = 3_600,
      tell = true,
      on = key,
      sessionSeconds = 3_600,
      clone = null,
      kill = 'never',
      extendsId = null,
    }: Approval = {},
  ): Promise<Approved> {
    const startsAt = this.now + startsIn
    const endsAt = startsAt + seconds * second
    const id = await this.ask(principal, { seconds, sessionSeconds, setHash: clone?.baseHash ?? 'h1' })
    const set = {
      startsAt,
      endsAt,
      keeperKey: on,
      cloneName: clone?.name ?? null,
      dueAt: startsAt,
      grantedS: seconds,
      lastDeciderId: 'p-own',
    }
    await this.#advance(id, 'approve', { set })
    const session = { id, principal, startsAt, endsAt, sessionSeconds, clone, kill, extendsId }
    if (tell) this.tell(on, (notes) => hold(notes, session))
    return { id, startsAt, endsAt }
  }

  /** A request nobody decided yet. */
  async ask(
    principal: PrincipalId,
    { seconds = 3_600, sessionSeconds = 3_600, setHash = 'h1' } = {},
  ): Promise<SessionId> {
    const id = `r-${++this.#ids}` as SessionId
    const window = [this.now, this.now + 24 * hour]
    const args = [id, principal, account, setArn, setHash, sessionSeconds, seconds, ...window]
    await this.client.execute({
      sql: `insert into requests (id, kind, status, requester_id, requester_name, principal_id, account_id, account_name, set_arn,
        set_name, set_hash, session_seconds, duration_s, justification, digest, opened_at, window_ends_at, deciders, waits_for)
        values (?, 'standard', 'pending', 'p-req', 'Requester', ?, ?, 'prod', ?, 'ReadOnly', ?, ?, ?, 'because of it', 'd', ?, ?, 1, 'any')`,
      args,
    })
    return id
  }

  async revoke(id: SessionId, { tell = true, cause = 'revoke' as 'revoke' | 'release' } = {}): Promise<void> {
    const at = this.now
    const row = await this.row(id)
    const set = { endCause: cause, endAskedAt: at, dueAt: at }
    await this.#advance(id, cause, { set })
    if (tell) this.tell(row.keeperKey as Key, (notes) => end(notes, id, { cause, at }))
  }

  async retry(id: SessionId): Promise<Approved> {
    const row = await this.row(id)
    const [startsAt, endsAt] = [this.now, this.now + row.grantedS! * second]
    await this.#advance(id, 'retry', {
      set: { startsAt, endsAt, dueAt: startsAt, owned: null, failure: null },
    })
    const { sessionSeconds } = row
    const { cloneName, setHash } = row
    const clone = cloneName === null ? null : { name: cloneName, base: setArn, baseHash: setHash! }
    const principal = row.principalId as PrincipalId
    const session = { id, principal, startsAt, endsAt, sessionSeconds, clone, kill: 'never' as const }
    this.tell(row.keeperKey as Key, (notes) => hold(notes, session))
    return { id, startsAt, endsAt }
  }

  get createsAtTheGate(): number {
    return Object.keys(this.#turns.creates).length
  }

  /** A call to a keeper: stores, and sets its alarm to now. */
  tell(on: Key, change: (notes: Notes) => Notes): void {
    const keeper = this.keeper(on)
    keeper.notes = change(keeper.notes)
    keeper.alarmAt = Math.min(keeper.alarmAt ?? Infinity, this.now)
  }

  keeper(on: Key = key): Keeper {
    const known = this.keepers.get(on) ?? { notes: noNotes, alarmAt: null }
    this.keepers.set(on, known)
    return known
  }

  /** Turns the clock until `at`, firing every alarm on its way. */
  async runUntil(at: Instant): Promise<void> {
    for (let alarms = 0; alarms < 20_000; alarms++) {
      const due = [...this.keepers].filter(([, { alarmAt }]) => alarmAt !== null && alarmAt <= at)
      const [first] = due.toSorted(([, a], [, b]) => a.alarmAt! - b.alarmAt!)
      if (!first) break
      this.now = Math.max(this.now, first[1].alarmAt!)
      await this.alarm(first[0])
    }
    this.now = Math.max(this.now, at)
    this.aws.settle()
  }

  async runFor(ms: number): Promise<void> {
    await this.runUntil(this.now + ms)
  }

  /** The cron: pokes every keeper for which something is due. */
  async sweep(): Promise<void> {
    if (this.database === 'down') return
    for (const { key: on } of await overdueKeepers(this.client, this.now, 500))
      this.tell(on, (notes) => notes)
  }

  /** One alarm of one keeper, as the platform fires it. */
  async alarm(on: Key = key, maxCalls?: number): Promise<void> {
    const keeper = this.keeper(on)
    const timer = {
      read: async () => keeper.alarmAt,
      set: async (at: Instant) => void (keeper.alarmAt = Math.max(at, this.now + 1)),
      clear: async () => void (keeper.alarmAt = null),
    }
    keeper.alarmAt = null
    const died = Promise.withResolvers<void>()
    const work = runAlarm(() => reconcile(on, this.#ports(keeper, timer, died.resolve), maxCalls), {
      timer,
      clock: this.#clock,
      report: (error) => void this.errors.push(error),
    })
    const deadMs = this.crash?.deadMs ?? second
    await Promise.race([work, died.promise.then(() => bookBy(timer, this.now + deadMs))])
  }

  async row(id: SessionId): Promise<RequestRow> {
    const { rows } = await this.client.execute({ sql: 'select * from requests where id = ?', args: [id] })
    const row = rows[0]!
    const camel = (name: string) => name.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase())
    return Object.fromEntries(
      Object.entries(row).map(([name, value]) => [camel(name), value]),
    ) as unknown as RequestRow
  }

  /** What was recorded of a session, in order. */
  async history(id: SessionId): Promise<string[]> {
    const { rows } = await this.client.execute({
      sql: 'select event from events where subject_id = ? order by seq',
      args: [id],
    })
    return rows.map((row) => row['event'] as string)
  }

  async eventAt(id: SessionId, event: string): Promise<Instant> {
    const args = [id, event]
    const { rows } = await this.client.execute({
      sql: 'select at from events where subject_id = ? and event = ?',
      args,
    })
    return Number(rows[0]!['at'])
  }

  sent(what: 'create' | 'remove' | 'look'): readonly Instant[] {
    return this.aws.calls.filter((call) => call.what === what).map(({ at }) => at)
  }

  readonly #clock = { now: () => this.now }

  #ports(keeper: Keeper, timer: Parameters<typeof bookBy>[0], die: () => void) {
    let dead = false
    const memory = {
      read: () => keeper.notes,
      write: (notes: Notes) => void (dead || (keeper.notes = structuredClone(notes))),
    }
    const crashed = () => {
      dead = true
      die()
      return new Promise<never>(() => {})
    }
    return {
      memory,
      timer,
      ledger: createLedger({ db: this.#db(), now: () => this.now, newId: () => `op-${++this.#ids}` }),
      aws: this.#dying(crashed),
      gate: this.#gate,
      writer: this.#dyingWriter(crashed),
      clock: this.#clock,
      chance: { below: () => 500 },
    }
  }

  /** AWS as one alarm reaches it: the alarm may die before or after a call. */
  #dying(crashed: () => Promise<never>): FakeAws {
    let calls = 0
    const around = async <T>(call: () => Promise<T>): Promise<T> => {
      const { crash } = this
      const isIt = crash?.call === ++calls
      if (isIt) this.crash = null
      if (isIt && crash.when === 'before') return crashed()
      const answer = await call().then(
        (value) => () => value,
        (error: unknown) => () => {
          throw error
        },
      )
      return isIt ? crashed() : answer()
    }
    const { aws } = this
    return {
      look: (on: Key) => around(() => aws.look(on)),
      create: (on: Key, who: PrincipalId) => around(() => aws.create(on, who)),
      remove: (on: Key, who: PrincipalId) => around(() => aws.remove(on, who)),
      outcome: (...args: Parameters<FakeAws['outcome']>) => around(() => aws.outcome(...args)),
      roleStands: (on: Key) => around(() => aws.roleStands(on)),
    } as unknown as FakeAws
  }

  /** The writers as one alarm reaches them. */
  #dyingWriter(crashed: () => Promise<never>): Ports['writer'] {
    const writer = this.realWriter ?? this.writer
    let calls = 0
    const around = async <T>(call: () => Promise<T>): Promise<T> => {
      const { writerCrash } = this
      const isIt = writerCrash?.call === ++calls
      if (isIt) this.writerCrash = null
      if (isIt && writerCrash.when === 'before') return crashed()
      const answer = await call()
      return isIt ? crashed() : answer
    }
    return {
      seal: (clone, ask) => around(() => writer.seal(clone, ask)),
      kill: (set, ask) => around(() => writer.kill(set, ask)),
      retire: (clone) => around(() => writer.retire(clone)),
    }
  }

  readonly #gate: Gate = {
    turn: async (ask) => {
      if (this.gateIsSilent) throw new Error('silent')
      if (this.checksWait && ask.kind === 'check') return { notBefore: this.now + 10 * second }
      const { turns, answer } = take(this.#turns, { ...ask, lease: `lease-${++this.#ids}` }, this.now)
      this.#turns = turns
      return answer
    },
    done: async (lease, throttled) => {
      this.#turns = giveBack(this.#turns, lease, throttled, this.now)
    },
    outcomes: async (kind) => {
      if (this.gateIsSilent) throw new Error('silent')
      return this.aws.listOutcomes(kind)
    },
  }

  #db(): Db {
    return {
      batch: async (statements, mode) => {
        if (this.database === 'down') throw new Error('connection refused')
        const answer = await this.client.batch(statements, mode)
        if (mode === 'write' && this.lostWrites > 0) {
          this.lostWrites--
          throw new Error('the answer was lost')
        }
        return answer
      },
    }
  }

  async #advance(
    id: SessionId,
    event: Advance['event'],
    { set = {} }: { set?: NonNullable<Advance['set']> } = {},
  ): Promise<void> {
    const from = await this.row(id)
    const move = { from, event, actor: owner, at: this.now, recordedAt: this.now, set }
    const { done } = await advance(this.client, { ...move, op: `op-${++this.#ids}` })
    if (!done) throw new Error(`${event} was not done`)
  }

  async #seed(): Promise<void> {
    await this.client.batch(
      [
        "insert into people (id, name, level) values ('p-req', 'Requester', 0), ('p-own', 'Owner', 1)",
        `insert into accounts (id, name, requestable) values ('${account}', 'prod', 1)`,
        `insert into permission_sets (arn, name, session_seconds, policy_hash, requestable) values ('${setArn}', 'ReadOnly', 3600, 'h1', 1)`,
      ],
      'write',
    )
  }
}

const owner: Actor = { kind: 'person', id: 'p-own', name: 'Owner' }
