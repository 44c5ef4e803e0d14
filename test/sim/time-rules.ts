import type { Key, PrincipalId } from '../../worker/engine/ports.ts'
import { pairOf, type SimAws } from './aws.ts'
import type { Faults } from './faults.ts'
import type { Loop } from './loop.ts'
import type { Session, Sessions } from './sessions.ts'
import type { SimSets } from './sets.ts'

interface Parts {
  readonly loop: Loop
  readonly aws: SimAws
  readonly sets: SimSets
  readonly faults: Faults
  readonly sessions: Sessions
  readonly wrong: (rule: string, text: string) => void
  readonly skewMs: () => number
  /** When an older copy of the database was put back last. */
  readonly restoredAt: () => number
  /** Whoever ended once, or was told to, and since when. */
  readonly over: ReadonlyMap<string, number>
  /** When people left who are not back. */
  readonly leftAt: ReadonlyMap<string, number>
  /** Whether these are over nobody can tell. */
  readonly unclear: ReadonlySet<string>
  /** When a Delete was last sent. */
  readonly sentAt: ReadonlyMap<string, number>
  /** Where AWS was at a Delete for so long that it took what came after. */
  readonly hung: ReadonlySet<string>
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
/** A keeper looks at what is over for late arrivals, and then sees the older copy: ten minutes apart at most in a world. */
const overAgainMs = 11 * 60_000
const gateQuietMs = 60_000
/** AWS is at an operation for some seconds, and may be for so long. */
const shortMs = 6_000
const stuckMs = 12 * 60_000
/** Then only the last look finds it for certain. */
const lastLookMs = 31 * 60_000
/** The look that finds what arrived minutes late comes five minutes after the end before. */
const lateArrivalMs = 6 * 60_000

/** Promises of time: what nobody wants goes, what was approved comes, and what became of it is said, in time. */
export class TimeRules {
  maxRemovalMs = 0
  readonly #unwantedSince = new Map<string, number>()
  readonly #stuckSince = new Map<string, number>()
  readonly #backSince = new Map<string, number>()
  readonly #rolesGone = new Map<Key, number>()
  /** What people took back, by session, until its keeper knows. */
  readonly #unsaid = new Map<string, { readonly key: Key; readonly at: number }>()
  /** Where a Create last came later than any should: the looks after the end before it find what it brings. */
  readonly #lateAt = new Map<string, number>()
  /** Where AWS was at such a Create for minutes more. */
  readonly #atItLong = new Set<string>()
  #ratedAt = -Infinity
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** After each change at AWS or of a row there: since when does nobody want it? */
  follow(key: Key, principal: PrincipalId): void {
    const { loop, aws, sessions } = this.#parts
    const pair = pairOf(key, principal)
    const isLeft =
      aws.isOursToRemove(key, principal) &&
      !sessions.on(key, principal).some((each) => this.wants(each, loop.now))
    if (!isLeft) this.#unwantedSince.delete(pair)
    else if (!this.#unwantedSince.has(pair)) this.#unwantedSince.set(pair, this.#since(key, principal))
  }

  /** It was there until just now. How long after its end? Counted only where nothing went wrong meanwhile. */
  measure(key: Key, principal: PrincipalId): void {
    const { loop, faults } = this.#parts
    const pair = pairOf(key, principal)
    const since = this.#unwantedSince.get(pair)
    if (since === undefined || faults.lastAt > since - 60_000 || this.#isLate(pair, since)) return
    this.maxRemovalMs = Math.max(this.maxRemovalMs, loop.now - since)
  }

  /** It waits for nothing. */
  moved({ id, status }: Session): void {
    if (status !== 'approved' && status !== 'provisioning') this.#stuckSince.delete(id)
  }

  /** AWS's word that a role is not there any more came to a keeper. */
  roleGone(key: Key): void {
    this.#rolesGone.set(key, this.#parts.loop.now)
  }

  /** A person took it back: its keeper is told, by them or by the sweep. */
  takenBack({ id, key }: Session): void {
    if (key) this.#unsaid.set(id, { key, at: this.#parts.loop.now })
  }

  /** Its keeper was told, or asked the database itself. */
  said(key: Key): void {
    for (const [id, each] of this.#unsaid) if (each.key === key) this.#unsaid.delete(id)
  }

  /** A Create of ours arrives after more than the half minute that any request may take. */
  arrivesLate(key: Key, principal: PrincipalId): void {
    // What is there already it does not bring.
    if (!this.#parts.aws.holds(key, principal)) this.#lateAt.set(pairOf(key, principal), this.#parts.loop.now)
  }

  /** AWS may be at it for minutes more. */
  landed(key: Key, principal: PrincipalId): void {
    const { loop } = this.#parts
    const pair = pairOf(key, principal)
    const atItMs = loop.now - (this.#lateAt.get(pair) ?? -Infinity)
    if (atItMs < shortMs || atItMs > stuckMs) return
    this.#lateAt.set(pair, loop.now)
    this.#atItLong.add(pair)
  }

  cameLate(key: Key, principal: PrincipalId): boolean {
    return this.#lateAt.has(pairOf(key, principal))
  }

  /** With an older copy of the database the time of what AWS has begins anew. */
  restored(): void {
    this.#stuckSince.clear()
    this.#unsaid.clear()
    for (const { key, principal } of this.#parts.aws.holdings.values()) {
      this.#unwantedSince.delete(pairOf(key, principal))
      this.follow(key, principal)
    }
  }

  wants(session: Session, now: number): boolean {
    const { loop, over, skewMs } = this.#parts
    if (session.isGhost) return session.endsAt > now
    const isRunning = session.live && session.status !== 'ending' && !over.has(session.id)
    return isRunning && session.startsAt <= loop.now + skewMs() && session.endsAt > now
  }

  /** Every few seconds. */
  tick(): void {
    const { loop, aws, faults, sessions } = this.#parts
    if (aws.isStuck()) faults.touch()
    if (aws.isDown) faults.touch('awsOutage')
    for (const { key, principal } of aws.holdings.values()) this.follow(key, principal)
    for (const [pair, since] of this.#unwantedSince)
      if (loop.now - Math.max(since, this.#excusedUntil(pair)) > this.#promisedMs(pair, since))
        this.#late('I1', `${short(pair)} is still there ${loop.now - since} ms after its end`)
      else if (this.#isIdle(since, promptMs) && this.#isUnsent(pair, since))
        this.#late('I1', `no Delete of ${short(pair)} was sent in ${loop.now - since} ms of health`)
    for (const session of sessions.values()) {
      this.#checkHeld(session)
      this.#checkOver(session)
      this.#checkGone(session)
      this.#checkLeft(session)
    }
    this.#checkSaid()
    this.#checkRate()
  }

  /** G11: whoever is to end what a person took back hears of it. */
  #checkSaid(): void {
    const { loop, faults, wrong } = this.#parts
    for (const [id, { key, at }] of this.#unsaid)
      if (this.#healthyFor(Math.max(at, faults.lastSkippedAt)) > promisedMs)
        wrong(
          'G11',
          `${id} was taken back ${loop.now - at} ms ago, and the keeper of ${short(key)} was not told`,
        )
  }

  #late(rule: string, text: string): void {
    const { wrong } = this.#parts
    wrong(rule, text)
    this.#unwantedSince.clear()
    this.#stuckSince.clear()
  }

  /** For how long of the time since then has nothing gone wrong? */
  #healthyFor(since: number): number {
    const { loop, faults } = this.#parts
    return loop.now - Math.max(since, faults.lastAt)
  }

  /** A person's word that its keeper did not hear waits for the sweep. */
  #excusedUntil(pair: string): number {
    const { faults, sessions } = this.#parts
    const { lastOfAwsAt, lastSkippedAt } = faults
    const isAsked = sessions
      .at(pair)
      .some(({ status, endAskedAt }) => status === 'ending' && endAskedAt !== null)
    return isAsked ? Math.max(lastOfAwsAt, lastSkippedAt) : lastOfAwsAt
  }

  /** What came minutes late may be there unseen. */
  mayBeUnseen(key: Key, principal: PrincipalId, at: number): boolean {
    const lateAt = this.#lateAt.get(pairOf(key, principal)) ?? Infinity
    return lateAt <= at + this.#parts.skewMs() && at - lateAt < this.#foundMs(pairOf(key, principal))
  }

  #isLate(pair: string, since: number): boolean {
    const lateAt = this.#lateAt.get(pair) ?? Infinity
    return since >= lateAt && since - lateAt < this.#foundMs(pair)
  }

  #foundMs(pair: string): number {
    return this.#atItLong.has(pair) ? lastLookMs : lateArrivalMs
  }

  #promisedMs(pair: string, since: number): number {
    const lateAt = this.#lateAt.get(pair) ?? Infinity
    const isIts = (this.#parts.aws.holdings.get(pair)?.since ?? -Infinity) >= lateAt
    return isIts && this.#isLate(pair, since) ? this.#foundMs(pair) : promisedMs
  }

  /** What arrived after its end is found by a look. */
  #isUnsent(pair: string, since: number): boolean {
    const { aws, sentAt } = this.#parts
    const hadBefore = (aws.holdings.get(pair)?.since ?? Infinity) < since
    return hadBefore && (sentAt.get(pair) ?? 0) < since
  }

  /** Nothing at all went wrong for longer than anything should take. */
  #isIdle(since: number, ms: number): boolean {
    const { loop, faults } = this.#parts
    const { lastAt, intensity } = faults
    if (intensity.alarmLost > 0 || lastAt > since - calmMs) return false
    return loop.now - since > ms + (intensity.alarmLate > 0 ? lateAlarmMs : 0)
  }

  /** I3b: active and not there; and a start that does not come. */
  #checkHeld(session: Session): void {
    const { loop, aws, sets, restoredAt, over, hung } = this.#parts
    const { now } = loop
    const { id, key, principal, status } = session
    const isDue = session.startsAt <= now && session.endsAt > now && !over.has(id) && !session.isGhost
    if (!isDue || restoredAt() > 0) return void this.#stuckSince.delete(id)
    const isHung = hung.has(pairOf(key, principal))
    const isMissing = status === 'active' && session.owned && !isHung && !aws.holds(key, principal)
    const isStarting = status === 'approved' || status === 'provisioning'
    if (!isMissing && !isStarting) return void this.#stuckSince.delete(id)
    const stuckSince = this.#stuckSince.get(id) ?? now
    this.#stuckSince.set(id, stuckSince)
    const since = Math.max(stuckSince, sets.slowAt(key))
    const ms = this.#healthyFor(since)
    if (isMissing && ms > promisedMs) this.#late('I3b', `${id} is active without its access for ${ms} ms`)
    const isForgotten = this.#isIdle(since, promptStartMs)
    if (isStarting && (ms > promisedMs * 2 || isForgotten))
      this.#late('G3', `${id} is ${status} for ${ms} ms`)
  }

  /** G5: an older copy says of what is over that it runs; its keeper says otherwise, before its end. */
  #checkOver(session: Session): void {
    const { loop, wrong, restoredAt, over, unclear } = this.#parts
    const { id, live, status, isGhost } = session
    const isBack = restoredAt() > 0 && live && status !== 'ending' && !isGhost && over.has(id)
    if (!isBack || unclear.has(id)) return void this.#backSince.delete(id)
    const since = this.#backSince.get(id) ?? loop.now
    this.#backSince.set(id, since)
    const ms = this.#healthyFor(since)
    if (ms <= overAgainMs) return
    wrong('G5', `${id} was over, and is ${status} again for ${ms} ms`)
    this.#backSince.clear()
  }

  /** G8: that a role went with its last assignment is said: once its keeper heard it, and in health in any case. */
  #checkGone(session: Session): void {
    const { loop, sessions, wrong, restoredAt } = this.#parts
    const { id, key, owned, endedAt, remains, credentials } = session
    const isOurs = owned && endedAt !== null && remains === null && credentials === 'may_last'
    const isOnly = () => [...sessions.values()].every((each) => each.id === id || each.key !== key)
    if (!isOurs || restoredAt() > 0 || this.#isUnwoken(endedAt) || !isOnly()) return
    const since = this.#heardGoneAt(key, endedAt) ?? this.#wentAt(session, endedAt)
    if (since !== null && this.#healthyFor(since) > promisedMs)
      wrong('G8', `${id}: its role went ${loop.now - since} ms ago, and that is not said`)
  }

  /** Whose alarm was lost is woken by the sweep a few times after its end: one of these minutes may be skipped. */
  #isUnwoken(endedAt: number): boolean {
    const { intensity, lastSkippedAt } = this.#parts.faults
    return intensity.alarmLost > 0 && lastSkippedAt > endedAt
  }

  /** A crash may have come between its ear and its notes, and then others kept the role. */
  #heardGoneAt(key: Key, endedAt: number): number | null {
    const { aws } = this.#parts
    const heardAt = this.#rolesGone.get(key) ?? -Infinity
    return heardAt >= endedAt && aws.changedAt(key) <= heardAt ? heardAt : null
  }

  /** With its own assignment and no group's, nothing went wrong around it, and nobody brought it back. */
  #wentAt({ key, principal, startsAt }: Session, endedAt: number): number | null {
    const { aws, faults, sets, skewMs } = this.#parts
    const wentAt = sets.role(key) ? null : sets.goneAt(key)
    const isNear = wentAt !== null && Math.abs(wentAt - endedAt) < 8_000 + skewMs()
    const isItsOwn = isNear && wentAt !== aws.ungroupedAt.get(key)
    const isCalm = faults.lastAt < endedAt - calmMs
    const had = aws.wasOurs(key, principal, [startsAt, endedAt])
    return isItsOwn && isCalm && had ? wentAt : null
  }

  /** G10: whoever left keeps nothing that runs. */
  #checkLeft({ id, requester, live, status, endsAt }: Session): void {
    const { loop, faults, leftAt, restoredAt, wrong } = this.#parts
    const at = leftAt.get(requester)
    if (at === undefined || !live || status === 'ending' || endsAt <= loop.now || restoredAt() > 0) return
    if (this.#healthyFor(Math.max(at, faults.lastSkippedAt)) > promisedMs)
      wrong('G10', `${id} is ${status}, and ${requester} left ${loop.now - at} ms ago`)
  }

  /** I11: AWS had to say no, though the gate was well. */
  #checkRate(): void {
    const { loop, aws, faults, wrong } = this.#parts
    const last = aws.overruns.at(-1) ?? -Infinity
    const isOurs = last > this.#ratedAt && last - faults.lastAt > gateQuietMs
    if (isOurs) wrong('I11', 'more calls in a second than AWS takes')
    this.#ratedAt = loop.now
  }

  /** Since when does nobody want it? */
  #since(key: Key, principal: PrincipalId): number {
    const { loop, aws, sessions, skewMs } = this.#parts
    const { now } = loop
    const ends = sessions.on(key, principal).map((each) => Math.min(each.endsAt, each.endAskedAt ?? Infinity))
    const last = Math.min(now, Math.max(...ends.filter((at) => at <= now + skewMs())))
    const since = aws.holdings.get(pairOf(key, principal))?.since ?? now
    return Number.isFinite(last) ? Math.max(last, since) : now
  }
}

export function short(key: string): string {
  return key.replace('arn:aws:sso:::permissionSet/ssoins-1/', '')
}
