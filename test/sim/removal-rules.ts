import type { Key, PrincipalId } from '../../worker/engine/ports.ts'
import { pairOf, type SimAws } from './aws.ts'
import type { SimDatabase } from './database.ts'
import type { Loop } from './loop.ts'
import { isClone, type Event, type Session, type Sessions } from './sessions.ts'
import type { TimeRules } from './time-rules.ts'

interface Parts {
  readonly loop: Loop
  readonly aws: SimAws
  readonly database: SimDatabase
  readonly sessions: Sessions
  readonly time: TimeRules
  readonly wrong: (rule: string, text: string) => void
  readonly skewMs: () => number
  /** When an older copy of the database was put back last. */
  readonly restoredAt: () => number
  /** When a Create for a person and set was last sent. */
  readonly creates: ReadonlyMap<string, number>
  /** When a Delete was last sent, and when one arrived. */
  readonly sentAt: ReadonlyMap<string, number>
  readonly deletes: ReadonlyMap<string, number>
  /** Sessions that an older copy of the database does not know. */
  readonly forgotten: readonly Session[]
}

/** A list may be on its way so long, and is as old as its question. */
export const listMs = 4_000
/** A list is as old as that at most. */
const staleMs = 2_000
/** A record may be on its way for so long. */
const onItsWayMs = 40_000

/** What is said at an end: that access is gone, or what covers it, by whose doing, and when credentials are over. */
export class RemovalRules {
  readonly #said = new Set<string>()
  readonly #sawAt = new Map<Key, readonly number[]>()
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** The keeper of this key noted what AWS had at that instant. */
  saw(key: Key, at: number): void {
    this.#sawAt.set(key, [...(this.#sawAt.get(key) ?? []), at])
  }

  /** I9: over is said of what AWS had no more, or of what something else covers. */
  removed(session: Session, event: Event): void {
    if (this.#isSaidAgain(session, event)) return
    const { remains } = session
    if (remains === null || remains === 'group') this.#checkGone(session, event.at)
    else if (remains === 'session') this.#checkCovered(session, event.at)
    else this.#checkStanding(session, event.at)
    this.#checkCause(session, event)
    this.#checkUntil(session, event.at)
  }

  /** What its keeper tells an older copy once more, word for word, was judged when AWS was as it says. */
  #isSaidAgain({ id, remains }: Session, { at }: Event): boolean {
    const said = `${id} ${at} ${remains}`
    const isAgain = this.#said.has(said) && this.#parts.restoredAt() > 0
    this.#said.add(said)
    return isAgain
  }

  #checkGone(session: Session, at: number): void {
    const { aws, time, wrong, skewMs } = this.#parts
    const { id, key, principal, remains } = session
    const absent = aws.wasEver(false, key, principal, [this.#goneFrom(session, at), at + skewMs()])
    const isTrue = absent && !this.#stoodThrough(session, at)
    if (this.#wasAsked(session, at) && !isTrue && !time.mayBeUnseen(key, principal, at))
      wrong('I9', `${id} said to be removed, and AWS still had it`)
    if (remains === 'group' && !this.#hadGroup(session))
      wrong('I9', `${id} said to be covered by a group, and none had it at its end`)
    if (remains === null && this.#hasGroupThroughout(session, at))
      wrong('I9', `${id} said to leave nothing, and a group of theirs has it all the time`)
  }

  #checkCovered({ id, key, principal }: Session, at: number): void {
    const { sessions, forgotten, wrong, skewMs } = this.#parts
    const lost = forgotten.filter((other) => other.key === key && other.principal === principal)
    const covers = [...sessions.on(key, principal), ...lost].some(
      (other) => other.id !== id && other.startsAt <= at + skewMs() + 1_000 && other.endsAt >= at - 60_000,
    )
    if (!covers) wrong('I9', `${id} said to be covered by a session, and there is none`)
  }

  #checkStanding({ id, key, principal }: Session, at: number): void {
    const { aws, wrong, skewMs } = this.#parts
    if (!aws.wasEver(true, key, principal, [at - 600_000, at + skewMs()]))
      wrong('I9', `${id} said to be covered by standing access, and there is none`)
  }

  /** The word rests on a look from after the end, and from around the Delete where AWS kept that waiting. */
  #hadGroup({ key, principal, endsAt, endAskedAt }: Session): boolean {
    const { aws, sentAt, skewMs } = this.#parts
    if ((aws.groups.get(key)?.size ?? 0) > 0) return true
    const end = Math.min(endsAt, endAskedAt ?? Infinity)
    const deletedAt = sentAt.get(pairOf(key, principal)) ?? -Infinity
    const from = Math.max(end, deletedAt - 60_000 - listMs) - skewMs()
    return (aws.ungroupedAt.get(key) ?? -Infinity) >= from
  }

  /** Since before a look that its keeper noted before it said so, and still. */
  #hasGroupThroughout({ key, principal, owned, activeAt }: Session, at: number): boolean {
    const { aws, skewMs, restoredAt } = this.#parts
    if (!owned || activeAt === null || isClone(key) || restoredAt() > 0) return false
    const groups = aws.groups.get(key) ?? new Map<string, number>()
    const before = at - skewMs()
    const sawAt = (this.#sawAt.get(key)?.findLast((each) => each <= before) ?? -Infinity) - staleMs
    return [...groups].some(([id, since]) => since <= sawAt && this.#isMember(id, principal))
  }

  #isMember(group: string, principal: PrincipalId): boolean {
    const sql = 'select 1 from group_members where group_id = ? and principal_id = ?'
    return this.#parts.database.ask(sql, group, principal).length > 0
  }

  /** It was there before our Delete was sent, and is there since. */
  #stoodThrough({ key, principal }: Session, at: number): boolean {
    const { aws, sentAt, skewMs } = this.#parts
    const pair = pairOf(key, principal)
    const since = aws.holdings.get(pair)?.since ?? Infinity
    const deletedAt = Math.min(sentAt.get(pair) ?? -Infinity, at - skewMs())
    return aws.isOursToRemove(key, principal) && since < deletedAt
  }

  /** What we sent before may land after our Delete did: that is found and goes too, and does not make its end untrue. */
  #goneFrom({ key, principal, endsAt, endAskedAt }: Session, at: number): number {
    const { deletes, skewMs } = this.#parts
    const usual = at - 8_000 - skewMs()
    const landed = deletes.get(pairOf(key, principal)) ?? -Infinity
    const end = Math.min(endsAt, endAskedAt ?? Infinity) - skewMs() - 1_000
    return landed < end ? usual : Math.min(usual, landed)
  }

  /** Of access we never asked AWS for, or that came from others while ours went, we claim nothing. */
  #wasAsked({ key, principal }: Session, at: number): boolean {
    const { aws, creates, skewMs } = this.#parts
    const pair = pairOf(key, principal)
    const isBefore = (creates.get(pair) ?? Infinity) < at - skewMs()
    return !aws.joined.has(pair) || (aws.holdings.get(pair)?.standing === 'kept' && isBefore)
  }

  /** The end is said to be a person's if they asked for it before the Delete was sent, and else nobody's. */
  #checkCause(session: Session, { event }: Event): void {
    const { deletes, wrong, restoredAt, skewMs } = this.#parts
    const { id, key, principal, endCause, endAskedAt, remains } = session
    const said =
      event === 'removed_after_revoke' ? 'revoke' : event === 'removed_after_release' ? 'release' : null
    const isWritten = said === endCause && endAskedAt !== null
    if (said !== null && !isWritten && !this.#wasWritten(id, said))
      wrong('I6', `${id}: ${event} after ${endCause}`)
    const landed = deletes.get(pairOf(key, principal)) ?? 0
    const wasAsked = endAskedAt !== null && endAskedAt + 1_000 + skewMs() < landed && remains === null
    if (said === null && wasAsked && restoredAt() < 0)
      wrong('I6', `${id}: ${event}, though somebody had asked for it`)
  }

  /** A record that was on its way when an older copy came back: it knows of the person whom the copy forgot. */
  #wasWritten(id: string, said: string): boolean {
    const { loop, forgotten, restoredAt } = this.#parts
    const isJustBack = loop.now - restoredAt() < onItsWayMs
    return isJustBack && forgotten.some((each) => each.id === id && each.endCause === said)
  }

  /** G2: credentials live as long as the set lets them; of sealed ones AWS itself is asked. */
  #checkUntil({ id, credentials, credentialsUntil, sessionSeconds }: Session, at: number): void {
    if (credentials !== 'sealed' && (credentialsUntil ?? 0) < at + sessionSeconds * 1_000)
      this.#parts.wrong('G2', `${id}: credentials said to be over too early`)
  }

  /** G2: gone with the role is said of one that went. */
  credentialsGone({ id, key, endedAt }: Session, { at }: Event): void {
    const { wrong, skewMs } = this.#parts
    const since = Math.max(at - 3_600_000, (endedAt ?? at) - 10_000 - skewMs())
    if (this.#roleStoodThroughout(key, since))
      wrong('G2', `${id}: credentials said to be gone, and the role stands`)
  }

  #roleStoodThroughout(key: Key, since: number): boolean {
    const { loop, aws } = this.#parts
    const roots = [...aws.holdings.values()].filter((holding) => holding.key === key)
    return roots.some(({ principal }) => !aws.wasEver(false, key, principal, [since, loop.now]))
  }
}
