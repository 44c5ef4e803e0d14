import { beforeEach, expect, test } from 'vitest'
import { ann, key, minute, second, World } from '../../test/engine/world.ts'
import { end } from './end.ts'

let world: World

beforeEach(async () => {
  world = await World.open()
})

/** A session of a minute, under way, and what goes on from it for two. */
async function extended({ tell = true } = {}) {
  const first = await world.approve(ann, { seconds: 60 })
  await world.runFor(30 * second)
  const more = await world.approve(ann, { startsIn: 30 * second, seconds: 120, tell, extendsId: first.id })
  return { first, more }
}

test('approved access goes on while the database is silent, without a Delete or a Create', async () => {
  const { first, more } = await extended()
  world.database = 'down'
  await world.runUntil(more.endsAt - second)
  expect(world.sent('create')).toHaveLength(1)
  expect(world.sent('remove')).toEqual([])

  await world.runFor(minute)
  expect(world.aws.holds(key, ann)).toBe(false)
  world.database = 'up'
  await world.runFor(minute)
  expect(await world.history(more.id)).toEqual([
    'approve',
    'provision',
    'activate',
    'expire',
    'removed_at_end',
    'credentials_gone',
  ])
  expect(await world.eventAt(more.id, 'provision')).toBe(more.startsAt)
  expect(await world.row(first.id)).toMatchObject({ status: 'expired', accessRemains: 'session' })
  expect((await world.row(more.id)).endedAt).toBeLessThan(more.endsAt + 10 * second)
})

test('it goes on though the database is silent only once the end before it was said, and its start could not be', async () => {
  const { first, more } = await extended()
  await world.client.execute(
    "create trigger unwell before insert on events when new.event in ('provision', 'removed_at_end') begin select raise(abort, 'unwell'); end",
  )
  await world.runUntil(more.startsAt + 2 * second)
  world.database = 'down'
  await world.runFor(minute)
  expect(world.sent('remove')).toEqual([])

  await world.client.execute('drop trigger unwell')
  world.database = 'up'
  await world.runUntil(more.endsAt - second)
  expect(world.sent('create')).toHaveLength(1)
  expect(world.sent('remove')).toEqual([])
  expect(await world.row(first.id)).toMatchObject({ status: 'expired', accessRemains: 'session' })
  expect(await world.row(more.id)).toMatchObject({ status: 'active' })
})

test('its keeper was not told: it ends with what it would have extended', async () => {
  const { first } = await extended({ tell: false })
  world.database = 'down'
  await world.runUntil(first.endsAt + 20 * second)
  expect(world.aws.holds(key, ann)).toBe(false)
})

test('after an end that somebody asked for nothing goes on', async () => {
  const { first, more } = await extended()
  world.database = 'down'
  await world.runUntil(more.startsAt - 500)
  const keeper = world.keeper()
  keeper.notes = end(keeper.notes, first.id, { cause: 'revoke', at: world.now })
  // Its alarm comes late.
  keeper.alarmAt = more.startsAt
  await world.runFor(20 * second)
  expect(world.aws.holds(key, ann)).toBe(false)
})

test('what the database would not have let start does not go on without it', async () => {
  const { first, more } = await extended()
  await world.client.execute("update people set active = 0 where id = 'p-req'")
  world.tell(key, (notes) => notes)
  await world.runFor(second)
  world.database = 'down'
  await world.runUntil(first.endsAt + 20 * second)
  expect(more.endsAt).toBeGreaterThan(world.now)
  expect(world.aws.holds(key, ann)).toBe(false)
})

test('what the database does not let start once it is back ends then, and failed is said of what is gone', async () => {
  const { first, more } = await extended()
  world.database = 'down'
  await world.runUntil(first.endsAt + 20 * second)
  await world.client.execute("update people set active = 0 where id = 'p-req'")
  world.database = 'up'
  await world.runFor(30 * second)
  expect(more.endsAt).toBeGreaterThan(world.now)
  expect(world.aws.holds(key, ann)).toBe(false)
  expect(await world.history(more.id)).toEqual(['approve', 'fail'])
  const failedAt = await world.eventAt(more.id, 'fail')
  expect(world.aws.heldAt(failedAt, key, ann)).toBe(false)
})

test('and it is said too where the database would let it start again by then', async () => {
  const { first, more } = await extended()
  world.database = 'down'
  await world.runUntil(first.endsAt + 20 * second)
  await world.client.execute("update people set active = 0 where id = 'p-req'")
  world.aws.operationMs = 10 * second
  world.database = 'up'
  await world.runUntil(world.now + 12 * second)
  await world.client.execute("update people set active = 1 where id = 'p-req'")
  await world.runFor(30 * second)
  expect(more.endsAt).toBeGreaterThan(world.now)
  expect(await world.history(more.id)).toEqual(['approve', 'fail'])
})

test('what was withdrawn and nobody could say so ends as soon as the database is back', async () => {
  const { first, more } = await extended()
  world.database = 'down'
  await world.runUntil(first.endsAt + 20 * second)
  await world.client.execute({
    sql: "update requests set status = 'withdrawn', version = version + 1, live = 0 where id = ?",
    args: [more.id],
  })
  world.database = 'up'
  await world.runFor(30 * second)
  expect(more.endsAt).toBeGreaterThan(world.now)
  expect(world.aws.holds(key, ann)).toBe(false)
})
