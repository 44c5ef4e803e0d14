import { beforeEach, expect, test } from 'vitest'
import { ann, ben, hour, key, minute, second, World } from '../../test/engine/world.ts'

let world: World
beforeEach(async () => {
  world = await World.open()
})

const groupOfAnn = "insert into group_members (group_id, principal_id) values ('g-ops', 'u-ann')"

test('standing access is used, said to remain, and never touched', async () => {
  world.aws.stand(key, ann)
  await world.runFor(minute)
  const session = await world.approve(ann, { seconds: 600 })
  await world.runFor(minute)
  expect(await world.row(session.id)).toMatchObject({ status: 'active', owned: 0, grantOp: null })
  await world.runUntil(session.endsAt + hour)
  expect(await world.row(session.id)).toMatchObject({ status: 'expired', accessRemains: 'standing' })
  expect([...world.sent('create'), ...world.sent('remove')]).toEqual([])
  expect(world.aws.holds(key, ann)).toBe(true)
})

test('over standing access, the next session is active at once, whenever somebody looked last', async () => {
  world.aws.stand(key, ann)
  await world.runFor(minute)
  await world.approve(ann, { seconds: 600 })
  await world.runFor(30 * second)
  const next = await world.approve(ann, { seconds: 1200 })
  await world.runFor(5 * second)
  expect(await world.row(next.id)).toMatchObject({ status: 'active', owned: 0 })
})

test('standing access that appears between asking and the Create is not ours', async () => {
  const session = await world.approve(ann, { startsIn: hour, seconds: 600 })
  world.aws.stand(key, ann)
  await world.runUntil(session.endsAt + hour)
  expect(await world.row(session.id)).toMatchObject({
    status: 'expired',
    owned: 0,
    accessRemains: 'standing',
  })
  expect(world.sent('remove')).toEqual([])
})

test('standing access that appears while the start waits for the gate is not ours', async () => {
  const session = await world.approve(ann, { seconds: 3600 })
  world.aws.during = ({ what }) => what === 'look' && (world.gateIsSilent = true)
  await world.runFor(second)
  expect((await world.row(session.id)).owned).toBe(1)
  world.aws.stand(key, ann)
  await world.runFor(10 * minute)
  world.aws.during = null
  world.gateIsSilent = false
  await world.runUntil(session.endsAt + hour)
  expect(await world.row(session.id)).toMatchObject({
    status: 'expired',
    owned: 0,
    accessRemains: 'standing',
  })
  expect([...world.sent('create'), ...world.sent('remove')]).toEqual([])
})

test('ownership is inherited by a session that overlaps: our own assignment is not standing access', async () => {
  const first = await world.approve(ann, { seconds: 600 })
  await world.runFor(minute)
  const longer = await world.approve(ann, { seconds: 1200 })
  await world.runFor(minute)
  expect(await world.row(longer.id)).toMatchObject({ status: 'active', owned: 1 })
  expect(world.sent('create')).toHaveLength(1)

  await world.runUntil(first.endsAt + minute)
  expect(await world.row(first.id)).toMatchObject({
    status: 'expired',
    accessRemains: 'session',
    remainsUntil: longer.endsAt,
  })
  expect(world.sent('remove')).toEqual([])
  await world.runUntil(longer.endsAt + minute)
  expect(await world.row(longer.id)).toMatchObject({ status: 'expired', accessRemains: null })
  expect(world.aws.holds(key, ann)).toBe(false)
})

test('a shorter session inside a longer one takes nothing away when it ends', async () => {
  const longer = await world.approve(ann, { seconds: 1200 })
  await world.runFor(minute)
  const shorter = await world.approve(ann, { seconds: 300 })
  await world.runUntil(shorter.endsAt + 5 * minute)
  expect(await world.row(shorter.id)).toMatchObject({ status: 'expired', accessRemains: 'session' })
  expect((await world.row(longer.id)).status).toBe('active')
  expect(world.aws.holds(key, ann)).toBe(true)
  expect(world.sent('remove')).toEqual([])
})

test('a session that starts where another ends keeps the access without a gap', async () => {
  const first = await world.approve(ann, { seconds: 600 })
  const next = await world.approve(ann, { startsIn: 600 * second, seconds: 600 })
  await world.runUntil(first.endsAt + minute)
  expect(await world.row(first.id)).toMatchObject({ status: 'expired', accessRemains: 'session' })
  expect(await world.row(next.id)).toMatchObject({ status: 'active', owned: 1 })
  expect(world.sent('remove')).toEqual([])
  await world.runUntil(next.endsAt + minute)
  expect(world.aws.holds(key, ann)).toBe(false)
})

test('revoking one of two sessions leaves the other its access, revoking both leaves none', async () => {
  const one = await world.approve(ann)
  const other = await world.approve(ann)
  await world.runFor(minute)
  await world.revoke(one.id)
  await world.runFor(minute)
  expect(await world.row(one.id)).toMatchObject({ status: 'revoked', accessRemains: 'session' })
  expect(world.aws.holds(key, ann)).toBe(true)
  await world.revoke(other.id)
  await world.runFor(minute)
  expect(await world.row(other.id)).toMatchObject({ status: 'revoked', accessRemains: null })
  expect(world.aws.holds(key, ann)).toBe(false)
})

test('one person’s end takes nothing from another', async () => {
  const session = await world.approve(ann, { seconds: 600 })
  const other = await world.approve(ben, { seconds: 3600 })
  await world.runUntil(session.endsAt + minute)
  expect([world.aws.holds(key, ann), world.aws.holds(key, ben)]).toEqual([false, true])
  expect((await world.row(other.id)).status).toBe('active')
})

test('access seen within 30 minutes after our Delete is ours: a session that follows inherits it', async () => {
  const first = await world.approve(ann, { seconds: 600 })
  await world.runUntil(first.endsAt + 20 * second)
  world.aws.stand(key, ann)
  await world.runFor(10 * second)
  const next = await world.approve(ann, { seconds: 600 })
  await world.runUntil(next.endsAt + minute)
  expect(await world.row(next.id)).toMatchObject({ owned: 1, accessRemains: null })
  expect(world.aws.holds(key, ann)).toBe(false)
})

test('access seen later than that is standing', async () => {
  const first = await world.approve(ann, { seconds: 600 })
  await world.runUntil(first.endsAt + 32 * minute)
  world.aws.stand(key, ann)
  await world.runFor(minute)
  const next = await world.approve(ann, { seconds: 600 })
  await world.runUntil(next.endsAt + hour)
  expect(await world.row(next.id)).toMatchObject({ owned: 0, accessRemains: 'standing' })
  expect(world.aws.holds(key, ann)).toBe(true)
})

test('standing access that was taken away is created for a session, and then is ours', async () => {
  world.aws.stand(key, ann)
  const first = await world.approve(ann, { seconds: 600 })
  await world.runFor(minute)
  world.aws.unstand(key, ann)
  await world.runFor(minute)
  const longer = await world.approve(ann, { seconds: 1200 })
  await world.runUntil(longer.endsAt + hour)
  expect(await world.row(longer.id)).toMatchObject({ status: 'expired', owned: 1, accessRemains: null })
  expect((await world.row(first.id)).status).toBe('expired')
  expect(world.aws.holds(key, ann)).toBe(false)
})

test('standing access that was taken away meanwhile does not remain (seeds 831, 1760)', async () => {
  world.aws.stand(key, ann)
  await world.runFor(minute)
  const session = await world.approve(ann, { seconds: 600 })
  await world.runFor(minute)
  world.aws.unstand(key, ann)
  await world.runUntil(session.endsAt + hour)
  expect(await world.row(session.id)).toMatchObject({ status: 'expired', accessRemains: null })
  expect(world.sent('remove')).toEqual([])
})

test('access that remains through a group is said so', async () => {
  await world.client.execute(groupOfAnn)
  world.aws.groups.set(key, new Set(['g-ops']))
  const session = await world.approve(ann, { seconds: 600 })
  await world.runFor(minute)
  world.aws.fail('look', ...Array.from({ length: 4 }, () => ({ kind: 'unheard' }) as const))
  await world.runUntil(session.endsAt + 2 * minute)
  const row = await world.row(session.id)
  expect(row).toMatchObject({ status: 'expired', accessRemains: 'group' })
  // Of when AWS removed ours, not of the look that came later.
  expect(row.endedAt).toBeLessThan(session.endsAt + 5_000)
  expect(world.aws.holds(key, ann)).toBe(false)
})

test('what a group lost meanwhile does not remain, and one look tells of all who end together', async () => {
  await world.client.execute(groupOfAnn)
  await world.client.execute(groupOfAnn.replace('u-ann', 'u-ben'))
  world.aws.groups.set(key, new Set(['g-ops']))
  const session = await world.approve(ann, { seconds: 600 })
  const other = await world.approve(ben, { seconds: 600 })
  await world.runFor(minute)
  world.aws.groups.set(key, new Set())
  const looks = world.sent('look').length
  await world.runUntil(session.endsAt + 10_000)
  for (const { id } of [session, other])
    expect(await world.row(id)).toMatchObject({ status: 'expired', accessRemains: null })
  expect(world.sent('look')).toHaveLength(looks + 1)
})

test('a start whose Create was never sent ends without a Delete', async () => {
  const session = await world.approve(ann, { seconds: 600 })
  world.aws.during = ({ what }) => what === 'look' && (world.gateIsSilent = true)
  await world.runUntil(session.endsAt + minute)
  expect((await world.row(session.id)).status).toBe('expired')
  expect([...world.sent('create'), ...world.sent('remove')]).toEqual([])
})
