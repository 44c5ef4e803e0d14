import { decide, open, release, revoke } from '../../worker/lifecycle.ts'
import type { Key } from '../../worker/engine/ports.ts'
import { SimAws } from './aws.ts'
import { SimDatabase, type Copy } from './database.ts'
import { Faults } from './faults.ts'
import { liveIn } from './host.ts'
import { Loop, quiet } from './loop.ts'
import type { After, Arrival, Change, Evidence } from './outage-world.ts'
import { Random } from './random.ts'
import type { Crossing } from './sites.ts'
import { SimSets } from './sets.ts'
import type { Row } from './statements.ts'
import { System, type Classes } from './system.ts'
import { Traffic } from './traffic.ts'
import { principalOf, type Call } from './workload.ts'

const second = 1_000
const minute = 60 * second
const startsAt = Date.UTC(2026, 10, 23, 2)
/** When the database goes down: everything before is asked for, approved and given by then. */
const downFrom = startsAt + 8 * minute
const outageMs = 10 * minute
/** Longer than the last look for late arrivals. */
const restMs = 45 * minute

const accounts = ['111111111112', '111111111113', '111111111114']
const sets = [1, 2].map((i) => `arn:aws:sso:::permissionSet/ssoins-1/ps-${i}`)
const keys = accounts.flatMap((account) => sets.map((set) => `${account}/${set}` as Key))
const people = Array.from({ length: 10 }, (_, i) => `r${i + 1}`)
const others = ['new', 'newer']

interface Wish {
  readonly person: string
  readonly key: Key
}

/** Sixty sessions, one outage: 50 of them and more end while the database is down. */
export class Stage {
  readonly #seed: number
  readonly #loop = new Loop(startsAt)
  readonly #random: Random
  readonly #aws: SimAws
  readonly #database: SimDatabase
  readonly #system: System
  readonly #parts: Record<string, string> = {}
  readonly #arrivals: Arrival[] = []
  readonly #changes: Change[] = []
  #before: readonly Row[] = []
  #wrote: Record<string, number> = {}
  #copy: Copy | null = null

  constructor(seed: number, classes: Classes) {
    this.#seed = seed
    this.#random = new Random(seed)
    liveIn({ loop: this.#loop, random: this.#random.fork(), offsetMs: 0 })
    // Nothing else goes wrong: time alone differs from seed to seed.
    const faults = Object.assign(new Faults(this.#loop, this.#random.fork()), { isOn: false })
    this.#aws = new SimAws(this.#loop, this.#random.fork(), faults)
    this.#database = new SimDatabase(faults)
    const world: Crossing = {
      loop: this.#loop,
      random: this.#random.fork(),
      faults,
      farMs: 15,
      sitesHit: new Set(),
      aims: new Map(),
      awaits: 0,
      crashes: 0,
      crashed: () => {},
      arrivesLate: () => {},
    }
    const sets = new SimSets(this.#loop, this.#random.fork(), faults, this.#aws)
    const deaf = {
      issued: () => {},
      heard: () => {},
      saw: () => {},
      held: () => {},
      said: () => {},
      assigned: () => {},
      roleGone: () => {},
      atWork: () => {},
      traffic: new Traffic({ loop: this.#loop, wrong: () => {}, skewMs: () => 0 }),
    }
    this.#system = new System({ world, aws: this.#aws, sets, database: this.#database, classes, ...deaf })
    this.#watch()
    this.#furnish()
  }

  async play(after: After): Promise<Evidence> {
    this.#askForAll()
    this.#eachMinute()
    // Before the extensions are approved, before the revoke and the release, before some ends.
    this.#at(-60, () => void (this.#copy = this.#database.copy()))
    this.#at(-55, () => this.#bustle())
    this.#at(-15, () => this.#revoke('scheduled'))
    let downAt = 0
    this.#at(-2, async () => {
      await this.#lastMinuteActs()
      await this.#loop.sleep(this.#random.below(400))
      downAt = this.#loop.now
      this.#remember()
      this.#database.isDown = true
    })
    // What a keeper holds in memory alone is gone.
    if (this.#seed % 2 === 1) this.#at(this.#random.between(60, 500), () => this.#system.crashEverything())
    await this.#loop.runUntil(downFrom + outageMs, () => false)
    if (after === 'older-copy') this.#database.restore(this.#copy!)
    this.#database.isDown = false
    const upAt = this.#loop.now
    for (const key of keys) this.#at(600, () => this.#grant(`new on ${key}`, { person: 'new', key }, 120))
    this.#at(780, () => this.#bustle())
    for (const key of keys) this.#at(900, () => this.#grant(`newer on ${key}`, { person: 'newer', key }, 120))
    await this.#loop.runUntil(upAt + restMs, () => false)
    return this.#evidence(downAt, upAt)
  }

  // The script.

  #askForAll(): void {
    const pairs = people.flatMap((person) => keys.map((key) => ({ person, key })))
    const named: Record<string, number> = {
      extended: this.#random.between(60, 200),
      'extended beyond': this.#random.between(300, 480),
      revoked: 900,
      released: 900,
      'early 1': -this.#random.between(20, 45),
      'early 2': -this.#random.between(20, 45),
      'early 3': -this.#random.between(20, 45),
    }
    const ends = (i: number) => (i % 5 === 0 ? 240 : this.#random.between(10, 570))
    for (const [i, pair] of pairs.slice(3).entries()) {
      const [part, end] = Object.entries(named)[i] ?? [`session ${i}`, ends(i)]
      this.#at(-this.#random.between(280, 400), () => this.#until(part, pair, end))
    }
    const [scheduled, unstarted, late] = pairs
    this.#at(-200, () => this.#grant('scheduled', scheduled!, 940, { startsIn: 160 }))
    this.#at(-190, () => this.#grant('starts in vain', unstarted!, 200, { startsIn: 290 }))
    this.#at(-180, () => this.#grant('starts late', late!, 600, { startsIn: 480 }))
  }

  /** Events of others. What an older copy lacks of them it must have again before a keeper believes it. */
  #bustle(): void {
    const [at, batch] = [this.#loop.now, `others-${this.#loop.now}`]
    this.#database.tell(
      `insert into events (subject_kind, subject_id, version, event, actor_kind, at, recorded_at, op)
        select 'person', ? || value, 1, 'seen', 'person', ?, ?, ? || value from json_each(?)`,
      batch,
      at,
      at,
      batch,
      JSON.stringify(Array.from({ length: 240 }, (_, i) => i)),
    )
  }

  async #lastMinuteActs(): Promise<void> {
    await Promise.all([
      this.#extend('extended', this.#random.between(60, 200)),
      this.#extend('extended beyond', this.#random.between(330, 500)),
      this.#revoke('revoked'),
      this.#release('released'),
    ])
  }

  /** As the cron does it, also while the database is down. */
  #eachMinute(): void {
    this.#loop.after(minute, () => {
      void this.#system.sweep().catch(() => {})
      this.#eachMinute()
      return quiet
    })
  }

  #at(seconds: number, run: () => unknown): void {
    this.#loop.at(downFrom + seconds * second, run)
  }

  // The API, as the extension calls it.

  #until(part: string, wish: Wish, end: number): Promise<void> {
    return this.#grant(part, wish, Math.round((downFrom - this.#loop.now) / second) + end)
  }

  async #grant(part: string, { person, key }: Wish, seconds: number, more: { startsIn?: number } = {}) {
    const startsIn = more.startsIn === undefined ? null : this.#loop.now + more.startsIn * second
    const startsAt = startsIn === null ? {} : { startsAt: new Date(startsIn).toISOString() }
    const made = await open(this.#call(person, { ...wanted(key, seconds), ...startsAt }))
    this.#parts[part] = made.id
    await this.#approve(made.id)
  }

  async #extend(part: string, seconds: number): Promise<void> {
    const row = this.#row(part)
    const input = { ...wanted(row['keeper_key'] as Key, seconds), extends: row['id'] }
    const made = await open(this.#call(row['requester_id'] as string, input))
    this.#parts[`${part}, more`] = made.id
    await this.#approve(made.id)
  }

  async #approve(id: string): Promise<void> {
    await decide(this.#call('admin', { id, decision: 'approve' }))
  }

  async #revoke(part: string): Promise<void> {
    await revoke(this.#call('admin', { id: this.#parts[part], reason: 'It is not needed any more.' }))
  }

  async #release(part: string): Promise<void> {
    await release(this.#call(this.#row(part)['requester_id'] as string, { id: this.#parts[part] }))
  }

  #call(person: string, input: object): never {
    const deps = this.#system.deps(this.#system.life())
    const call: Call = { deps, credential: { hash: `token-${person}` }, idempotency: null, ifMatch: null }
    return { ...call, input } as never
  }

  #row(part: string): Row {
    return this.#database.ask('select * from requests where id = ?', this.#parts[part]!)[0]!
  }

  // What is seen of it.

  #watch(): void {
    const epoch = () => Number(this.#database.ask('select max(seq) as n from events')[0]!['n'])
    this.#aws.watcher = {
      arrives: (kind, key, principal) =>
        void this.#arrivals.push({ kind, key, principal, at: this.#loop.now, epoch: epoch() }),
      changed: ({ key, principal }, present) =>
        void this.#changes.push({ key, principal, at: this.#loop.now, present }),
      wrong: (rule, text) => {
        throw new Error(`${rule} ${text}`)
      },
    }
  }

  #remember(): void {
    this.#before = this.#database.ask('select * from requests order by id')
    const last = this.#database.ask(
      `select r.keeper_key as key, max(e.seq) as seq from events e join requests r on r.id = e.subject_id
        where e.actor_kind in ('aws', 'clock') group by r.keeper_key`,
    )
    this.#wrote = Object.fromEntries(last.map(({ key, seq }) => [key as string, Number(seq)]))
  }

  #evidence(downAt: number, upAt: number): Evidence {
    const after = this.#database.ask('select * from requests order by id')
    const events = this.#database.ask('select * from events order by seq')
    this.#database.close()
    const [seed, parts, before, wrote] = [this.#seed, this.#parts, this.#before, this.#wrote]
    const [arrivals, changes] = [this.#arrivals, this.#changes]
    return { seed, downAt, upAt, parts, before, after, events, wrote, arrivals, changes }
  }

  // Who and what there is.

  #furnish(): void {
    const run = (sql: string, ...args: (string | number)[]) => this.#database.write(sql, ...args)
    for (const name of ['min_seconds', 'max_open'])
      run('insert into settings (name, value) values (?, ?)', name, name === 'max_open' ? '1000' : '1')
    for (const id of [...people, ...others, 'admin'])
      run(
        'insert into people (id, name, level, principal_id) values (?, ?, ?, ?)',
        id,
        id,
        id === 'admin' ? 3 : 0,
        principalOf(id),
      )
    for (const id of [...people, ...others, 'admin'])
      run(
        "insert into tokens (hash, kind, family, person_id, client_id, auth_at, expires_at) values (?, 'access', 'f', ?, 'sim', 0, ?)",
        `token-${id}`,
        id,
        startsAt + 24 * 60 * minute,
      )
    for (const id of accounts) run('insert into accounts (id, name, requestable) values (?, ?, 1)', id, id)
    for (const arn of sets)
      run(
        "insert into permission_sets (arn, name, session_seconds, policy_hash, requestable) values (?, ?, 3600, 'h1', 1)",
        arn,
        arn,
      )
  }
}

function wanted(key: Key, durationSeconds: number) {
  const slash = key.indexOf('/')
  const [accountId, permissionSetArn] = [key.slice(0, slash), key.slice(slash + 1)]
  return { accountId, permissionSetArn, durationSeconds, justification: 'A reason long enough.' }
}
