import { Unanswered } from '../aws/answer.ts'
import type { Directory } from '../aws/port.ts'
import type { Db } from '../db/batch.ts'
import type { Cursor } from '../db/catalog-refresh.ts'
import {
  accountAfter,
  driftState,
  factsOfPair,
  ourKeyAfter,
  recordCursor,
  recordFullLook,
  recordLook,
  recordName,
  recordVisit,
  reopenIgnored,
  type DriftState,
  type Pair,
} from '../db/drift.ts'
import { partsOf } from '../engine/key.ts'
import { gateRetryMs } from '../engine/pace.ts'
import type { Gate, Instant, Key } from '../engine/ports.ts'
import { judge, secondLookMs } from './judge.ts'

/** What is lost with the process costs a call or a try, nothing else. */
export interface DriftMemory {
  /** The account a full look is in, and the sets that are there. */
  visited: { readonly accountId: string; readonly sets: readonly string[] } | null
  /** What failed, how often, and when it may be tried again. */
  readonly failed: Map<string, { readonly tries: number; readonly until: Instant }>
}

export function freshMemory(): DriftMemory {
  return { visited: null, failed: new Map() }
}

export interface DriftParts {
  readonly db: Db
  /** What can be read, and nothing that changes anything. */
  readonly directory: Pick<Directory, 'holders' | 'provisionedSets' | 'nameOf' | 'userName'>
  readonly gate: Pick<Gate, 'turn' | 'done'>
  /** Calls sent to AWS so far. */
  readonly callsMade: () => number
  readonly now: () => Instant
  readonly newId: () => string
  readonly memory: DriftMemory
}

/** Of the 20 calls a second that AWS allows to all of us (ENGINE 2). */
const callsPerSecond = 3
const retryMs = 60_000
const triesForOne = 3
const catalogFirstMs = 5_000

/** One call to AWS and what is written down of it. */
interface Step {
  /** What rests when it fails. */
  readonly name: string
  readonly take: () => Promise<void>
  /** What is done instead once it has failed too often; without it, it is tried for ever. */
  readonly pass?: () => Promise<void>
}

/**
 * Looks where AWS and we differ: first again where something is suspected, then at the keys of ours, then at everything.
 * Goes on where it stopped, for a second's worth of calls, and answers when to call it again.
 */
export async function lookForDrift(parts: DriftParts): Promise<Instant> {
  const startedAt = parts.now()
  for (;;) {
    const calls = parts.callsMade()
    if (calls >= callsPerSecond) return startedAt + Math.ceil((calls * 1_000) / callsPerSecond)
    const state = await driftState(parts.db)
    if (!hasCatalog(state)) return startedAt + catalogFirstMs
    await reopen(parts, state)
    const step = await nextStep(parts, state)
    if (step === null) return nextDue(parts, state)
    const notBefore = await turn(parts)
    if (notBefore !== null) return notBefore
    await take(parts, step)
  }
}

/** Nobody waits for it: it never goes before those who do, and not at all while the gate is silent. */
async function turn({ gate, now }: DriftParts): Promise<Instant | null> {
  const answer = await gate.turn({ kind: 'check', told: null }).catch(() => null)
  if (answer === null) return now() + gateRetryMs
  return 'notBefore' in answer ? Math.max(answer.notBefore, now() + 1) : null
}

/** What brought no answer changes nothing. */
async function take(parts: DriftParts, { name, take, pass }: Step): Promise<void> {
  const { failed } = parts.memory
  try {
    await take()
    failed.delete(name)
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error
    console.warn('drift: a look brought no answer', { name, error: error.message })
    const { failure } = error
    if (failure.kind === 'throttled') await parts.gate.done('', true).catch(() => {})
    const tries = (failed.get(name)?.tries ?? 0) + Number(failure.kind !== 'throttled')
    failed.set(name, { tries, until: parts.now() + (failure.kind === 'throttled' ? failure.ms : retryMs) })
    if (tries < triesForOne || !pass) return
    await pass()
    failed.delete(name)
  }
}

/** Without accounts and sets there is nothing to look at, and an empty look is no look. */
function hasCatalog({ cursors }: DriftState): boolean {
  return ['accounts', 'sets', 'groups'].every((job) => {
    const cursor = cursors.find((each) => each.job === job)
    return cursor !== undefined && (cursor.run > 1 || cursor.finishedAt !== null)
  })
}

async function reopen({ db, now, newId }: DriftParts, { ignoredUntil }: DriftState): Promise<void> {
  if (ignoredUntil !== null && ignoredUntil <= now()) await reopenIgnored(db, newId(), now())
}

async function nextStep(parts: DriftParts, state: DriftState): Promise<Step | null> {
  return (
    secondLook(parts, state) ??
    (await lookAtOurs(parts, state)) ??
    (await lookAtEverything(parts, state)) ??
    askName(parts, state)
  )
}

function rests({ memory, now }: DriftParts, name: string): boolean {
  return (memory.failed.get(name)?.until ?? 0) > now()
}

const nameOfPair = ({ accountId, setArn }: Pair) => `${accountId}/${setArn}`

function secondLook(parts: DriftParts, state: DriftState): Step | null {
  const due = state.suspected.find(
    (pair) => pair.firstSeenAt + secondLookMs <= parts.now() && !rests(parts, `again ${nameOfPair(pair)}`),
  )
  if (!due) return null
  return { name: `again ${nameOfPair(due)}`, take: () => look(parts, state, due, null) }
}

async function lookAtOurs(parts: DriftParts, state: DriftState): Promise<Step | null> {
  const cursor = cursorOf(parts, state, 'ours')
  if (cursor === null || rests(parts, 'ours')) return null
  const next = await ourKeyAfter(parts.db, cursor.token ?? '')
  if (next === null) {
    await recordCursor(parts.db, { ...cursor, token: null, finishedAt: parts.now() })
    return lookAtOurs(parts, await driftState(parts.db))
  }
  const { accountId, permissionSetArn } = partsOf(next.key as Key)
  const setArn = permissionSetArn.startsWith('arn:') ? permissionSetArn : next.arn
  const moved = { ...cursor, token: next.key }
  const pass = () => recordCursor(parts.db, moved)
  // A set that the catalog has not read yet has its turn in an hour.
  if (setArn === null)
    return pass().then(() => lookAtOurs(parts, { ...state, cursors: [...without(state, 'ours'), moved] }))
  return { name: 'ours', take: () => look(parts, state, { accountId, setArn }, moved), pass }
}

function without({ cursors }: DriftState, job: string): Cursor[] {
  return cursors.filter((cursor) => cursor.job !== job)
}

/** How far a full look got: an account that is done, or is under way after one of its sets. */
interface Place {
  readonly account: string
  readonly set: string | null
  /** What AWS did not answer for. */
  readonly missed: number
}

async function lookAtEverything(parts: DriftParts, state: DriftState): Promise<Step | null> {
  const cursor = cursorOf(parts, state, 'drift')
  if (cursor === null || rests(parts, 'drift')) return null
  const place = placeOf(cursor)
  const accountId = place.set === null ? await accountAfter(parts.db, place.account) : place.account
  if (accountId === null) {
    await finish(parts, cursor, place)
    return null
  }
  const at = (set: string | null, missed = place.missed): Cursor =>
    withPlace(cursor, { account: accountId, set, missed })
  const skip = (to: string | null) => () => recordCursor(parts.db, at(to, place.missed + 1))
  const { visited } = parts.memory
  if (place.set === null || visited?.accountId !== accountId)
    return { name: 'drift', take: () => visit(parts, accountId, at(place.set ?? '')), pass: skip(null) }
  const setArn = visited.sets.find((arn) => arn > place.set!)
  if (setArn !== undefined)
    return {
      name: 'drift',
      take: () => look(parts, state, { accountId, setArn }, at(setArn)),
      pass: skip(setArn),
    }
  await recordCursor(parts.db, at(null))
  return lookAtEverything(parts, { ...state, cursors: [...without(state, 'drift'), at(null)] })
}

function placeOf({ token }: Cursor): Place {
  return token === null ? { account: '', set: null, missed: 0 } : (JSON.parse(token) as Place)
}

function withPlace(cursor: Cursor, place: Place): Cursor {
  return { ...cursor, token: JSON.stringify(place) }
}

async function visit(parts: DriftParts, accountId: string, cursor: Cursor): Promise<void> {
  const at = parts.now()
  const sets = [...(await parts.directory.provisionedSets(accountId))].toSorted()
  parts.memory.visited = { accountId, sets }
  await recordVisit(parts.db, { accountId, provisioned: sets, at, cursor, op: parts.newId() })
}

async function finish(parts: DriftParts, cursor: Cursor, { missed }: Place): Promise<void> {
  const at = parts.now()
  parts.memory.visited = null
  const done = { ...cursor, token: null, finishedAt: at }
  await recordFullLook(parts.db, { cursor: done, missed, op: parts.newId(), at })
}

/** The look first, our own word after it: whatever we did before the look is known by then. */
async function look(parts: DriftParts, state: DriftState, pair: Pair, cursor: Cursor | null): Promise<void> {
  const { db, directory, newId } = parts
  const seen = await directory.holders(pair.accountId, pair.setArn)
  let facts = await factsOfPair(db, pair, null, seen.at)
  if (facts.setName === null) {
    const set = await directory.nameOf(pair.setArn)
    facts = await factsOfPair(db, pair, set?.name ?? pair.setArn, seen.at)
  }
  await recordLook(db, {
    ...pair,
    setName: facts.setName ?? pair.setArn,
    seen,
    judgement: judge(seen, facts.ours, facts.known),
    isFirstLook: state.lastFullLookAt === null,
    cursor,
    op: newId(),
    newId,
  })
}

function askName(parts: DriftParts, { unnamed }: DriftState): Step | null {
  if (unnamed === null || rests(parts, `name ${unnamed}`)) return null
  const named = async () => recordName(parts.db, unnamed, (await parts.directory.userName(unnamed)) ?? '')
  return { name: `name ${unnamed}`, take: named, pass: () => recordName(parts.db, unnamed, '') }
}

/** Where a run is or begins; `null` while none is due. */
function cursorOf({ now }: DriftParts, { cursors, everyMs }: DriftState, job: string): Cursor | null {
  const known = cursors.find((cursor) => cursor.job === job)
  if (known && known.finishedAt === null) return known
  if (known && (known.startedAt ?? 0) + everyMs > now()) return null
  return { job, run: (known?.run ?? 0) + 1, token: null, startedAt: now(), finishedAt: null }
}

function nextDue(parts: DriftParts, state: DriftState): Instant {
  const { cursors, everyMs, suspected, unnamed, ignoredUntil } = state
  const soon = parts.now() + 1_000
  const from = (name: string, at: Instant) => Math.max(at, soon, parts.memory.failed.get(name)?.until ?? 0)
  const begins = ['ours', 'drift'].map((job) => {
    const cursor = cursors.find((each) => each.job === job)
    return from(job, !cursor || cursor.finishedAt === null ? soon : (cursor.startedAt ?? 0) + everyMs)
  })
  const again = suspected.map((pair) => from(`again ${nameOfPair(pair)}`, pair.firstSeenAt + secondLookMs))
  const named = unnamed === null ? [] : [from(`name ${unnamed}`, soon)]
  return Math.min(...begins, ...again, ...named, ignoredUntil ?? Infinity)
}
