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
import { Sessions, sessionOf, type Session } from './sessions.ts'
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

interface Event {
  readonly seq: number
  readonly id: string
  readonly version: number
  readonly event: string
  readonly status: Status
  /** An approval of what starts later is two steps. */
  readonly through: Status | null
  readonly actor: string | null
  readonly at: number
}

/** A Delete without an answer is waited for as long; after it, what is still there is given to the next session. */
const hungMs = 75_000
const inactiveLongMs = 20_000
/** A list may be on its way so long, and is as old as its question. */
const listMs = 4_000
/** A person's word may be lost with the database before its keeper heard it. */
const unheardMs = 120_000
/** A start rests on what the database said ten seconds ago at most, by a clock that may step by four meanwhile. */
const wordMs = 14_500
/** How long a keeper may work on what it read before. */
const newsMs = 20_000
/** A list is as old as that at most. */
const staleMs = 2_000
/** A record may be on its way for so long. */
const onItsWayMs = 40_000

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
  readonly #removed = new Set<string>()
  readonly #heardAt = new Map<Key, number>()
  readonly #sawAt = new Map<Key, readonly number[]>()
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

  /** The keeper of this key noted what AWS had at that instant. */
  saw(key: Key, at: number): void {
    this.#sawAt.set(key, [...(this.#sawAt.get(key) ?? []), at])
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
    if (event.event.startsWith('removed')) this.#judgeRemoved(session, event)
    if (event.event === 'credentials_gone') this.#judgeCredentials(session, event)
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

  /** I9: over is said of what AWS had no more, or of what something else covers. */
  #judgeRemoved(session: Session, event: Event): void {
    const { id, key, principal, remains } = session
    const at = event.at
    // What its keeper tells an older copy once more, word for word, was judged when AWS was as it says.
    const said = `${id} ${at} ${remains}`
    if (this.#removed.has(said) && this.restoredAt > 0) return
    this.#removed.add(said)
    const absent = this.#aws.wasEver(false, key, principal, [this.#goneFrom(session, at), at + this.skewMs])
    const all = [...this.sessions.on(key, principal), ...this.#forgotten]
    const others = all.filter(
      (other) => other.id !== id && other.key === key && other.principal === principal,
    )
    if (remains === null || remains === 'group') {
      const isTrue = absent && !this.#stoodThrough(session, at)
      if (this.#wasAsked(session, at) && !isTrue && !this.time.mayBeUnseen(key, principal, at))
        this.wrong('I9', `${id} said to be removed, and AWS still had it`)
      if (remains === 'group' && !this.#hadGroup(session))
        this.wrong('I9', `${id} said to be covered by a group, and none had it at its end`)
      if (remains === null && this.#hasGroupThroughout(session, at))
        this.wrong('I9', `${id} said to leave nothing, and a group of theirs has it all the time`)
    } else if (remains === 'session') {
      const covers = others.some(
        (other) => other.startsAt <= at + this.skewMs + 1_000 && other.endsAt >= at - 60_000,
      )
      if (!covers) this.wrong('I9', `${id} said to be covered by a session, and there is none`)
    } else if (!this.#aws.wasEver(true, key, principal, [at - 600_000, at + this.skewMs])) {
      this.wrong('I9', `${id} said to be covered by standing access, and there is none`)
    }
    this.#judgeCause(session, event)
    // Of sealed ones AWS itself is asked.
    if (
      session.credentials !== 'sealed' &&
      (session.credentialsUntil ?? 0) < at + session.sessionSeconds * 1_000
    )
      this.wrong('G2', `${id}: credentials said to be over too early`)
  }

  /** The word rests on a look from after the end, and from around the Delete where AWS kept that waiting. */
  #hadGroup({ key, principal, endsAt, endAskedAt }: Session): boolean {
    if ((this.#aws.groups.get(key)?.size ?? 0) > 0) return true
    const end = Math.min(endsAt, endAskedAt ?? Infinity)
    const sentAt = this.#sentAt.get(pairOf(key, principal)) ?? -Infinity
    const from = Math.max(end, sentAt - 60_000 - listMs) - this.skewMs
    return (this.#aws.ungroupedAt.get(key) ?? -Infinity) >= from
  }

  /** Since before a look that its keeper noted before it said so, and still. */
  #hasGroupThroughout({ key, principal, owned, activeAt }: Session, at: number): boolean {
    if (!owned || activeAt === null || isClone(key) || this.restoredAt > 0) return false
    const groups = this.#aws.groups.get(key) ?? new Map<string, number>()
    const before = at - this.skewMs
    const sawAt = (this.#sawAt.get(key)?.findLast((each) => each <= before) ?? -Infinity) - staleMs
    return [...groups].some(([id, since]) => since <= sawAt && this.#isMember(id, principal))
  }

  #isMember(group: string, principal: PrincipalId): boolean {
    const sql = 'select 1 from group_members where group_id = ? and principal_id = ?'
    return this.#database.ask(sql, group, principal).length > 0
  }

  /** It was there before our Delete was sent, and is there since. */
  #stoodThrough({ key, principal }: Session, at: number): boolean {
    const pair = pairOf(key, principal)
    const since = this.#aws.holdings.get(pair)?.since ?? Infinity
    const sentAt = Math.min(this.#sentAt.get(pair) ?? -Infinity, at - this.skewMs)
    return this.#aws.isOursToRemove(key, principal) && since < sentAt
  }

  /** What we sent before may land after our Delete did: that is found and goes too, and does not make its end untrue. */
  #goneFrom({ key, principal, endsAt, endAskedAt }: Session, at: number): number {
    const usual = at - 8_000 - this.skewMs
    const landed = this.#deletes.get(pairOf(key, principal)) ?? -Infinity
    const end = Math.min(endsAt, endAskedAt ?? Infinity) - this.skewMs - 1_000
    return landed < end ? usual : Math.min(usual, landed)
  }

  /** Of access we never asked AWS for, or that came from others while ours went, we claim nothing. */
  #wasAsked({ key, principal }: Session, at: number): boolean {
    const pair = pairOf(key, principal)
    return (
      !this.#aws.joined.has(pair) ||
      (this.#aws.holdings.get(pair)?.standing === 'kept' &&
        (this.#creates.get(pair) ?? Infinity) < at - this.skewMs)
    )
  }

  /** The end is said to be a person's if they asked for it before the Delete was sent, and else nobody's. */
  #judgeCause({ id, key, principal, endCause, endAskedAt, remains }: Session, { event }: Event): void {
    const said =
      event === 'removed_after_revoke' ? 'revoke' : event === 'removed_after_release' ? 'release' : null
    const isWritten = said === endCause && endAskedAt !== null
    // A record that was on its way when an older copy came back: it knows of the person whom the copy forgot.
    const isJustBack = this.#loop.now - this.restoredAt < onItsWayMs
    const wasWritten = isJustBack && this.#forgotten.some((each) => each.id === id && each.endCause === said)
    if (said !== null && !isWritten && !wasWritten) this.wrong('I6', `${id}: ${event} after ${endCause}`)
    const sentAt = this.#deletes.get(pairOf(key, principal)) ?? 0
    const wasAsked = endAskedAt !== null && endAskedAt + 1_000 + this.skewMs < sentAt && remains === null
    if (said === null && wasAsked && this.restoredAt < 0)
      this.wrong('I6', `${id}: ${event}, though somebody had asked for it`)
  }

  #judgeCredentials({ id, key, endedAt }: Session, { at }: Event): void {
    const since = Math.max(at - 3_600_000, (endedAt ?? at) - 10_000 - this.skewMs)
    if (this.#roleStoodThroughout(key, since))
      this.wrong('G2', `${id}: credentials said to be gone, and the role stands`)
  }

  #roleStoodThroughout(key: Key, since: number): boolean {
    const { now } = this.#loop
    const roots = [...this.#aws.holdings.values()].filter((holding) => holding.key === key)
    return roots.some(({ principal }) => !this.#aws.wasEver(false, key, principal, [since, now]))
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

function isClone(key: string): boolean {
  return key.includes('/jit-')
}
