import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ann, ben, key, minute, second, World, type Approved } from '../../test/engine/world.ts'
import type { Call, Fault } from '../../test/engine/fake-aws.ts'
import type { RequestRow } from '../db/advance.ts'
import type { PrincipalId } from './ports.ts'

type Move = (stage: Stage) => unknown

interface Stage {
  readonly world: World
  readonly sessions: Approved[]
}

const seconds = fc.constantFrom(30, 60, 90, 300, 900)
const who = fc.constantFrom(ann, ben)

const approve = fc
  .record({ who, seconds, startsIn: fc.constantFrom(0, 0, 30, 60, 300), tell: fc.boolean() })
  .map(({ who, seconds, startsIn, tell }): Move => async ({ world, sessions }) => {
    sessions.push(await world.approve(who, { seconds, startsIn: startsIn * second, tell }))
  })

/** Starts where the one before ends. */
const follow = fc.constant<Move>(async ({ world, sessions }) => {
  const last = sessions.at(-1)
  if (!last || last.endsAt <= world.now) return
  const { principalId } = await world.row(last.id)
  sessions.push(
    await world.approve(principalId as PrincipalId, { startsIn: last.endsAt - world.now, seconds: 90 }),
  )
})

const endEarly = fc
  .record({
    index: fc.nat(5),
    cause: fc.constantFrom('revoke' as const, 'release' as const),
    tell: fc.boolean(),
  })
  .map(({ index, cause, tell }): Move => async ({ world, sessions }) => {
    const session = sessions[index]
    const row = session && (await world.row(session.id))
    if (!row || !['provisioning', 'active'].includes(row.status) || row.endsAt! <= world.now) return
    await world.revoke(session.id, { cause, tell })
  })

const startFault = fc.oneof(
  fc.constantFrom<Fault>({ kind: 'throttle' }, { kind: 'busy' }, { kind: 'unheard' }, { kind: 'lost' }),
  fc.constant<Fault>({ kind: 'failed', reason: 'no' }),
  fc.integer({ min: 1, max: 30 }).map((ms): Fault => ({ kind: 'late', ms: ms * second })),
)
const fault = fc.tuple(fc.constantFrom<Call['what']>('create', 'remove'), startFault).map(
  ([what, kind]): Move =>
    ({ world }) =>
      world.aws.fail(what, kind),
)
const deaf = fc.constantFrom<Call['what']>('look', 'outcome', 'roleStands').map(
  (what): Move =>
    ({ world }) =>
      world.aws.fail(what, { kind: 'unheard' }),
)

const weather = fc.constantFrom<Move>(
  ({ world }) => (world.database = 'down'),
  ({ world }) => (world.database = 'up'),
  ({ world }) => (world.aws.down = true),
  ({ world }) => (world.aws.down = false),
  ({ world }) => (world.gateIsSilent = !world.gateIsSilent),
  ({ world }) => (world.lostWrites = 1),
  ({ world }) => (world.aws.operationMs = 15 * second),
)

const crash = fc
  .record({
    call: fc.integer({ min: 1, max: 4 }),
    when: fc.constantFrom('before' as const, 'after' as const),
  })
  .map(
    (crash): Move =>
      ({ world }) =>
        (world.crash = crash),
  )

const wait = fc.constantFrom(100, 1_000, 5_000, 20_000, 60_000).map(
  (ms): Move =>
    ({ world }) =>
      world.runFor(ms),
)

const move = fc.oneof(
  { weight: 4, arbitrary: approve },
  { weight: 2, arbitrary: follow },
  { weight: 3, arbitrary: endEarly },
  { weight: 3, arbitrary: fault },
  { weight: 1, arbitrary: deaf },
  { weight: 2, arbitrary: weather },
  { weight: 1, arbitrary: crash },
  { weight: 8, arbitrary: wait },
)

/** More of them by hand: `SCHEDULES=20000 npx vitest run --project unit worker/engine/schedules.test.ts`. */
const schedules = Number(process.env['SCHEDULES'] ?? 120)

const schedule = fc.record({
  standing: fc.subarray([ann, ben]),
  moves: fc.array(move, { minLength: 5, maxLength: 40 }),
})

test(
  'whatever happens when: nothing standing is touched, nobody loses live access, nothing is left',
  { timeout: schedules * 1_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(schedule, async ({ standing, moves }) => {
        const world = await World.open()
        for (const principal of standing) world.aws.stand(key, principal)
        await world.runFor(minute)
        const wrongs = watch(world, standing)
        const sessions: Approved[] = []
        for (const each of moves) await each({ world, sessions })
        await calmDown(world)

        const rows = await Promise.all(sessions.map(({ id }) => world.row(id)))
        expect(wrongs).toEqual([])
        expect(world.errors).toEqual([])
        expect(rows.filter(({ live }) => live !== 0).map(({ id, status }) => [id, status])).toEqual([])
        expect([...world.aws.holders]).toEqual(standing.map((principal) => `${key} ${principal}`))
        for (const row of rows) await claimsHold(world, row, rows)
      }),
      { numRuns: schedules },
    )
  },
)

/** No Delete for standing access (I2), and none while a session on it is active and not revoked (I3). */
function watch(world: World, standing: readonly PrincipalId[]): string[] {
  const wrongs: string[] = []
  world.aws.during = async ({ what, principal }) => {
    if (what !== 'remove') return
    if (standing.includes(principal!)) wrongs.push(`standing access of ${principal} removed`)
    const { rows } = await world.client.execute({
      sql: "select id from requests where principal_id = ? and status = 'active' and ends_at > ? and end_asked_at is null",
      args: [principal, world.now],
    })
    wrongs.push(...rows.map(({ id }) => `${id as string} was active`))
  }
  return wrongs
}

/** No more faults, the sweep every minute, and time enough for everything to settle. */
async function calmDown(world: World): Promise<void> {
  world.database = 'up'
  world.gateIsSilent = false
  world.lostWrites = 0
  world.crash = null
  Object.assign(world.aws, { down: false, operationMs: 2 * second, faults: {} })
  for (let minutes = 0; minutes < 8; minutes++) {
    await world.sweep()
    await world.runFor(minute)
  }
  await world.runFor(70 * minute)
}

/** Active was said while AWS had it (I8), and over only once AWS had it no more, or something else covers it (I9). */
async function claimsHold(world: World, row: RequestRow, rows: readonly RequestRow[]): Promise<void> {
  const principal = row.principalId as PrincipalId
  if (row.activeAt !== null)
    expect(world.aws.heldAt(row.activeAt, key, principal), `${row.id} active`).toBe(true)
  if (row.endedAt === null || !world.aws.heldAt(row.endedAt, key, principal)) return
  const others = rows.filter((other) => other.principalId === principal && other.id !== row.id)
  const covered = others.some(
    (other) => other.startsAt! <= row.endedAt! && (other.endedAt ?? other.endsAt!) >= row.endedAt!,
  )
  expect(
    row.accessRemains === 'standing' || (row.accessRemains === 'session' && covered),
    `${row.id} over`,
  ).toBe(true)
}
