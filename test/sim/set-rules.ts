import { pairOf, type SimAws } from './aws.ts'
import { refuses, type Credential } from './denies.ts'
import type { Faults } from './faults.ts'
import type { Loop } from './loop.ts'
import type { Session, Sessions } from './sessions.ts'
import { isMade, oursIn, theirsIn, type SimSet, type SimSets } from './sets.ts'

interface Parts {
  readonly loop: Loop
  readonly aws: SimAws
  readonly sets: SimSets
  readonly faults: Faults
  readonly wrong: (rule: string, text: string) => void
  readonly sessions: Sessions
  readonly skewMs: () => number
  /** Until when what starts rest on was changed last. */
  readonly officeAt: () => number
  /** When an older copy of the database was put back last. */
  readonly restoredAt: () => number
  /** Somebody looks for sets of ours that no session uses. */
  readonly isCollected: boolean
  /** When a Create of ours for that person and set was last sent. */
  readonly createdAt: (pair: string) => number
  /** Whether an account has everybody killed at any end. */
  readonly killsAtEnd: (account: string) => boolean
}

/** Whoever overwrites ours has it put back within the next look, and what comes after it. */
const mendMs = 9 * 60_000
/** What is to be killed is, once nothing has gone wrong for so long. */
const killedMs = 5 * 60_000
/** Larger ones may have no room for a kill. */
const roomyChars = 8_000
/** A seal is moved within a minute, where nothing goes wrong. */
const resealMs = 60_000
const goesOn = new Set(['scheduled', 'provisioning', 'active'])
/** Longer than a Delete of a set may be on its way. */
const heldLongMs = 45_000
/** A kill's instant is rounded up to this. */
const gridMs = 10_000

/** What sealed and killed mean, judged by what the roles at AWS refuse, and to whom. */
export class SetRules {
  /** What each policy hash stood for. */
  readonly contents = new Map<string, string>()
  readonly #parts: Parts
  /** Per key and person: when access of ours went while a kill might follow. */
  readonly #removals = new Map<string, number[]>()
  /** When each kill of a key was first seen at AWS. */
  readonly #kills = new Map<string, number>()

  readonly #seals = new Map<string, number>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** After each write of a session's row, each change of a role, and now and then. */
  check(session: Session): void {
    if (session.isGhost) return
    if (session.endedAt !== null) this.#noteRemoval(session)
    if (session.failure === 'set-changed') this.#checkChanged(session)
    if (session.clone !== null) return this.#checkSealed(session)
    if (session.credentials === 'killed') this.#checkKilled(session)
  }

  tick(): void {
    for (const session of this.#parts.sessions.values()) {
      this.check(session)
      if (session.credentials === 'may_last') this.#checkToKill(session)
      if (session.clone !== null && session.extendsId !== null) this.#checkGap(session)
    }
    this.checkOthers()
  }

  /** The set has changed, it is said: somebody did. */
  #checkChanged({ id, setArn }: Session): void {
    const { sets, wrong } = this.#parts
    const set = sets.sets.get((setArn ?? '') as SimSet['arn'])
    if (set?.editedAt === -Infinity)
      wrong('S8', `${id} failed for a change of ${set.spec.name}, which had none`)
  }

  /** Whoever is to be killed is, where the role stands on and the policy has room. */
  #checkToKill(session: Session): void {
    const { loop, sets, faults, aws, wrong } = this.#parts
    const { id, key, principal, startsAt, activeAt, endedAt, remains, owned, credentialsUntil } = session
    const isOurs = endedAt !== null && remains === null && owned && !this.#isRestored()
    if (!isOurs || !aws.wasOurs(key, principal, [startsAt, endedAt])) return
    // What never was active had nothing of the session before it.
    if (activeAt === null && !aws.wasMade(key, principal, [startsAt, endedAt])) return
    const [set, role] = [sets.setOf(key), sets.role(key)]
    if (!set || !role || !set.spec.tags['jit:killable'] || set.inline.length > roomyChars) return
    const last = Math.max(endedAt, faults.lastAt, sets.slowAt(key))
    const isQuiet = loop.now - last > killedMs && !this.#isBeingMended(key)
    const isTime = isQuiet && loop.now < credentialsUntil!
    if (isTime && role.since < endedAt && this.#isToKill(session))
      wrong('S2', `${id} was to be killed ${loop.now - endedAt} ms ago, and is not`)
  }

  /** A person who asks around the end that was written may come too late for it. */
  #isToKill({ account, status, endAskedAt, endsAt }: Session): boolean {
    const { killsAtEnd, skewMs } = this.#parts
    const isAsked = status === 'revoked' && endAskedAt !== null && endAskedAt < endsAt - 2_000 - skewMs()
    return isAsked || killsAtEnd(account)
  }

  /** One of ours is about to be assigned. */
  assigned(key: string, arn: string): void {
    const { sets, wrong } = this.#parts
    const set = sets.sets.get(arn as SimSet['arn'])
    if (!set) return
    if (!isMade(set)) {
      if (set.spec.tags['jit:sealed'])
        wrong('S1', `${set.spec.name}, which is to be sealed, is assigned itself`)
      return
    }
    const far = this.#parts.loop.now + 365 * 24 * 3_600_000
    const someone = { account: key.slice(0, 12), user: 'anybody', issuedAt: far - 1 }
    if (!refuses(set.inline, someone, far)) wrong('S1', `${set.spec.name} assigned without a seal`)
    const approved = [...this.#parts.sessions.values()].find((session) => session.key === key)
    this.#checkPerson(set, approved)
    const content = this.contents.get(approved?.setHash ?? '')
    if (content !== undefined && content !== contentOf(set))
      wrong('S2', `${set.spec.name} is not what was approved`)
  }

  /** Whoever else is given it may do nothing; whom it is for, what was approved. */
  #checkPerson(set: SimSet, approved: Session | undefined): void {
    const { loop, wrong } = this.#parts
    const own = approved?.principal ?? ''
    const of = (user: string): Credential => ({ account: approved?.account ?? '', user, issuedAt: 0 })
    const longAgo = loop.now - 365 * 24 * 3_600_000
    if (!refuses(set.inline, of(`${own}?`), longAgo)) wrong('S1', `${set.spec.name} is anybody's`)
    if (approved && refuses(set.inline, of(own), longAgo))
      wrong('S1', `${set.spec.name} refuses ${own}, whom it was made for`)
  }

  #noteRemoval({ key, principal, endedAt, remains }: Session): void {
    if (remains !== null) return
    const pair = pairOf(key, principal)
    const known = this.#removals.get(pair) ?? []
    if (!known.includes(endedAt!)) this.#removals.set(pair, [...known, endedAt!])
  }

  /** Sealed: from the last recorded instant on AWS refuses, and not while somebody is promised access. */
  #checkSealed(session: Session): void {
    const { loop, sets, wrong, sessions, skewMs } = this.#parts
    const { key, principal, status } = session
    const role = sets.role(key)
    if (!role) return
    const { now } = loop
    const person: Credential = { account: key.slice(0, 12), user: principal, issuedAt: now }
    const others = [...sessions.values()].filter((other) => other.key === key)
    const ends = others.map((other) => Math.max(other.credentialsUntil ?? 0, other.live ? other.endsAt : 0))
    const last = Math.max(...ends, this.#lastSeal(session))
    if (session.credentials === 'sealed' && now >= last + 1_000 && !refuses(role.inline, person, now))
      wrong('S1', `${session.id} is sealed until ${now - last} ms ago, and AWS lets it through`)
    const isPromised = status === 'active' && now < session.endsAt - 1_000 - skewMs()
    if (isPromised && session.endAskedAt === null && refuses(role.inline, person, now))
      wrong('S1', `${session.id} is active, and its seal refuses it`)
  }

  /** What was approved a while before the end it extends goes on without a gap. */
  #checkGap(session: Session): void {
    const { loop, sets, faults, sessions, skewMs, officeAt, wrong } = this.#parts
    const { id, key, principal, status, startsAt, endsAt, decidedAt, endAskedAt, extendsId } = session
    const before = sessions.get(extendsId!)
    const role = sets.role(key)
    if (!role || !before || before.endAskedAt !== null || endAskedAt !== null || this.#isRestored()) return
    // No put without its turn, nor for what the database would not have let start by then.
    if (faults.intensity.gateOutage > 0 || officeAt() > decidedAt) return
    const { now } = loop
    const isOn = goesOn.has(status) && startsAt < now && now < endsAt - 1_000 - skewMs()
    const isCalm = startsAt - Math.max(decidedAt, faults.lastAt, sets.slowAt(key)) > resealMs
    const person: Credential = { account: key.slice(0, 12), user: principal, issuedAt: now }
    if (isOn && isCalm && before.activeAt !== null && refuses(role.inline, person, now))
      wrong('S1', `${id} goes on since ${now - startsAt} ms, and its seal refuses it`)
  }

  /** The latest end that was ever approved or said of a key's seal: an older copy of the database may know an earlier one. */
  #lastSeal({ key, endsAt, credentials, credentialsUntil }: Session): number {
    const said = credentials === 'sealed' ? (credentialsUntil ?? 0) : 0
    const last = Math.max(this.#seals.get(key) ?? 0, said, endsAt)
    this.#seals.set(key, last)
    return this.#isRestored() ? last : 0
  }

  /** Killed: what was issued before the removal is refused, as long as it could live. */
  #checkKilled({ id, key, principal, endedAt, sessionSeconds }: Session): void {
    const { loop, sets, wrong } = this.#parts
    const role = sets.role(key)
    const before: Credential = { account: key.slice(0, 12), user: principal, issuedAt: endedAt! - 1 }
    const isAlive = loop.now < endedAt! + sessionSeconds * 1_000
    if (!role || !isAlive || role.since > before.issuedAt || this.#isBeingMended(key)) return
    if (!refuses(role.inline, before, loop.now)) wrong('S2', `${id} is killed, and AWS lets it through`)
  }

  /** Somebody overwrote ours, a put of ours came late, or nothing got through: that is mended, not promised. */
  #isBeingMended(key: string): boolean {
    const { loop, sets, faults, skewMs } = this.#parts
    const editedAt = sets.setOf(key)?.editedAt ?? -Infinity
    const since = Math.max(editedAt, sets.lateAt)
    const quietSince = Math.max(since, faults.lastAt, sets.slowAt(key))
    return since > -Infinity && loop.now - quietSince < mendMs + skewMs()
  }

  /** A Delete of a clone waits until its assignment is known to be gone, though AWS would refuse it. */
  checkUnheld({ spec }: SimSet, key: string, since: number): void {
    const { loop, faults, sessions, wrong } = this.#parts
    // Of whoever an older copy forgot the collector knows nothing.
    if (this.#isRestored()) return
    const those = [...sessions.values()].filter((each) => each.key === key)
    const lastEnd = Math.max(...those.map((each) => Math.min(each.endsAt, each.endAskedAt ?? Infinity)))
    const heldMs = loop.now - Math.max(since, faults.lastOfAwsAt)
    // What landed after the end is found by the looks that follow, and keeps its set until then.
    if (since < lastEnd && heldMs > heldLongMs)
      wrong('S3', `${spec.name} to be deleted, which somebody has held for ${loop.now - since} ms`)
  }

  /** Nobody else is refused anything by ours: others who hold the role, later grants, other accounts. */
  checkOthers(): void {
    const { aws, sets, loop, wrong, skewMs, createdAt } = this.#parts
    for (const { key, principal, since, standing } of aws.holdings.values()) {
      const role = sets.role(key)
      if (!role || oursIn(role.inline).length === 0 || isMade(sets.setOf(key))) continue
      const removedAt = Math.max(-Infinity, ...(this.#removals.get(pairOf(key, principal)) ?? []))
      const seenAt = this.#killsSeen(key, oursIn(role.inline))
      // The database may not know the removal yet, and an older copy not any more: then its kill tells of it.
      const isRestored = this.#isRestored()
      const isUnknown = isRestored || this.#isEnding(key, principal)
      const killedAt = isUnknown ? Math.max(removedAt, seenAt) : removedAt
      const afterIt = Math.max(since, (killedAt > 0 ? killedAt : since) + gridMs)
      // What we give waits for the instant of the kill before it; what others give does not, nor what landed late.
      const isOurs = standing === null && this.#on(key, principal).some(({ live }) => live)
      const askedAt = createdAt(pairOf(key, principal))
      const isInTime = killedAt - skewMs() <= askedAt && askedAt <= since
      const isTold = isOurs && isInTime && killedAt <= since && !isRestored
      const from = (isTold ? since : afterIt) + skewMs()
      if (from > loop.now) continue
      const own = { account: key.slice(0, 12), user: principal }
      if (refuses(role.inline, { ...own, issuedAt: loop.now }, loop.now))
        wrong('S3', `${principal} has ${key.slice(-6)}, and ours refuses it`)
      // What began a while after the last kill was never part of it.
      if (refuses(role.inline, { ...own, issuedAt: from }, loop.now))
        wrong(
          'S3',
          `${principal} got ${key.slice(-6)} ${from - killedAt} ms after a removal, and ours refuses it`,
        )
    }
  }

  #on(key: string, principal: string): Session[] {
    const { sessions } = this.#parts
    return [...sessions.values()].filter((each) => each.key === key && each.principal === principal)
  }

  #isEnding(key: string, principal: string): boolean {
    const { loop } = this.#parts
    return this.#on(key, principal).some(
      ({ endedAt, endAskedAt, endsAt }) =>
        endedAt === null && Math.min(endAskedAt ?? Infinity, endsAt) <= loop.now,
    )
  }

  #isRestored(): boolean {
    return this.#parts.restoredAt() > 0
  }

  #killsSeen(key: string, sids: readonly string[]): number {
    const { now } = this.#parts.loop
    for (const sid of sids) if (!this.#kills.has(`${key} ${sid}`)) this.#kills.set(`${key} ${sid}`, now)
    return Math.max(...sids.map((sid) => this.#kills.get(`${key} ${sid}`)!))
  }

  /** Long after the last fault nothing of ours is left in any set, and none of ours is left. */
  atRest(): void {
    const { sets, wrong, isCollected } = this.#parts
    // Where nobody collects, one whose making was never answered stays.
    const judged = [...sets.sets.values()].filter(
      (set) => isCollected || !isMade(set) || sets.known.has(set.arn),
    )
    for (const set of judged) {
      if (isMade(set)) wrong('S6', `${set.spec.name} is left over`)
      for (const sid of oursIn(set.inline)) wrong('S6', `${sid} is left in ${set.spec.name}`)
    }
    for (const key of sets.roles.keys()) {
      // One that went with the last group is not there any more.
      const inline = sets.role(key)?.inline ?? ''
      // Where others took ours out, bringing that to the accounts is theirs; what is over refuses nothing.
      if (sets.setOf(key)?.editedAt !== -Infinity) continue
      // One for another account says nothing here, wherever it was brought along to.
      for (const sid of oursIn(inline))
        if (sid.includes(key.slice(0, 12))) wrong('S6', `${sid} is left in the role of ${key}`)
    }
  }
}

/** What a set allows. */
export function contentOf({ managed, customer, boundary, inline }: SimSet): string {
  return JSON.stringify([
    managed.toSorted(),
    customer.map(({ name }) => name).toSorted(),
    boundary,
    theirsIn(inline),
  ])
}
