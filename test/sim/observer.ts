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
import type { SetRules } from './set-rules.ts'
import type { Row } from './statements.ts'

export interface Violation {
  readonly rule: string
  readonly text: string
  readonly at: number
}

/** A session as the database last showed it. */
export interface Session {
  readonly id: string
  readonly status: Status
  readonly version: number
  readonly requester: string
  readonly account: string
  readonly key: Key
  readonly principal: PrincipalId
  readonly startsAt: number
  readonly endsAt: number
  readonly endCause: string | null
  readonly endAskedAt: number | null
  readonly activeAt: number | null
  readonly endedAt: number | null
  readonly owned: boolean
  readonly live: boolean
  readonly dueAt: number | null
  readonly remains: string | null
  readonly failure: string | null
  readonly credentials: string | null
  readonly credentialsUntil: number | null
  readonly sessionSeconds: number
  /** The name of the set made for it. */
  readonly clone: string | null
  readonly setHash: string
  readonly extendsId: string | null
  /** An older copy of the database does not know it any more; its keeper does. */
  readonly isGhost: boolean
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

/** Removal, and every other promise of time, in healthy time. */
const promisedMs = 180_000
/** Where nothing goes wrong nobody waits for the next minute of the sweep. */
const promptMs = 30_000
const promptStartMs = 60_000
/** What went wrong before keeps things waiting: a pause of a minute, or a Delete without an answer. */
const calmMs = 90_000
/** An alarm may be late by so much. */
const lateAlarmMs = 60_000
/** A Delete without an answer is waited for as long; after it, what is still there is given to the next session. */
const hungMs = 75_000
/** A keeper looks at what is over for late arrivals, and then sees the older copy: ten minutes apart at most in a world. */
const overAgainMs = 11 * 60_000
const gateQuietMs = 60_000
const inactiveLongMs = 20_000
/** A list may be on its way so long, and is as old as its question. */
const listMs = 4_000
/** A person's word may be lost with the database before its keeper heard it. */
const unheardMs = 120_000
/** How long a keeper may work on what it read before. */
const newsMs = 20_000
/** A record may be on its way for so long. */
const onItsWayMs = 40_000

/** What is said of a start that never came to AWS: the words that people read. */
const notStarted = 'Access could not be set up before its end.'

/** Events that leave the status as it is. */
const beside = new Set(['credentials_gone', 'credentials_killed', 'sealed', 'seal_late', 'lost', 'restored'])

/** Nothing of it is at AWS yet. */
const unstarted = new Set<Status>([...waiting, 'approved', 'admin_approved', 'scheduled'])

/** The promises, judged by what AWS has and what the database says, never by the engine's own notes. */
export class Observer implements AwsWatcher {
  readonly violations: Violation[] = []
  readonly sessions = new Map<string, Session>()
  readonly #byPair = new Map<string, readonly Session[]>()
  /** Whoever ended once, or was told to, stays over, whatever database is put back. */
  readonly over = new Map<string, number>()
  readonly approvals = new Set<string>()
  /** When people were deactivated. */
  readonly leftAt = new Map<string, number>()
  maxRemovalMs = 0
  restoredAt = -Infinity
  /** Clocks of ours may be off by so much. */
  skewMs = 0
  trace: ((text: string) => void) | null = null
  /** What sealed and killed mean. */
  rules: SetRules | null = null
  /** Told of what was recorded just now. */
  onEvent: ((session: Session) => unknown) | null = null
  #lastSeq = 0
  readonly #unwantedSince = new Map<string, number>()
  readonly #stuckSince = new Map<string, number>()
  readonly #backSince = new Map<string, number>()
  readonly #deletes = new Map<string, number>()
  readonly #creates = new Map<string, number>()
  /** Where AWS was at a Delete for so long that it took what came after. */
  readonly #hung = new Set<string>()
  /** When a Delete was last sent. */
  readonly #sentAt = new Map<string, number>()
  /** Sessions that an older copy of the database does not know. */
  readonly #forgotten: Session[] = []
  readonly #rolesGone = new Map<Key, number>()
  readonly #unclear = new Set<string>()
  #ratedAt = -Infinity
  readonly #loop: Loop
  readonly #aws: SimAws
  readonly #database: SimDatabase
  readonly #faults: Faults

  constructor(loop: Loop, aws: SimAws, database: SimDatabase, faults: Faults) {
    this.#loop = loop
    this.#aws = aws
    this.#database = database
    this.#faults = faults
    aws.watcher = this
    database.onWrite = () => this.read()
  }

  wrong(rule: string, text: string): void {
    this.violations.push({ rule, text, at: this.#loop.now })
    this.trace?.(`VIOLATION ${rule} ${text}`)
  }

  // AWS's side.

  /** Our code decided on it, whatever becomes of the call. */
  issued(kind: Kind, key: Key, principal: PrincipalId): void {
    this.trace?.(`issue ${kind} ${short(key)} ${principal}`)
    this.#aws.touch({ key, principal })
    if (kind === 'delete') {
      this.#sentAt.set(pairOf(key, principal), this.#loop.now)
      this.#checkDelete('issued', key, principal)
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
    if (!present && standing === null) this.#measure(key, principal)
    const tookMs = this.#loop.now - (this.#deletes.get(pair) ?? this.#loop.now)
    if (present || tookMs < hungMs) this.#hung.delete(pair)
    else this.#hung.add(pair)
    if (!present) this.#unwantedSince.delete(pair)
    this.#follow(pair, key, principal)
  }

  #checkDelete(how: string, key: Key, principal: PrincipalId): void {
    const holding = this.#aws.holdings.get(pairOf(key, principal))
    if (holding?.standing === 'kept' && !this.#mayBeOurs(holding))
      this.wrong('I2', `Delete ${how} for standing access of ${principal}`)
    const { now } = this.#loop
    for (const session of this.#on(key, principal)) {
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

  /** A Create of ours that nobody answered may have landed on what others put there just before it. */
  #mayBeOurs({ key, principal, since }: Holding): boolean {
    const createdAt = this.#creates.get(pairOf(key, principal)) ?? -Infinity
    return createdAt >= since && createdAt - since <= raceMs
  }

  /** Nothing that is over is started again. */
  #checkCreate(key: Key, principal: PrincipalId): void {
    const { now } = this.#loop
    const wanted = this.#on(key, principal).some(
      (session) =>
        this.#wants(session, now - 60_000 - this.skewMs) ||
        now - (this.over.get(session.id) ?? -Infinity) < newsMs,
    )
    if (!wanted) this.wrong('G4', `Create for ${principal}, which nobody wants`)
    const isWritten = this.#on(key, principal).some(({ owned, isGhost }) => owned || isGhost)
    // It was, and was read, before an older copy came back on its way to AWS.
    const isJustBack = now - this.restoredAt < newsMs
    if (!isWritten && !isJustBack)
      this.wrong('G3', `Create for ${principal}, and nowhere is written that it is ours`)
  }

  /** How long after its end was it there? Counted only where nothing went wrong meanwhile. */
  #measure(key: Key, principal: PrincipalId): void {
    const since = this.#unwantedSince.get(pairOf(key, principal))
    if (since === undefined || this.#faults.lastAt > since - 60_000) return
    this.maxRemovalMs = Math.max(this.maxRemovalMs, this.#loop.now - since)
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
    this.#judge(event, row)
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
    this.#keep(session)
    if (isOver(session) && !this.over.has(session.id)) this.over.set(session.id, this.#loop.now)
    if (session.key) this.#follow(pairOf(session.key, session.principal), session.key, session.principal)
    if (session.status !== 'approved' && session.status !== 'provisioning')
      this.#stuckSince.delete(session.id)
  }

  #judge(event: Event, touched: Row | undefined): void {
    const row = touched ?? this.#database.ask('select * from requests where id = ?', event.id)[0]
    if (!row) return this.wrong('I6', `an event of ${event.id}, which does not exist`)
    const session = sessionOf(row)
    if (event.event === 'approve') this.#judgeApproval(session, event)
    if (event.event === 'provision') this.#judgeStart(session, event)
    if (event.event === 'fail') this.#judgeFailed(session)
    if (event.event === 'activate') this.#judgeActive(session, event)
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

  /** Nothing starts for, or by the word of, somebody who left a while ago (ENGINE 1.7). */
  #judgeStart({ id, key, principal, startsAt }: Session, { at }: Event): void {
    const people = this.#database.ask(
      `select p.id from requests r join people p on p.active = 0 and (p.id = r.requester_id
        or p.id in (select person_id from decisions d where d.request_id = r.id and d.verdict = 'approve')) where r.id = ?`,
      id,
    )
    // An extension goes on with the access that is there while the database cannot be asked.
    const goesOn = this.#on(key, principal).some(({ endsAt }) => endsAt === startsAt)
    if (goesOn && at < this.#loop.now - newsMs) return
    for (const { id: person } of people) {
      // After a restore what started long before is written down once more.
      const longAgo = (this.restoredAt > 0 ? at : this.#loop.now) - inactiveLongMs
      if ((this.leftAt.get(person as string) ?? Infinity) < longAgo)
        this.wrong('G7', `${id} started, and ${person} left`)
    }
  }

  /** Failed is said of what is not there, and "not before its end" not while it could still start. */
  #judgeFailed({ id, key, principal, endsAt, failure }: Session): void {
    const { now } = this.#loop
    const isEarly = failure === notStarted && endsAt > now + this.skewMs + 1_000
    if (isEarly && this.restoredAt < 0)
      this.wrong('G3', `${id} said not to have started before its end, ${endsAt - now} ms before it`)
    // What an earlier one left behind is still being removed.
    const others = this.#on(key, principal).filter(
      (other) => other.id !== id && (other.live || (other.endedAt ?? 0) > now - 600_000),
    )
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
  #judgeActive({ id, key, principal, owned }: Session, { at }: Event): void {
    const had = this.#aws.wasEver(true, key, principal, [
      at - 12_000 - this.skewMs,
      at + listMs + this.skewMs,
    ])
    if (!had) this.wrong('I8', `${id} said to be active, and AWS had not got it`)
    const holding = this.#aws.holdings.get(pairOf(key, principal))
    if (owned && holding?.standing === 'kept' && !this.#mayBeOurs(holding))
      this.wrong('I2', `${id} said to be ours, and it is standing access`)
  }

  /** I9: over is said of what AWS had no more, or of what something else covers. */
  #judgeRemoved(session: Session, event: Event): void {
    const { id, key, principal, remains } = session
    const at = event.at
    const absent = this.#aws.wasEver(false, key, principal, [this.#goneFrom(session, at), at + this.skewMs])
    const all = [...this.#on(key, principal), ...this.#forgotten]
    const others = all.filter(
      (other) => other.id !== id && other.key === key && other.principal === principal,
    )
    if (remains === null || remains === 'group') {
      if (this.#wasAsked(session) && (!absent || this.#stoodThrough(session, at)))
        this.wrong('I9', `${id} said to be removed, and AWS still had it`)
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
  #wasAsked({ key, principal }: Session): boolean {
    const pair = pairOf(key, principal)
    return (
      !this.#aws.joined.has(pair) ||
      (this.#aws.holdings.get(pair)?.standing === 'kept' && this.#creates.has(pair))
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

  // Time.

  /** Promises of time, judged every few seconds. */
  tick(): void {
    this.rules?.tick()
    const { now } = this.#loop
    if (this.#aws.isStuck()) this.#faults.touch()
    if (this.#aws.isDown) this.#faults.touch('awsOutage')
    for (const { key, principal } of this.#aws.holdings.values())
      this.#follow(pairOf(key, principal), key, principal)
    for (const [pair, since] of this.#unwantedSince)
      if (this.#loop.now - Math.max(since, this.#excusedUntil(pair)) > promisedMs)
        this.#late('I1', `${short(pair)} is still there ${now - since} ms after its end`)
      else if (this.#isIdle(since, promptMs) && this.#isUnsent(pair, since))
        this.#late('I1', `no Delete of ${short(pair)} was sent in ${now - since} ms of health`)
    for (const session of this.sessions.values()) {
      this.#checkHeld(session)
      this.#checkOver(session)
      this.#checkGone(session)
    }
    this.#checkRate()
  }

  #late(rule: string, text: string): void {
    this.wrong(rule, text)
    this.#unwantedSince.clear()
    this.#stuckSince.clear()
  }

  /** For how long of the time since then has nothing gone wrong? */
  #healthyFor(since: number): number {
    return this.#loop.now - Math.max(since, this.#faults.lastAt)
  }

  /** A person's word that its keeper did not hear waits for the sweep. */
  #excusedUntil(pair: string): number {
    const { lastOfAwsAt, lastSkippedAt } = this.#faults
    const isAsked = this.#byPair
      .get(pair)
      ?.some(({ status, endAskedAt }) => status === 'ending' && endAskedAt !== null)
    return isAsked ? Math.max(lastOfAwsAt, lastSkippedAt) : lastOfAwsAt
  }

  /** What arrived after its end is found by a look. */
  #isUnsent(pair: string, since: number): boolean {
    const hadBefore = (this.#aws.holdings.get(pair)?.since ?? Infinity) < since
    return hadBefore && (this.#sentAt.get(pair) ?? 0) < since
  }

  /** Nothing at all went wrong for longer than anything should take. */
  #isIdle(since: number, ms: number): boolean {
    const { lastAt, intensity } = this.#faults
    if (intensity.alarmLost > 0 || lastAt > since - calmMs) return false
    return this.#loop.now - since > ms + (intensity.alarmLate > 0 ? lateAlarmMs : 0)
  }

  /** I3b: active and not there; and a start that does not come. */
  #checkHeld(session: Session): void {
    const { now } = this.#loop
    const { id, key, principal, status } = session
    const isDue = session.startsAt <= now && session.endsAt > now && !this.over.has(id) && !session.isGhost
    if (!isDue || this.restoredAt > 0) return void this.#stuckSince.delete(id)
    const isHung = this.#hung.has(pairOf(key, principal))
    const isMissing = status === 'active' && session.owned && !isHung && !this.#aws.holds(key, principal)
    const isStarting = status === 'approved' || status === 'provisioning'
    if (!isMissing && !isStarting) return void this.#stuckSince.delete(id)
    const stuckSince = this.#stuckSince.get(id) ?? now
    this.#stuckSince.set(id, stuckSince)
    const since = Math.max(stuckSince, this.rules?.slowAt(key) ?? stuckSince)
    const ms = this.#healthyFor(since)
    if (isMissing && ms > promisedMs) this.#late('I3b', `${id} is active without its access for ${ms} ms`)
    const isForgotten = this.#isIdle(since, promptStartMs)
    if (isStarting && (ms > promisedMs * 2 || isForgotten))
      this.#late('G3', `${id} is ${status} for ${ms} ms`)
  }

  /** G5: an older copy says of what is over that it runs; its keeper says otherwise, before its end. */
  #checkOver(session: Session): void {
    const { id, live, status, isGhost } = session
    const isBack = this.restoredAt > 0 && live && status !== 'ending' && !isGhost && this.over.has(id)
    if (!isBack || this.#unclear.has(id)) return void this.#backSince.delete(id)
    const since = this.#backSince.get(id) ?? this.#loop.now
    this.#backSince.set(id, since)
    const ms = this.#healthyFor(since)
    if (ms <= overAgainMs) return
    this.wrong('G5', `${id} was over, and is ${status} again for ${ms} ms`)
    this.#backSince.clear()
  }

  /** AWS's word that a role is not there any more came to a keeper. */
  roleGone(key: Key): void {
    this.#rolesGone.set(key, this.#loop.now)
  }

  /** G8: that a role went with its last assignment is said: once its keeper heard it, and in health in any case. */
  #checkGone(session: Session): void {
    const { id, key, owned, endedAt, remains, credentials } = session
    const isOurs = owned && endedAt !== null && remains === null && credentials === 'may_last'
    const isOnly = () => [...this.sessions.values()].every((each) => each.id === id || each.key !== key)
    if (!isOurs || this.restoredAt > 0 || !isOnly()) return
    const since = this.#heardGoneAt(key, endedAt) ?? this.#wentAt(session, endedAt)
    if (since !== null && this.#healthyFor(since) > promisedMs)
      this.wrong('G8', `${id}: its role went ${this.#loop.now - since} ms ago, and that is not said`)
  }

  /** A crash may have come between its ear and its notes, and then others kept the role. */
  #heardGoneAt(key: Key, endedAt: number): number | null {
    const heardAt = this.#rolesGone.get(key) ?? -Infinity
    return heardAt >= endedAt && this.#aws.changedAt(key) <= heardAt ? heardAt : null
  }

  /** With its own assignment, nothing went wrong around it, and nobody brought it back. */
  #wentAt({ key, principal, startsAt }: Session, endedAt: number): number | null {
    const wentAt = this.rules?.roleWentAt(key) ?? null
    const isItsOwn = wentAt !== null && Math.abs(wentAt - endedAt) < 8_000 + this.skewMs
    const isCalm = this.#faults.lastAt < endedAt - calmMs
    const had = this.#aws.wasOurs(key, principal, [startsAt, endedAt])
    return isItsOwn && isCalm && had ? wentAt : null
  }

  /** I11: AWS had to say no, though the gate was well. */
  #checkRate(): void {
    const last = this.#aws.overruns.at(-1) ?? -Infinity
    const isOurs = last > this.#ratedAt && last - this.#faults.lastAt > gateQuietMs
    if (isOurs) this.wrong('I11', 'more calls in a second than AWS takes')
    this.#ratedAt = this.#loop.now
  }

  #follow(pair: string, key: Key, principal: PrincipalId): void {
    const { now } = this.#loop
    const isLeft =
      this.#aws.isOursToRemove(key, principal) &&
      !this.#on(key, principal).some((each) => this.#wants(each, now))
    if (!isLeft) this.#unwantedSince.delete(pair)
    else if (!this.#unwantedSince.has(pair)) this.#unwantedSince.set(pair, this.#since(key, principal))
  }

  /** Since when does nobody want it? */
  #since(key: Key, principal: PrincipalId): number {
    const { now } = this.#loop
    const ends = this.#on(key, principal).map((each) => Math.min(each.endsAt, each.endAskedAt ?? Infinity))
    const last = Math.min(now, Math.max(...ends.filter((at) => at <= now + this.skewMs)))
    const since = this.#aws.holdings.get(pairOf(key, principal))?.since ?? now
    return Number.isFinite(last) ? Math.max(last, since) : now
  }

  #wants(session: Session, now: number): boolean {
    if (session.isGhost) return session.endsAt > now
    const isRunning = session.live && session.status !== 'ending' && !this.over.has(session.id)
    return isRunning && session.startsAt <= this.#loop.now + this.skewMs && session.endsAt > now
  }

  #on(key: Key, principal: PrincipalId): readonly Session[] {
    return this.#byPair.get(pairOf(key, principal)) ?? []
  }

  #keep(session: Session): void {
    const before = this.sessions.get(session.id)
    this.sessions.set(session.id, session)
    if (before) this.#index(before, (those) => those.filter(({ id }) => id !== before.id))
    this.#index(session, (those) => [...those, session])
  }

  #index({ key, principal }: Session, change: (those: readonly Session[]) => readonly Session[]): void {
    this.#byPair.set(pairOf(key, principal), change(this.#on(key, principal)))
  }

  // An older copy of the database.

  restored(): void {
    this.restoredAt = this.#loop.now
    this.leftAt.clear()
    const before = [...this.sessions.values()]
    this.sessions.clear()
    this.#byPair.clear()
    this.#paths.clear()
    this.#stuckSince.clear()
    const rows = this.#database.ask('select * from requests')
    for (const row of rows) {
      const session = sessionOf(row)
      this.#keep(session)
      this.#paths.set(session.id, { status: session.status, version: session.version })
    }
    for (const session of before) this.#remember(session)
    // Forgotten once, and back with another copy: its keeper may have taken the first one's word.
    for (const { id, isGhost } of before) if (isGhost) this.#unclear.add(id.split(' ')[0]!)
    // Only its keeper can have said so: it knows.
    const removed = new Set(before.filter(({ endedAt }) => endedAt !== null).map(({ id }) => id))
    for (const [id, at] of this.over)
      if (at > this.#loop.now - unheardMs && this.sessions.get(id)?.live && !removed.has(id))
        this.#forgive(id)
    this.#forgotten.push(...before)
    this.#lastSeq = Number(this.#database.ask('select max(seq) as n from events')[0]?.['n'] ?? 0)
    for (const { key, principal } of this.#aws.holdings.values()) {
      this.#unwantedSince.delete(pairOf(key, principal))
      this.#follow(pairOf(key, principal), key, principal)
    }
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
    const isUnheard = session.isGhost || (this.over.get(session.id) ?? -Infinity) > this.#loop.now - unheardMs
    // A try anew that the copy forgot lasts longer than the one it knows.
    const isKnown = now?.live === true && now.endsAt >= session.endsAt
    if (!session.live || (session.status === 'ending' && !isUnheard) || isKnown) return
    const ghost = { ...session, isGhost: true, endAskedAt: null, id: `${session.id} (before the restore)` }
    this.#keep(ghost)
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
  }
}

function opens({ event, status }: Event): Status | null {
  return event === 'open' ? status : null
}

function isOver(session: Session): boolean {
  return session.status === 'ending' || (session.status !== 'failed' && settled.has(session.status))
}

function short(key: string): string {
  return key.replace('arn:aws:sso:::permissionSet/ssoins-1/', '')
}

function sessionOf(row: Row): Session {
  const number = (name: string) => (row[name] === null ? null : Number(row[name]))
  return {
    id: row['id'] as string,
    status: row['status'] as Status,
    version: Number(row['version']),
    requester: row['requester_id'] as string,
    account: row['account_id'] as string,
    key: (row['keeper_key'] ?? '') as Key,
    principal: row['principal_id'] as PrincipalId,
    startsAt: number('starts_at') ?? Infinity,
    endsAt: number('ends_at') ?? -Infinity,
    endCause: row['end_cause'] as string | null,
    endAskedAt: number('end_asked_at'),
    activeAt: number('active_at'),
    endedAt: number('ended_at'),
    owned: row['owned'] === 1,
    live: row['live'] === 1,
    dueAt: number('due_at'),
    remains: row['access_remains'] as string | null,
    failure: row['failure'] as string | null,
    credentials: row['credentials'] as string | null,
    credentialsUntil: number('credentials_until'),
    sessionSeconds: Number(row['session_seconds']),
    clone: row['clone_name'] as string | null,
    setHash: row['set_hash'] as string,
    extendsId: row['extends_id'] as string | null,
    isGhost: false,
  }
}
