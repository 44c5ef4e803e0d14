import { beforeEach, expect, test } from 'vitest'
import { advance } from '../db/advance.ts'
import { ann, hour, key, minute, World, type Approved } from '../../test/engine/world.ts'
import { end } from './end.ts'
import { adopt } from './notes.ts'
import type { SessionId } from './ports.ts'

let world: World
beforeEach(async () => {
  world = await World.open()
  world.aws.stand(key, ann)
  await world.runFor(minute)
})

/** As the API does it: the row is active and ours, in one batch, then the keeper is told. */
async function adopted({ seconds = 600, tell = true } = {}): Promise<Approved> {
  const startsAt = world.now
  const endsAt = startsAt + seconds * 1_000
  const id: SessionId = await world.ask(ann, { seconds })
  await world.client.execute({
    sql: `update requests set status = 'approved', version = version + 1, waits_for = null, live = 1, owned = 1, keeper_key = ?,
      starts_at = ?, ends_at = ?, granted_s = ?, last_decider_id = 'p-own' where id = ?`,
    args: [key, startsAt, endsAt, seconds, id],
  })
  const actor = { kind: 'person', id: 'p-own', name: 'Owner' } as const
  const from = { id, status: 'approved', version: 2 } as const
  const set = { activeAt: startsAt, dueAt: endsAt }
  await advance(world.client, {
    from,
    event: 'adopt',
    actor,
    at: startsAt,
    recordedAt: startsAt,
    op: id,
    set,
  })
  const session = {
    id,
    principal: ann,
    startsAt,
    endsAt,
    sessionSeconds: 3_600,
    clone: null,
    kill: 'never',
    owned: true,
  } as const
  if (tell) world.tell(key, (notes) => adopt(notes, session))
  return { id, startsAt, endsAt }
}

test('adopted access is held to its end without a word to AWS, and removed then', async () => {
  const session = await adopted()
  await world.runUntil(session.endsAt - minute)
  expect(world.aws.holds(key, ann)).toBe(true)
  expect([...world.sent('create'), ...world.sent('remove')]).toEqual([])
  await world.runUntil(session.endsAt + minute)
  expect(world.aws.holds(key, ann)).toBe(false)
  expect(await world.row(session.id)).toMatchObject({ status: 'expired', accessRemains: null })
})

test('its keeper ends it on time though the database is down from the start', async () => {
  const session = await adopted()
  world.database = 'down'
  await world.runUntil(session.endsAt - minute)
  expect(world.aws.holds(key, ann)).toBe(true)
  await world.runUntil(session.endsAt + minute)
  expect(world.aws.holds(key, ann)).toBe(false)
})

test('a keeper that was not told learns it from the row, whatever it saw long ago', async () => {
  const before = await world.approve(ann, { seconds: 60 })
  await world.runUntil(before.endsAt + minute)
  expect(await world.row(before.id)).toMatchObject({ status: 'expired', owned: 0 })
  const session = await adopted({ tell: false })
  world.tell(key, (notes) => notes)
  await world.runUntil(session.endsAt + minute)
  expect(world.aws.holds(key, ann)).toBe(false)
  expect((await world.row(session.id)).status).toBe('expired')
})

test('revoked at once, it goes at once', async () => {
  const session = await adopted()
  await world.revoke(session.id, { tell: false })
  world.tell(key, (notes) => end(notes, session.id, { cause: 'revoke', at: world.now }))
  await world.runFor(minute)
  expect(world.aws.holds(key, ann)).toBe(false)
  expect((await world.row(session.id)).status).toBe('revoked')
})

test('a session that used it as standing access ends before it, and takes nothing along', async () => {
  const user = await world.approve(ann, { seconds: 300 })
  await world.runFor(minute)
  expect(await world.row(user.id)).toMatchObject({ status: 'active', owned: 0 })
  const session = await adopted({ seconds: 3_600 })
  await world.runUntil(user.endsAt + minute)
  expect(await world.row(user.id)).toMatchObject({ status: 'expired', accessRemains: 'session' })
  expect(world.aws.holds(key, ann)).toBe(true)
  await world.runUntil(session.endsAt + hour)
  expect(world.aws.holds(key, ann)).toBe(false)
})
