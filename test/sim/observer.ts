import {
  arrive,
  running,
  settled,
  waiting,
  type LifecycleEvent,
  type Status,
} from '../../schema/contract/lifecycle.ts'
import type { Key, PrincipalId } from '../../worker/engine/ports.ts'
import { pairOf, raceMs, type AwsWatcher, type Holding, type Kind, type SimAws } from './aws.ts'
import type { SimDatabase } from './database.ts'
import type { Faults } from './faults.ts'
import type { Loop } from './loop.ts'
import { listMs, RemovalRules } from './removal-rules.ts'
import { isClone, Sessions, sessionOf, type Event, type Session } from './sessions.ts'
import type { SetRules } from './set-rules.ts'
import type { SimSets } from './sets.ts'
import type { Row } from './statements.ts'
import { short, TimeRules } from './time-rules.ts'
import { Traffic } from './traffic.ts'

export interface Violation {
  readonly rule: string
  readonly text: string
  readonly at: number
}

interface Parts {
  readonly loop: Loop
  readonly aws: SimAws
  readonly sets: SimSets
  readonly database: SimDatabase
  readonly faults: Faults
}

/** A Delete without an answer is waited for as long; after it, what is still there is given to the next session. */
const hungMs = 75_000
const inactiveLongMs = 20_000
/** A person's word may be lost with the database before its keeper heard it. */
const unheardMs = 120_000
/** A start rests on what the database said ten seconds ago at most, by a clock that may step by four meanwhile. */
const wordMs = 14_500
/** How long a keeper may work on what it read before. */
const newsMs = 20_000

/** What is said of a start that never came to AWS: the words that people read. */
const notStarted = 'Access could not be set up before its end.'

/** What AWS says here of a Create that it took, and what it never says: it knows them all. */
const couldNot = 'AWS could not do it.'
const knowsNot = 'AWS does not know the account, the set or the user.'

/** Events that leave the status as it is. */
const beside = new Set(['credentials_gone', 'credentials_killed', 'sealed', 'seal_late', 'lost', 'restored'])

const byPeople = new Set(['withdraw', 'release', 'revoke'])

/** Nothing of it is at AWS yet. */
const unstarted = new Set<Status>([...waiting, 'approved', 'admin_approved', 'scheduled'])

/** The promises, judged by what AWS has and what the database says, never by the engine's own notes. */
export class Observer implements AwsWatcher {
  readonly violations: Violation[] = []
  readonly sessions = new Sessions()
  readonly time: TimeRules
  readonly removal: RemovalRules
  readonly traffic: Traffic
  /** Whoever ended once, or was told to, stays over, whatever database is put back. */
  readonly over = new Map<string, number>()
  readonly approvals = new Set<string>()
  /** When their keepers were told of them. */
  readonly told = new Map<string, number>()
  /** When what starts rest on last changed: people, owners, accounts, sets. */
  officeAt = -Infinity
  /** When people were deactivated. */
  readonly leftAt = new Map<string, number>()
  restoredAt = -Infinity
  /** Clocks of ours may be off by so much. */
  skewMs = 0
  trace: ((text: string) => void) | null = null
  /** What sealed and killed mean. */
  rules: SetRules | null = null
  /** Told of what was recorded just now, and of what ours is about to record or to make. */
  onEvent: ((session: Session) => unknown) | null = null
  #lastSeq = 0
  readonly #deletes = new Map<string, number>()
  readonly #creates = new Map<string, number>()
  /** Where AWS was at a Delete for so long that it took what came after. */
  readonly #hung = new Set<string>()
  readonly #heardAt = new Map<Key, number>()
  /** When a Delete was last sent. */
  readonly #sentAt = new Map<string, number>()
  /** Sessions that an older copy of the database does not know. */
  readonly #forgotten: Session[] = []
  readonly #unclear = new Set<string>()
  readonly #loop: Loop
  readonly #aws: SimAws
  readonly #database: SimDatabase
  readonly #faults: Faults

  constructor({ loop, aws, sets, database, faults }: Parts) {
    this.#loop = loop
    this.#aws = aws
    this.#database = database
    this.#faults = faults
    this.time = new TimeRules({
      loop,
      aws,
      sets,
      faults,
      sessions: this.sessions,
      wrong: (rule, text) => this.wrong(rule, text),
      skewMs: () => this.skewMs,
      restoredAt: () => this.restoredAt,
      over: this.over,
      leftAt: this.leftAt,
      unclear: this.#unclear,
      sentAt: this.#sentAt,
      hung: this.#hung,
    })
    this.removal = new RemovalRules({
      loop,
      aws,
      database,
      sessions: this.sessions,
      time: this.time,
      wrong: (rule, text) => this.wrong(rule, text),
      skewMs: () => this.skewMs,
      restoredAt: () => this.restoredAt,
      creates: this.#creates,
      sentAt: this.#sentAt,
      deletes: this.#deletes,
      forgotten: this.#forgotten,
    })
    this.traffic = new Traffic({
      loop,
      wrong: (rule, text) => this.wrong(rule, text),
      skewMs: () => this.skewMs,
    })
    aws.watcher = this
    database.onWrite = () => this.read()
  }

  wrong(rule: string, text: string): void {
    this.violations.push({ rule, text, at: this.#loop.now })
    this.trace?.(`VIOLATION ${rule} ${text}`)
  }

  /** When a Create for that person and set was last sent. */
  createdAt(pair: string): number {
    return this.#creates.get(pair) ?? -Infinity
  }

  /** The database's word came to the keeper of this key. */
  heard(key: Key): void {
    this.#heardAt.set(key, this.#loop.now)
    this.time.said(key)
    this.traffic.word(key)
  }

  atWork(what: { readonly session: string } | { readonly key: string }): void {
    const session =
      'session' in what
        ? this.sessions.get(what.session)
        : [...this.sessions.values()].findLast(({ key, isGhost }) => key === what.key && !isGhost)
    if (session) this.onEvent?.(session)
  }

  // AWS's side.

  /** Our code decided on it, whatever becomes of the call. */
  issued(kind: Kind, key: Key, principal: PrincipalId): void {
    this.trace?.(`issue ${kind} ${short(key)} ${principal}`)
    this.#aws.touch({ key, principal })
    this.traffic.asked(kind, key, principal)
    if (kind === 'delete') {
      this.#sentAt.set(pairOf(key, principal), this.#loop.now)
      this.#checkDelete('issued', key, principal)
      this.#checkCarried(key, principal)
    } else {
      this.#creates.set(pairOf(key, principal), this.#loop.now)
      this.#checkCreate(key, principal)
    }
  }

  arrives(kind: Kind, key: Key, principal: PrincipalId): void {
    this.trace?.(`aws ${kind} ${short(key)} ${principal}`)
    if (kind === 'create') return
    this.#checkDelete('landed', key, principal)
    this.#deletes.set(pairOf(key, principal), this.#loop.now)
  }

  changed(holding: Holding, present: boolean): void {
    const { key, principal, standing } = holding
    const pair = pairOf(key, principal)
    this.trace?.(`aws ${present ? 'HAS' : 'has not'} ${short(key)} ${principal} ${standing ?? ''}`)
    if (!present && standing === null) this.time.measure(key, principal)
    if (present && standing === null) this.time.landed(key, principal)
    const tookMs = this.#loop.now - (this.#deletes.get(pair) ?? this.#loop.now)
    // Nor is it ours to bring back what others took.
    if (present || (tookMs < hungMs && this.#aws.takenAt.get(pair) !== this.#loop.now))
      this.#hung.delete(pair)
    else this.#hung.add(pair)
    this.time.follow(key, principal)
  }

  #checkDelete(how: string, key: Key, principal: PrincipalId): void {
    const holding = this.#aws.holdings.get(pairOf(key, principal))
    if (holding?.standing === 'kept' && !this.#mayBeOurs(holding))
      this.wrong('I2', `Delete ${how} for standing access of ${principal}`)
    const { now } = this.#loop
    for (const session of this.sessions.on(key, principal)) {
      const isActive = session.status === 'active' && session.endAskedAt === null && !session.isGhost
      if (
        !isActive ||
        this.#unclear.has(session.id) ||
        !session.owned ||
        session.endsAt <= now + this.skewMs ||
        this.over.has(session.id)
      )
        continue
      this.wrong(
        'I3',
        `Delete ${how} while ${session.id} is active until ${session.endsAt - now} ms from now`,
      )
    }
  }

  /** I3: what its keeper knows to go on is not taken away in between, whether the database answers or not. */
  #checkCarried(key: Key, principal: PrincipalId): void {
    const { now } = this.#loop
    for (const session of this.sessions.on(key, principal)) {
      const before = this.sessions.get(session.extendsId ?? '')
      const isNext = before?.status === 'active' && before.owned && before.endsAt === session.startsAt
      const isOn = session.startsAt <= now && session.endsAt > now + this.skewMs + 1_000
      const isKnown = (this.told.get(session.id) ?? Infinity) < now - newsMs
      const isMeant = isKnown && session.decidedAt > this.officeAt && this.restoredAt < 0
      const isOver =
        this.over.has(session.id) || this.over.has(before?.id ?? '') || before?.endAskedAt !== null
      if (isNext && isOn && isMeant && !isOver && session.clone === null && unstarted.has(session.status))
        this.wrong('I3', `Delete issued, and ${session.id} goes on from ${before.id}`)
    }
  }

  /** A Create of ours that nobody answered may have landed on what others put there just before it. */
  #mayBeOurs({ key, principal, since }: Holding): boolean {
    const createdAt = this.createdAt(pairOf(key, principal))
    return createdAt >= since && createdAt - since <= raceMs
  }

  /** Nothing that is over is started again. */
  #checkCreate(key: Key, principal: PrincipalId): void {
    const { now } = this.#loop
    const wanted = this.sessions
      .on(key, principal)
      .some(
        (session) =>
          this.time.wants(session, now - 60_000 - this.skewMs) ||
          now - (this.over.get(session.id) ?? -Infinity) < newsMs,
      )
    if (!wanted) this.wrong('G4', `Create for ${principal}, which nobody wants`)
    const ageMs = now - (this.#heardAt.get(key) ?? -Infinity)
    if (ageMs > wordMs) this.wrong('G4', `Create for ${principal} on a word of the database ${ageMs} ms old`)
    const isWritten = this.sessions.on(key, principal).some(({ owned, isGhost }) => owned || isGhost)
    // It was, and was read, before an older copy came back on its way to AWS.
    const isJustBack = now - this.restoredAt < newsMs
    if (!isWritten && !isJustBack)
      this.wrong('G3', `Create for ${principal}, and nowhere is written that it is ours`)
  }

  // The database's side.

  /** What a write changed: rows against events, one by one. */
  read(): void {
    const events = this.#newEvents()
    const rows = this.#touchedRows()
    const now = new Map(rows.map((row) => [row['id'] as string, row]))
    for (const event of events) this.#step(event, now.get(event.id))
    for (const row of rows) this.#take(row)
    for (const row of rows) this.rules?.check(this.sessions.get(row['id'] as string)!)
    for (const row of rows) this.#checkChain(this.sessions.get(row['id'] as string)!)
  }

  /** G9: with what a person takes away goes what was to go on from it. */
  #checkChain(moved: Session): void {
    if (this.restoredAt > 0) return
    for (const session of this.sessions.values()) {
      const before = session.extendsId === null ? undefined : this.sessions.get(session.extendsId)
      const isMeant = session === moved || before === moved
      if (isMeant && before && before.endAskedAt !== null && unstarted.has(session.status))
        this.wrong('G9', `${session.id} is ${session.status}, and what it extends was taken away`)
    }
  }

  #newEvents(): Event[] {
    const found = this.#database.ask(
      "select seq, subject_id as id, version, event, status, through, actor_id as actor, at from events where seq > ? and subject_kind = 'request' order by seq",
      this.#lastSeq,
    ) as unknown as Event[]
    this.#lastSeq = found.at(-1)?.seq ?? this.#lastSeq
    return found
  }

  #touchedRows(): Row[] {
    const rows = this.#database.ask(
      'select * from requests where id in (select id from touched)',
    ) as unknown as Row[]
    if (rows.length > 0) this.#database.write('delete from touched')
    return rows
  }

  readonly #paths = new Map<string, { status: Status; version: number }>()

  #step(event: Event, row: Row | undefined): void {
    const { id, version, status } = event
    const before = this.#paths.get(id)
    this.trace?.(`db ${id.slice(0, 6)} v${version} ${event.event} → ${status}`)
    const expected = before === undefined ? opens(event) : this.#after(before.status, event)
    if (expected !== status)
      this.wrong('I5', `${id}: ${event.event} from ${before?.status ?? 'nothing'} to ${status}`)
    if (version !== (before?.version ?? 0) + 1)
      this.wrong('I5', `${id}: version ${version} after ${before?.version}`)
    this.#paths.set(id, { status, version })
    this.#checkOnce(event)
    this.#judge(event, row)
  }

  readonly #once = new Set<string>()

  /** What is said beside the status is said once. */
  #checkOnce({ id, event }: Event): void {
    if (event !== 'seal_late' && !event.startsWith('credentials_')) return
    const said = `${id} ${event}`
    if (this.#once.has(said) && this.restoredAt < 0) this.wrong('I5', `${id}: ${event} twice`)
    this.#once.add(said)
  }

  #after(from: Status, event: Event): Status | null {
    if (beside.has(event.event)) return from
    const first = arrive(from, event.event as LifecycleEvent)?.status ?? null
    return event.through !== null && event.through === first ? 'scheduled' : first
  }

  #take(row: Row): void {
    const session = sessionOf(row)
    const path = this.#paths.get(session.id)
    if (path?.status !== session.status || path.version !== session.version)
      this.wrong(
        'I6',
        `${session.id} is ${session.status} v${session.version}, its events say ${path?.status} v${path?.version}`,
      )
    if (session.live !== running.has(session.status))
      this.wrong('I6', `${session.id} live in ${session.status}`)
    if (session.live && session.dueAt === null)
      this.wrong('I6', `${session.id} ${session.status} is due never`)
    this.sessions.keep(session)
    if (isOver(session) && !this.over.has(session.id)) this.over.set(session.id, this.#loop.now)
    if (session.key) this.time.follow(session.key, session.principal)
    this.time.moved(session)
  }

  #judge(event: Event, touched: Row | undefined): void {
    const row = touched ?? this.#database.ask('select * from requests where id = ?', event.id)[0]
    if (!row) return this.wrong('I6', `an event of ${event.id}, which does not exist`)
    const session = sessionOf(row)
    if (event.event === 'approve') this.#judgeApproval(session, event)
    if (event.event === 'approve' || event.event === 'retry') this.#judgeLength(session)
    if (event.event === 'provision') this.#judgeStart(session, event)
    if (event.event === 'provision') this.#noteStart(session)
    if (event.event === 'fail') this.#judgeFailed(session)
    if (event.event === 'activate') this.#judgeActive(session, event)
    if (byPeople.has(event.event)) this.time.takenBack(session)
    if (event.event === 'expire') this.#judgeExpired(session)
    if (event.event.startsWith('removed')) this.removal.removed(session, event)
    if (event.event === 'credentials_gone') this.removal.credentialsGone(session, event)
    // A new intent; what a keeper tells an older copy of the one before is none.
    if (event.event === 'approve' || event.event === 'retry') this.over.delete(session.id)
    this.onEvent?.(session)
  }

  /** I10: nobody alone, and only who may. */
  #judgeApproval(session: Session, { actor }: Event): void {
    this.approvals.add(session.id)
    const found = this.#database.ask(
      `select p.active, p.level, d.verdict, exists (select 1 from owners o where o.person_id = p.id and o.account_id = ?) as owns
        from decisions d join people p on p.id = d.person_id where d.request_id = ? and d.person_id = ?`,
      session.account,
      session.id,
      actor,
    )[0]
    const isEligible = found?.['active'] === 1 && (found['owns'] === 1 || Number(found['level']) >= 2)
    const isOther = actor !== session.requester && found?.['verdict'] === 'approve'
    const requester = this.#database.ask('select active from people where id = ?', session.requester)[0]
    if (!isEligible || !isOther) this.wrong('I10', `${session.id} approved by ${actor}, who may not`)
    if (requester?.['active'] !== 1) this.wrong('I10', `${session.id} approved for somebody who left`)
  }

  /** I10: nobody gets longer than was said yes to. */
  #judgeLength({ id, startsAt, endsAt }: Session): void {
    const granted = this.#database.ask(
      "select granted_s as s from decisions where request_id = ? and verdict = 'approve' order by at desc limit 1",
      id,
    )[0]
    const ms = Number(granted?.['s'] ?? Infinity) * 1_000
    if (endsAt - startsAt > ms)
      this.wrong('I10', `${id} lasts ${endsAt - startsAt} ms, and ${ms} were approved`)
  }

  /** Nothing starts for, or by the word of, somebody who left a while ago (ENGINE 1.7). */
  #judgeStart({ id, key, principal, startsAt }: Session, { at }: Event): void {
    const people = this.#database.ask(
      `select p.id from requests r join people p on p.active = 0 and (p.id = r.requester_id
        or p.id in (select person_id from decisions d where d.request_id = r.id and d.verdict = 'approve')) where r.id = ?`,
      id,
    )
    // An extension goes on with the access that is there while the database cannot be asked.
    const goesOn = this.sessions.on(key, principal).some(({ endsAt }) => endsAt === startsAt)
    if (goesOn && at < this.#loop.now - newsMs) return
    for (const { id: person } of people) {
      // After a restore what started long before is written down once more.
      const longAgo = (this.restoredAt > 0 ? at : this.#loop.now) - inactiveLongMs
      if ((this.leftAt.get(person as string) ?? Infinity) < longAgo)
        this.wrong('G7', `${id} started, and ${person} left`)
    }
  }

  /** From here on its Create may be on its way, also where its keeper dies before it is sent. */
  #noteStart(session: Session): void {
    this.#aws.began(session)
    this.traffic.begins(session.key, session.principal)
  }

  /** Failed is said of what is not there, in AWS's words only if it said them, and "not before its end" not while it could still start. */
  #judgeFailed({ id, key, principal, endsAt, failure }: Session): void {
    const { now } = this.#loop
    const isSaid = failure !== couldNot || this.#aws.hasFailed(key, principal)
    if (failure === knowsNot || !isSaid) this.wrong('I9', `${id} failed, and AWS never said: ${failure}`)
    const isEarly = failure === notStarted && endsAt > now + this.skewMs + 1_000
    if (isEarly && this.restoredAt < 0)
      this.wrong('G3', `${id} said not to have started before its end, ${endsAt - now} ms before it`)
    // What an earlier one left behind is still being removed.
    const others = this.sessions
      .on(key, principal)
      .filter((other) => other.id !== id && (other.live || (other.endedAt ?? 0) > now - 600_000))
    const window = [now - 20_000, now] as const
    const stayed =
      !this.#aws.wasEver(false, key, principal, window) && this.#aws.isOursToRemove(key, principal)
    if (stayed && others.length === 0 && this.restoredAt < 0)
      this.wrong('I9', `${id} said to have failed, and AWS has it`)
  }

  /** Nothing ends by itself before its end: a retry has its own. */
  #judgeExpired({ id, endsAt }: Session): void {
    const early = endsAt - this.#loop.now
    if (early > this.skewMs + 1_000 && this.restoredAt < 0)
      this.wrong('I6', `${id} said to have reached its end ${early} ms before it`)
  }

  /** I8: active is said of what AWS had. */
  #judgeActive(session: Session, { at }: Event): void {
    const { id, key, principal, owned } = session
    const had = this.#aws.wasEver(true, key, principal, [
      this.#madeFrom(session, at),
      at + listMs + this.skewMs,
    ])
    if (!had) this.wrong('I8', `${id} said to be active, and AWS had not got it`)
    const holding = this.#aws.holdings.get(pairOf(key, principal))
    if (owned && holding?.standing === 'kept' && !this.#mayBeOurs(holding))
      this.wrong('I2', `${id} said to be ours, and it is standing access`)
  }

  /** What others took before AWS's word of its Create was heard was there. */
  #madeFrom({ key, principal }: Session, at: number): number {
    const usual = at - 12_000 - this.skewMs
    const pair = pairOf(key, principal)
    const createdAt = this.createdAt(pair)
    const takenAt = this.#aws.takenAt.get(pair) ?? -Infinity
    const isHeard = this.sessions
      .on(key, principal)
      .some(({ activeAt }) => activeAt !== null && activeAt >= createdAt - this.skewMs && activeAt < takenAt)
    return takenAt > createdAt && !isHeard ? Math.min(usual, createdAt) : usual
  }

  /** Promises of time, judged every few seconds. */
  tick(): void {
    this.rules?.tick()
    this.time.tick()
    this.traffic.tick()
  }

  // An older copy of the database.

  restored(): void {
    this.restoredAt = this.#loop.now
    this.leftAt.clear()
    const before = [...this.sessions.values()]
    this.sessions.clear()
    this.#paths.clear()
    const rows = this.#database.ask('select * from requests')
    for (const row of rows) {
      const session = sessionOf(row)
      this.sessions.keep(session)
      this.#paths.set(session.id, { status: session.status, version: session.version })
    }
    for (const session of before) this.#remember(session)
    // Forgotten once, and back with another copy: its keeper may have taken the first one's word.
    for (const { id, isGhost } of before) if (isGhost) this.#unclear.add(id.split(' ')[0]!)
    // Only its keeper can have said so: it knows.
    const removed = new Set(before.filter(({ endedAt }) => endedAt !== null).map(({ id }) => id))
    for (const [id, at] of this.over)
      if (at > this.#unheardFrom() && this.sessions.get(id)?.live && !removed.has(id)) this.#forgive(id)
    this.#forgotten.push(...before)
    this.#lastSeq = Number(this.#database.ask('select max(seq) as n from events')[0]?.['n'] ?? 0)
    this.time.restored()
  }

  /** A word from since then may have been lost on its way; while the database is down the sweep repeats none. */
  #unheardFrom(): number {
    const { downFrom, downUntil } = this.#database
    const from = this.#loop.now - unheardMs
    return downUntil > from ? Math.min(from, downFrom - unheardMs) : from
  }

  /** The database has lost a person's word. Whether its keeper heard it, nobody can tell. */
  #forgive(id: string): void {
    this.over.delete(id)
    this.#unclear.add(id)
  }

  /** Its keeper was told of it, and keeps its word until the end that was written. */
  #remember(session: Session): void {
    const now = this.sessions.get(session.id)
    // The word that ended it may be lost with the database; that of a ghost was.
    const isUnheard = session.isGhost || (this.over.get(session.id) ?? -Infinity) > this.#unheardFrom()
    // A try anew that the copy forgot lasts longer than the one it knows.
    const isKnown = now?.live === true && now.endsAt >= session.endsAt
    if (!session.live || (session.status === 'ending' && !isUnheard) || isKnown) return
    const ghost = { ...session, isGhost: true, endAskedAt: null, id: `${session.id} (before the restore)` }
    this.sessions.keep(ghost)
  }

  // Quiescence.

  /** Long after the last fault: everything is over, and AWS has what others put there, nothing else. */
  atRest(): void {
    for (const session of this.sessions.values()) {
      if (session.isGhost) continue
      if (!settled.has(session.status)) this.wrong('I4', `${session.id} rests in ${session.status}`)
      if (session.dueAt !== null && session.status !== 'failed')
        this.wrong('I4', `${session.id} is over and still due`)
    }
    for (const { key, principal, standing } of this.#aws.holdings.values())
      if (standing === null) this.wrong('I7', `${principal} still has ${short(key)}`)
    this.rules?.atRest()
    this.traffic.checkRest()
    this.#checkLastLooks()
  }

  /** Where no alarm was lost, no older copy came back and no Create came late, and of sets that stay. */
  #checkLastLooks(): void {
    if (this.restoredAt > 0 || this.#faults.intensity.alarmLost > 0) return
    const landed = new Map<Key, number>()
    for (const { key, principal, owned, remains } of this.sessions.values()) {
      const at = this.#deletes.get(pairOf(key, principal))
      // What others took since went without a Delete of ours.
      const isTaken = (this.#aws.takenAt.get(pairOf(key, principal)) ?? -Infinity) > (at ?? Infinity)
      const isJoined = isTaken || this.#aws.joined.has(pairOf(key, principal))
      const isUntimed = isJoined || this.time.cameLate(key, principal)
      const isOurs = owned && remains === null && !isUntimed
      if (at !== undefined && isOurs && !isClone(key)) landed.set(key, Math.max(at, landed.get(key) ?? 0))
    }
    for (const [key, at] of landed) this.traffic.checkLastLook(key, at)
  }
}

function opens({ event, status }: Event): Status | null {
  return event === 'open' ? status : null
}

function isOver(session: Session): boolean {
  return session.status === 'ending' || (session.status !== 'failed' && settled.has(session.status))
}
