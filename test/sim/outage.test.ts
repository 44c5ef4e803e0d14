import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'
import { settled, type Status } from '../../schema/contract/lifecycle.ts'
import type { After, Evidence } from './outage-world.ts'

/*
 * The database is down for ten minutes while 50 sessions and more end, twenty times with other timing. Judged by what
 * AWS was told and had, and by the tables; the engine's own notes are never asked.
 */
const seeds = 20
/** A removal is promised within this time of its end. */
const promisedMs = 180_000
/** Between AWS having done it and AWS's word of it: we ask every second, and everybody's list is one. */
const confirmedWithinMs = 6_000

const run = promisify(execFile)
const root = new URL('../..', import.meta.url).pathname

/** A process of its own: a world has clock and chance to itself. */
async function played(after: After): Promise<readonly Evidence[]> {
  const args = ['test/sim/outage-world.ts', String(seeds), after]
  const { stdout } = await run(process.execPath, args, { cwd: root, maxBuffer: 1 << 28, timeout: 220_000 })
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Evidence)
}

const worlds: Partial<Record<After, readonly Evidence[]>> = {}
beforeAll(async () => {
  const [asItWas, olderCopy] = await Promise.all([played('as-it-was'), played('older-copy')])
  Object.assign(worlds, { 'as-it-was': asItWas, 'older-copy': olderCopy })
}, 240_000)

/** One session as it was approved, whatever the database has forgotten since. */
interface Session {
  readonly id: string
  readonly key: string
  readonly principal: string
  readonly startsAt: number
  /** As written when it was approved, or as a person asked for it. */
  readonly endsAt: number
  readonly extendsId: string | null
}

function sessionsOf({ before, after }: Evidence): Session[] {
  const rows = new Map([...after, ...before].map((row) => [row['id'] as string, row]))
  return [...rows.values()].map((row) => ({
    id: row['id'] as string,
    key: row['keeper_key'] as string,
    principal: row['principal_id'] as string,
    startsAt: Number(row['starts_at']),
    endsAt: Math.min(Number(row['ends_at']), Number(row['end_asked_at'] ?? Infinity)),
    extendsId: row['extends_id'] as string | null,
  }))
}

type Pair = Pick<Session, 'key' | 'principal'>
const samePair = (one: Pair) => (other: Pair) => one.key === other.key && one.principal === other.principal

/** When the last of a person's sessions on a key is over. */
function overAt(evidence: Evidence, pair: Pair): number {
  return Math.max(
    ...sessionsOf(evidence)
      .filter(samePair(pair))
      .map(({ endsAt }) => endsAt),
  )
}

function goneAt({ changes }: Evidence, pair: Pair): number | undefined {
  const last = changes.filter(samePair(pair)).at(-1)
  return last?.present === false ? last.at : undefined
}

function partOf(evidence: Evidence, part: string): Session {
  return sessionsOf(evidence).find(({ id }) => id === evidence.parts[part])!
}

function eventsOf({ events }: Evidence, id: string) {
  return events.filter((event) => event['subject_id'] === id)
}

describe.each(['as-it-was', 'older-copy'] as const)('the database comes back: %s', (after) => {
  const each = (judge: (evidence: Evidence) => void) => () => {
    expect(worlds[after]).toHaveLength(seeds)
    for (const evidence of worlds[after]!) judge(evidence)
  }

  test(
    'fifty sessions and more end while it is down',
    each((evidence) => {
      const { downAt, upAt } = evidence
      const ends = sessionsOf(evidence).filter(({ endsAt }) => endsAt > downAt && endsAt < upAt)
      expect(ends.length).toBeGreaterThanOrEqual(50)
      expect(upAt - downAt).toBeGreaterThanOrEqual(600_000)
    }),
  )

  test(
    'every assignment goes on time, and stays away',
    each((evidence) => {
      const given = evidence.changes.filter(({ present }) => present)
      expect(given.length).toBeGreaterThanOrEqual(60)
      for (const pair of given) {
        const lateMs = (goneAt(evidence, pair) ?? Infinity) - overAt(evidence, pair)
        expect(lateMs, JSON.stringify(pair)).toBeLessThan(promisedMs)
      }
    }),
  )

  test(
    'nothing that ended is created again',
    each((evidence) => {
      const sessions = sessionsOf(evidence)
      for (const create of evidence.arrivals.filter(({ kind }) => kind === 'create')) {
        const wanted = sessions
          .filter(samePair(create))
          .some(({ startsAt, endsAt }) => startsAt <= create.at && create.at < endsAt)
        expect(wanted, JSON.stringify(create)).toBe(true)
        expect(
          evidence.arrivals.filter(samePair(create)).filter(({ kind }) => kind === 'create'),
        ).toHaveLength(1)
      }
    }),
  )

  test(
    'access that was extended just before goes on to its later end without a gap',
    each((evidence) => {
      for (const part of ['extended', 'extended beyond']) {
        const [first, more] = [partOf(evidence, part), partOf(evidence, `${part}, more`)]
        expect(more).toMatchObject({ extendsId: first.id, startsAt: first.endsAt })
        const calls = evidence.arrivals.filter(samePair(first))
        expect(calls.map(({ kind }) => kind)).toEqual(['create', 'delete'])
        // An older copy knows of no extension: what it forgot is over once it has caught up, and never lasts longer.
        const notBefore = after === 'as-it-was' ? more.endsAt : Math.min(more.endsAt, evidence.upAt)
        expect(calls[1]!.at).toBeGreaterThanOrEqual(notBefore)
      }
    }),
  )

  test(
    'every instant in the ledger is AWS’s, and what was written later says so',
    each((evidence) => {
      const ended = evidence.after.filter((row) => row['ended_at'] !== null && row['access_remains'] === null)
      expect(ended.length).toBeGreaterThanOrEqual(55)
      for (const row of ended) {
        const { id, key, principal } = sessionsOf(evidence).find((session) => session.id === row['id'])!
        const said = Number(row['ended_at']) - goneAt(evidence, { key, principal })!
        expect(said, id).toBeGreaterThanOrEqual(0)
        expect(said, id).toBeLessThan(confirmedWithinMs)
        const removed = eventsOf(evidence, id).find(({ event }) => String(event).startsWith('removed'))!
        expect(removed['at']).toBe(row['ended_at'])
        if (Number(removed['at']) > evidence.downAt && Number(removed['at']) < evidence.upAt)
          expect(Number(removed['recorded_at'])).toBeGreaterThanOrEqual(evidence.upAt)
      }
    }),
  )

  test(
    'at rest every request is over and due at no time, and AWS has nothing',
    each((evidence) => {
      for (const { id, status, due_at: dueAt } of evidence.after) {
        expect(settled.has(status as Status), `${id} is ${status}`).toBe(true)
        if (status !== 'failed') expect(dueAt).toBe(null)
      }
      for (const change of evidence.changes) expect(goneAt(evidence, change)).toBeDefined()
    }),
  )
})

test('extended access whose two ends came while the database was down is told as it was', () => {
  for (const evidence of worlds['as-it-was']!) {
    const first = eventsOf(evidence, partOf(evidence, 'extended').id)
    expect(first.map(({ event }) => event).slice(-2)).toEqual(['expire', 'removed_at_end'])
    expect(JSON.parse(String(first.at(-1)!['detail']))).toMatchObject({ accessRemains: 'session' })
    const { id, startsAt, endsAt } = partOf(evidence, 'extended, more')
    const more = eventsOf(evidence, id)
    const told = ['open', 'approve', 'provision', 'activate', 'expire', 'removed_at_end']
    expect(more.map(({ event }) => event).slice(0, 6)).toEqual(told)
    const activated = more.find(({ event }) => event === 'activate')!
    expect(Number(activated['at'])).toBeGreaterThanOrEqual(startsAt)
    expect(Number(activated['at'])).toBeLessThan(endsAt)
  }
})

test('an older copy revives no end: revoked, released and expired before it was put back', () => {
  for (const evidence of worlds['older-copy']!) {
    for (const part of ['revoked', 'released', 'early 1', 'early 2', 'early 3', 'scheduled']) {
      const { key, principal, endsAt } = partOf(evidence, part)
      expect(endsAt).toBeLessThan(evidence.downAt)
      expect(goneAt(evidence, { key, principal }), part).toBeLessThan(endsAt + promisedMs)
      const { ends_at: written } = evidence.after.find(({ id }) => id === evidence.parts[part])!
      if (!part.startsWith('early')) expect(Number(written)).toBeGreaterThan(evidence.upAt + promisedMs)
      const told = eventsOf(evidence, evidence.parts[part]!).find(({ event }) =>
        String(event).startsWith('removed'),
      )!
      expect(Number(told['recorded_at']), part).toBeLessThan(evidence.upAt + promisedMs)
    }
    const forgotten = evidence.after.filter(({ id }) => id === evidence.parts['extended, more'])
    expect(forgotten).toEqual([])
  }
})

test('after an older copy a keeper starts nothing for a minute, unless it caught up, and then everything', () => {
  for (const evidence of worlds['older-copy']!) {
    const { arrivals, wrote, upAt } = evidence
    const starts = arrivals.filter(({ kind, at }) => kind === 'create' && at >= upAt)
    const early = starts.filter(({ at }) => at < upAt + 60_000)
    for (const { key, epoch } of early) expect(epoch).toBeGreaterThanOrEqual(wrote[key]!)
    const isHeldUp = ({ part, key }: { part: string; key: string }) => {
      const { principal } = partOf(evidence, `${part} on ${key}`)
      return !starts.some(samePair({ key, principal }))
    }
    const keys = Object.keys(wrote)
    for (const part of ['new', 'newer']) expect(keys.filter((key) => isHeldUp({ part, key }))).toEqual([])
  }
})
