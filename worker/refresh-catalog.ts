import { Unanswered } from './aws/answer.ts'
import type { AwsConfig } from './aws/config.ts'
import { directory } from './aws/directory.ts'
import type { Directory } from './aws/port.ts'
import { collectClone, type Collect } from './collect-clones.ts'
import type { Db, Question } from './db/batch.ts'
import {
  accountsDone,
  accountsSeen,
  catalogState,
  groupsDone,
  groupsSeen,
  membersSeen,
  nextPresent,
  ouPathRead,
  tagsRead,
  recordFacts,
  recordStep,
  setGone,
  setPoliciesRead,
  setsDone,
  setsSeen,
  watchQuota,
  type CatalogState,
  type Cursor,
} from './db/catalog-refresh.ts'
import type { Instant } from './engine/ports.ts'

export interface CatalogParts {
  readonly db: Db
  readonly directory: Directory
  /** Calls sent to AWS so far. */
  readonly callsMade: () => number
  readonly now: () => Instant
  /** When an Admin last asked for everything anew. */
  readonly askedAt: Instant | null
  /** Jobs that failed and when they may try again; to lose it costs a try. */
  readonly resting: Map<string, Instant>
  readonly collect: Collect
}

export function catalogParts(
  parts: Pick<CatalogParts, 'db' | 'askedAt' | 'resting' | 'collect'>,
  config: AwsConfig,
): CatalogParts {
  let calls = 0
  const counted: AwsConfig = { ...config, onCall: () => void (calls += 1) }
  return { ...parts, directory: directory(counted), callsMade: () => calls, now: config.now }
}

/** Of the 20 calls a second that AWS allows to all of us (ENGINE 2). */
const callsPerSecond = 8
const pageOfNames = callsPerSecond - 1
const namesEveryMs = 15 * 60_000
const dailyMs = 24 * 60 * 60_000
const retryMs = 60_000

interface Step {
  readonly found: readonly Question<null>[]
  /** Where the next step begins; `null` once the run is over. */
  readonly token: string | null
}
interface Job {
  readonly name: string
  readonly everyMs: number
  /** Calls that a step needs, but for a very large group or a very deep tree. */
  readonly most: number
  readonly step: (parts: CatalogParts, cursor: Cursor) => Promise<Step>
}

const names: readonly Job[] = [
  { name: 'accounts', everyMs: namesEveryMs, most: 2, step: stepAccounts },
  { name: 'sets', everyMs: namesEveryMs, most: 1 + pageOfNames, step: stepSets },
  { name: 'groups', everyMs: namesEveryMs, most: 1 + pageOfNames, step: stepGroups },
]
/** Between two walks, what is new does not wait for the next one. */
const walks: readonly (Job & { readonly fill: (parts: CatalogParts) => Promise<boolean> })[] = [
  { name: 'policies', everyMs: dailyMs, most: 6, step: stepPolicies, fill: fillPolicies },
  { name: 'places', everyMs: dailyMs, most: 7, step: stepPlaces, fill: fillPlaces },
]

/**
 * Goes on where it stopped, for one second's worth of calls, and answers when to call it again. A job that fails rests
 * while the others go on. Throws only when the database does not answer.
 */
export async function refreshCatalog(parts: CatalogParts): Promise<Instant> {
  const startedAt = parts.now()
  for (const turn of turnsOf(parts, await catalogState(parts.db), startedAt)) {
    let more = true
    while (more) {
      const calls = parts.callsMade()
      if (calls > 0 && calls + turn.most > callsPerSecond) return startedAt + (calls * 1_000) / callsPerSecond
      more = await turn.take().catch((error: unknown) => rest(parts, turn, error))
    }
  }
  return nextDue(parts, await catalogState(parts.db))
}

interface Turn {
  readonly name: string
  readonly most: number
  /** Takes one step; true while there is another. */
  readonly take: () => Promise<boolean>
}

/** Names first, then what nobody has read yet or the daily walks. */
function turnsOf(parts: CatalogParts, state: CatalogState, now: Instant): Turn[] {
  const due = (job: Job): Turn[] => {
    const cursor = cursorOf(state, job)
    return dueAt(parts, job, cursor) > now ? [] : [turnOf(parts, job, begun(cursor, now))]
  }
  const dueOrFill = (walk: (typeof walks)[number]): Turn =>
    due(walk)[0] ?? { name: walk.name, most: walk.most, take: () => walk.fill(parts) }
  const turns = [...names.flatMap(due), ...walks.map(dueOrFill)]
  return turns.filter(({ name }) => (parts.resting.get(name) ?? 0) <= now)
}

/** Logged here, because the work is booked again. */
function rest({ resting, now }: CatalogParts, { name }: Turn, error: unknown): false {
  console.error('catalog: a step failed', { name, error: error instanceof Error ? error.message : error })
  resting.set(name, now() + (isThrottled(error) ? error.failure.ms : retryMs))
  return false
}

function cursorOf(state: CatalogState, { name }: Job): Cursor {
  const never = { job: name, run: 0, token: null, startedAt: null, finishedAt: 0 }
  return state.cursors.find(({ job }) => job === name) ?? never
}

/** A run under way is due at once; so is one that began before an Admin asked. */
function dueAt({ askedAt }: CatalogParts, job: Job, { startedAt, finishedAt }: Cursor): Instant {
  if (finishedAt === null || startedAt === null) return 0
  return askedAt !== null && startedAt < askedAt ? askedAt : finishedAt + job.everyMs
}

function begun(cursor: Cursor, now: Instant): Cursor {
  if (cursor.finishedAt === null) return cursor
  return { ...cursor, run: cursor.run + 1, token: null, startedAt: now, finishedAt: null }
}

function turnOf(parts: CatalogParts, job: Job, from: Cursor): Turn {
  let cursor = from
  return {
    most: job.most,
    name: job.name,
    take: async () => {
      const { found, token } = await job.step(parts, cursor)
      cursor = { ...cursor, token, finishedAt: token === null ? parts.now() : null }
      await recordStep(parts.db, cursor, found)
      return token !== null
    },
  }
}

async function stepAccounts({ directory }: CatalogParts, { run, token }: Cursor): Promise<Step> {
  const { items, next } = await directory.listAccounts(token)
  const over = next === null ? accountsDone(run, await directory.managementAccountId()) : []
  return { found: [...accountsSeen(items, run), ...over], token: next }
}

async function stepSets({ db, directory }: CatalogParts, { run, token }: Cursor): Promise<Step> {
  const { items, next } = await directory.listPermissionSets(token, pageOfNames)
  const named = []
  for (const arn of items) named.push(await directory.nameOf(arn))
  const there = named.filter((set) => set !== null)
  if (next === null) warnOfQuota(await watchQuota(db))
  return { found: [...setsSeen(there, run), ...(next === null ? setsDone(run) : [])], token: next }
}

function warnOfQuota(sets: number | null): void {
  if (sets !== null)
    console.warn('catalog: few more permission sets fit into AWS, and clones need them', { sets })
}

async function stepGroups({ directory }: CatalogParts, { run, token }: Cursor): Promise<Step> {
  const { items, next } = await directory.listGroups(token, pageOfNames)
  const members = []
  for (const { id } of items) members.push(...membersSeen(id, await directory.membersOf(id)))
  const over = next === null ? groupsDone(run) : []
  return { found: [...groupsSeen(items, run), ...members, ...over], token: next }
}

async function stepPolicies(parts: CatalogParts, { run, token }: Cursor): Promise<Step> {
  const arn = await nextPresent(parts.db, 'set', token)
  return arn === null ? finished : { found: await policiesFound(parts, arn, run), token: arn }
}

async function stepPlaces({ db, directory }: CatalogParts, { token }: Cursor): Promise<Step> {
  const id = await nextPresent(db, 'account', token)
  if (id === null) return finished
  const { found, missing } = await placeFound(directory, id)
  // Whoever keeps the tags from us keeps no other account's place from us.
  if (isThrottled(missing)) throw missing
  if (missing !== null) console.error('catalog: tags of an account are not read', { id, error: missing })
  return { found, token: id }
}

/** The place is kept where the tags are not told: `missing` is why. */
async function placeFound(
  directory: CatalogParts['directory'],
  id: string,
): Promise<{ found: readonly Question<null>[]; missing: unknown }> {
  const placed = ouPathRead(id, await directory.ouPath(id))
  try {
    return { found: [...placed, ...tagsRead(id, await directory.accountTags(id))], missing: null }
  } catch (missing) {
    return { found: placed, missing }
  }
}

function isThrottled(error: unknown): error is Unanswered & { failure: { kind: 'throttled' } } {
  return error instanceof Unanswered && error.failure.kind === 'throttled'
}

const finished: Step = { found: [], token: null }

async function policiesFound(parts: CatalogParts, arn: string, run: number) {
  const policies = await parts.directory.policiesOf(arn)
  if (policies === null) return setGone(arn, run)
  await collectClone(parts, arn, policies.tags)
  return setPoliciesRead(arn, policies)
}

async function fillPolicies(parts: CatalogParts): Promise<boolean> {
  const { unread } = await catalogState(parts.db)
  if (unread === null) return false
  await recordFacts(parts.db, await policiesFound(parts, unread, firstRun))
  return true
}

const firstRun = 1

async function fillPlaces({ db, directory }: CatalogParts): Promise<boolean> {
  const { unplaced } = await catalogState(db)
  if (unplaced === null) return false
  const { found, missing } = await placeFound(directory, unplaced)
  await recordFacts(db, found)
  if (missing !== null) throw missing
  return true
}

function nextDue(parts: CatalogParts, state: CatalogState): Instant {
  const restsUntil = ({ name }: Job): Instant => parts.resting.get(name) ?? 0
  const due = [...names, ...walks].map((job) =>
    Math.max(dueAt(parts, job, cursorOf(state, job)), restsUntil(job)),
  )
  const again = [...parts.resting.values()].filter((at) => at > parts.now())
  return Math.min(...due, ...again)
}
