import { beforeEach, expect, test } from 'vitest'
import { ann, ben, hour, key, minute, second, World } from '../../test/engine/world.ts'
import type { PrincipalId } from './ports.ts'

let world: World
beforeEach(async () => {
  world = await World.open()
})

test('an approved session is created, active on the word of AWS, and removed at its end', async () => {
  const session = await world.approve(ann, { seconds: 600 })
  await world.runFor(20 * second)
  expect(await world.row(session.id)).toMatchObject({ status: 'active', owned: 1, live: 1 })
  expect(world.aws.holds(key, ann)).toBe(true)

  await world.runUntil(session.endsAt + 10 * second)
  const row = await world.row(session.id)
  expect(row).toMatchObject({ status: 'expired', live: 0, dueAt: null, accessRemains: null })
  expect(row.grantOp).toMatch(/^op-/)
  expect(row.removalOp).toMatch(/^op-/)
  expect(world.aws.holds(key, ann)).toBe(false)
  expect(world.errors).toEqual([])
})

test('every step stands in the history, with the instant at which it happened', async () => {
  const session = await world.approve(ann, { seconds: 600 })
  await world.runUntil(session.endsAt + 20 * second)
  const steps = ['approve', 'provision', 'activate', 'expire', 'removed_at_end', 'credentials_gone']
  expect(await world.history(session.id)).toEqual(steps)
  expect(await world.eventAt(session.id, 'expire')).toBe(session.endsAt)
  expect(await world.eventAt(session.id, 'activate')).toBe((await world.row(session.id)).activeAt)
})

test('the Delete is sent at the end to the millisecond, without a look first', async () => {
  const session = await world.approve(ann, { seconds: 600 })
  await world.runUntil(session.endsAt - 1)
  const looks = world.sent('look').length
  expect(world.sent('remove')).toEqual([])
  await world.runUntil(session.endsAt)
  expect(world.sent('remove')).toEqual([session.endsAt])
  expect(world.sent('look')).toHaveLength(looks)
})

test('active is not said while the operation runs, and the Create is not sent before the start is recorded', async () => {
  world.aws.operationMs = 30 * second
  const statuses: string[] = []
  const session = await world.approve(ann)
  world.aws.during = async ({ what }) => {
    if (what === 'create') statuses.push((await world.row(session.id)).status)
  }
  await world.runFor(29 * second)
  expect(statuses).toEqual(['provisioning'])
  expect((await world.row(session.id)).status).toBe('provisioning')
  await world.runFor(5 * second)
  expect((await world.row(session.id)).status).toBe('active')
})

test('a session that starts later waits for its start', async () => {
  const session = await world.approve(ann, { startsIn: hour })
  await world.runUntil(session.startsAt - 1)
  expect(world.aws.calls).toEqual([])
  await world.runFor(20 * second)
  expect((await world.row(session.id)).status).toBe('active')
})

test('a revoke during the Create settles it first, and then removes', async () => {
  world.aws.operationMs = 20 * second
  const session = await world.approve(ann)
  await world.runFor(5 * second)
  await world.revoke(session.id)
  await world.runFor(10 * second)
  expect(world.sent('remove')).toEqual([])
  await world.runFor(minute)
  expect(await world.row(session.id)).toMatchObject({ status: 'revoked', activeAt: null })
  expect(world.aws.holds(key, ann)).toBe(false)
})

test('a revoke that nobody told the keeper of is found when it is poked', async () => {
  const session = await world.approve(ann)
  await world.runFor(minute)
  await world.revoke(session.id, { tell: false })
  world.tell(key, (notes) => notes)
  await world.runFor(minute)
  expect((await world.row(session.id)).status).toBe('revoked')
})

test('a release ends as released', async () => {
  const session = await world.approve(ann)
  await world.runFor(minute)
  await world.revoke(session.id, { cause: 'release' })
  await world.runFor(minute)
  expect((await world.row(session.id)).status).toBe('released')
})

test('a revoke after the Delete was sent does not make an expired session a revoked one', async () => {
  const session = await world.approve(ann, { seconds: 600 })
  await world.runUntil(session.endsAt - 1)
  world.database = 'down'
  await world.runFor(100)
  await world.revoke(session.id)
  world.database = 'up'
  await world.runFor(minute)
  expect((await world.row(session.id)).status).toBe('expired')
})

test('a revoke counts although the keeper’s clock is behind the one that wrote it', async () => {
  const session = await world.approve(ann)
  await world.runFor(minute)
  await world.revoke(session.id)
  world.now -= 50
  world.keeper().alarmAt = world.now
  await world.runFor(minute)
  expect((await world.row(session.id)).status).toBe('revoked')
})

test('three failed tries and a look that shows nothing make it failed, with the reason of AWS', async () => {
  for (let i = 0; i < 3; i++) world.aws.fail('create', { kind: 'failed', reason: 'Role quota reached' })
  const session = await world.approve(ann)
  await world.runFor(5 * minute)
  expect(await world.row(session.id)).toMatchObject({
    status: 'failed',
    failure: 'Role quota reached',
    live: 0,
  })
  expect(world.sent('create')).toHaveLength(3)
  expect(world.sent('look').at(-1)).toBeGreaterThan(world.sent('create').at(-1)!)
})

test('a Create that failed twice is tried a third time', async () => {
  world.aws.fail('create', { kind: 'failed', reason: 'x' }, { kind: 'refuse' })
  const session = await world.approve(ann)
  await world.runFor(minute)
  expect((await world.row(session.id)).status).toBe('active')
})

test('failed is not said while a look shows the assignment after all', async () => {
  for (let i = 0; i < 3; i++) world.aws.fail('create', { kind: 'failed', reason: 'x' })
  const session = await world.approve(ann)
  while (world.sent('create').length < 3) await world.runFor(second)
  await world.runFor(second)
  world.aws.stand(key, ann)
  await world.runFor(minute)
  expect((await world.row(session.id)).status).toBe('active')
})

test('conflicts and throttling are waited out, and are no tries', async () => {
  world.aws.fail(
    'create',
    { kind: 'busy' },
    { kind: 'throttle' },
    { kind: 'busy' },
    { kind: 'throttle' },
    { kind: 'busy' },
  )
  const session = await world.approve(ann)
  await world.runFor(3 * minute)
  expect((await world.row(session.id)).status).toBe('active')
})

test('a retry is a new intent with tries of its own', async () => {
  for (let i = 0; i < 3; i++) world.aws.fail('create', { kind: 'failed', reason: 'x' })
  const session = await world.approve(ann, { seconds: 3600 })
  await world.runFor(10 * minute)
  expect((await world.row(session.id)).status).toBe('failed')
  const again = await world.retry(session.id)
  const owners: (number | null)[] = []
  world.aws.during = async ({ what }) => {
    if (what === 'create') owners.push((await world.row(session.id)).owned)
  }
  await world.runFor(minute)
  expect(owners).toEqual([1])
  expect(await world.row(session.id)).toMatchObject({ status: 'active', owned: 1, endsAt: again.endsAt })
  await world.runUntil(again.endsAt + minute)
  expect((await world.row(session.id)).status).toBe('expired')
})

test('nothing is created while the database does not take down whose the access will be', async () => {
  for (let i = 0; i < 3; i++) world.aws.fail('create', { kind: 'failed', reason: 'x' })
  const session = await world.approve(ann, { seconds: 3600 })
  await world.runFor(10 * minute)
  await world.retry(session.id)
  await world.client.execute(
    "create trigger poison before update of owned on requests when new.owned = 1 begin select raise(abort, 'poison'); end",
  )
  await world.runFor(5 * minute)
  expect(world.sent('create')).toHaveLength(3)
  await world.client.execute('drop trigger poison')
  await world.runFor(minute)
  expect((await world.row(session.id)).status).toBe('active')
})

test('a retry long after the failure is looked at anew: access that stands by then is not ours', async () => {
  for (let i = 0; i < 3; i++) world.aws.fail('create', { kind: 'failed', reason: 'x' })
  const session = await world.approve(ann, { seconds: 3600 })
  await world.runFor(2 * hour)
  world.aws.stand(key, ann)
  await world.runFor(minute)
  const again = await world.retry(session.id)
  await world.runUntil(again.endsAt + hour)
  expect(await world.row(session.id)).toMatchObject({
    status: 'expired',
    accessRemains: 'standing',
    owned: 0,
  })
  expect(world.sent('remove')).toEqual([])
})

test('a start that our own rules refuse by now fails with their reason, without asking AWS', async () => {
  const session = await world.approve(ann, { startsIn: hour })
  await world.client.execute("update permission_sets set policy_hash = 'h2'")
  await world.runUntil(session.startsAt + minute)
  expect(await world.row(session.id)).toMatchObject({ status: 'failed', failure: 'set-changed' })
  expect(world.sent('create')).toEqual([])
})

test('a removal is never given up', async () => {
  const session = await world.approve(ann, { seconds: 600 })
  await world.runFor(minute)
  for (let i = 0; i < 40; i++) world.aws.fail('remove', { kind: i % 2 ? 'unheard' : 'refuse' })
  await world.runUntil(session.endsAt + 20 * minute)
  expect((await world.row(session.id)).status).toBe('ending')
  await world.runFor(2 * hour)
  expect((await world.row(session.id)).status).toBe('expired')
  expect(world.aws.holds(key, ann)).toBe(false)
})

test('after an outage of AWS the removal is confirmed within three minutes', async () => {
  const session = await world.approve(ann, { seconds: 600 })
  await world.runFor(minute)
  world.aws.down = true
  await world.runUntil(session.endsAt + 3 * hour)
  world.aws.down = false
  await world.runFor(3 * minute)
  expect(world.aws.holds(key, ann)).toBe(false)
  expect((await world.row(session.id)).status).toBe('expired')
})

test('a Delete that fails afterwards is sent again', async () => {
  const session = await world.approve(ann, { seconds: 600 })
  await world.runFor(minute)
  world.aws.fail('remove', { kind: 'failed', reason: 'internal' }, { kind: 'failed', reason: 'internal' })
  await world.runUntil(session.endsAt + 2 * minute)
  expect((await world.row(session.id)).status).toBe('expired')
  expect(world.sent('remove')).toHaveLength(3)
})

test('a Delete that AWS takes and fails because nothing is there has removed it, and what follows is done', async () => {
  await world.client.execute('update permission_sets set killable = 1')
  world.aws.takesAnyDelete = true
  const session = await world.approve(ann, { sessionSeconds: 12 * 3_600, kill: 'on_revoke' })
  await world.approve(ben, { seconds: 8 * 3_600 })
  await world.runFor(minute)
  world.aws.fail('remove', { kind: 'lost' })
  await world.revoke(session.id)
  await world.runFor(2 * minute)
  expect(await world.row(session.id)).toMatchObject({ status: 'revoked', credentials: 'killed' })
  const { length } = world.sent('remove')
  await world.runFor(hour)
  expect(world.sent('remove')).toHaveLength(length)
})

test('a Delete that AWS fails for another reason is followed by a look: others may have taken it away', async () => {
  const session = await world.approve(ann, { seconds: 600 })
  await world.runFor(minute)
  world.aws.unstand(key, ann)
  world.aws.takesAnyDelete = true
  world.aws.fail('remove', { kind: 'failed', reason: 'USER was not found in directory' })
  await world.runUntil(session.endsAt + minute)
  expect(world.sent('remove')).toHaveLength(1)
  expect((await world.row(session.id)).status).toBe('expired')
})

test('what a look shows counts from when it was asked for, however long its answer takes', async () => {
  const session = await world.approve(ann, { seconds: 600 })
  await world.runFor(minute)
  world.aws.unstand(key, ann)
  world.aws.takesAnyDelete = true
  world.aws.fail('remove', { kind: 'failed', reason: 'USER was not found in directory' })
  let askedAt = 0
  world.aws.during = ({ what }) => {
    if (what !== 'look' || askedAt > 0) return
    askedAt = world.now
    world.now += 7 * second
  }
  await world.runUntil(session.endsAt + minute)
  expect((await world.row(session.id)).endedAt).toBe(askedAt)
})

test('and while looks wait for a crowd of removals, Deletes go on', async () => {
  const session = await world.approve(ann, { seconds: 600 })
  await world.runFor(minute)
  world.aws.fail('remove', { kind: 'failed', reason: 'internal' })
  world.checksWait = true
  await world.runUntil(session.endsAt + minute)
  expect(world.sent('remove')).toHaveLength(2)
  expect((await world.row(session.id)).status).toBe('expired')
})

test('while looks fail as well, Deletes go on', async () => {
  const session = await world.approve(ann, { seconds: 600 })
  await world.runFor(minute)
  world.aws.fail('remove', { kind: 'failed', reason: 'internal' }, { kind: 'failed', reason: 'internal' })
  world.aws.fail('look', ...Array.from({ length: 50 }, () => ({ kind: 'unheard' }) as const))
  await world.runUntil(session.endsAt + 5 * minute)
  expect(world.sent('remove')).toHaveLength(3)
  expect((await world.row(session.id)).status).toBe('expired')
})

test('a silent gate holds up starts and no removal', async () => {
  const session = await world.approve(ann, { seconds: 600 })
  await world.runFor(minute)
  world.gateIsSilent = true
  const other = await world.approve(ben, { seconds: 3600 })
  await world.runUntil(session.endsAt + minute)
  expect((await world.row(session.id)).status).toBe('expired')
  expect(world.sent('create')).toHaveLength(1)
  world.gateIsSilent = false
  await world.runFor(minute)
  expect((await world.row(other.id)).status).toBe('active')
})

test('operations on one account and set are sent one after the other', async () => {
  const sessions = [await world.approve(ann, { seconds: 600 }), await world.approve(ben, { seconds: 600 })]
  await world.runUntil(sessions[1]!.endsAt + minute)
  expect(world.sent('create')).toHaveLength(2)
  expect(world.sent('remove')).toHaveLength(2)
})

test('an alarm makes no more calls than it may, and the rest comes right after', async () => {
  await world.approve(ann)
  await world.alarm(key, 1)
  expect(world.aws.calls.map(({ what }) => what)).toEqual(['look'])
  expect(world.keeper().alarmAt).toBe(world.now + 1)
  await world.runFor(100)
  expect(world.aws.calls.map(({ what }) => what)).toEqual(['look', 'create'])
})

test('an alarm that is cut off gives back the place of a Create that is over', async () => {
  await world.approve(ann)
  await world.approve(ben)
  await world.runFor(100)
  expect(world.createsAtTheGate).toBe(1)
  world.now += 3 * second
  await world.alarm(key, 1)
  expect([world.sent('create').length, world.createsAtTheGate]).toEqual([1, 0])
})

test('sixty sessions of one key are all set up, and no alarm makes more than 25 calls', async () => {
  const many = Array.from({ length: 60 }, (_, i) => `u-${i}` as PrincipalId)
  world.aws.operationMs = 0
  for (const each of many) await world.approve(each)
  let mostCalls = 0
  while (world.keeper().alarmAt! <= world.now + 5 * minute) {
    world.now = Math.max(world.now, world.keeper().alarmAt!)
    const before = world.aws.calls.length
    await world.alarm()
    mostCalls = Math.max(mostCalls, world.aws.calls.length - before)
  }
  expect(mostCalls).toBeLessThanOrEqual(25)
  expect(many.filter((each) => world.aws.holds(key, each))).toHaveLength(60)
}, 20_000)

test('one session whose fact cannot be recorded holds up no other', async () => {
  const poisoned = await world.approve(ann, { seconds: 600 })
  const other = await world.approve(ben, { seconds: 600 })
  await world.client.execute(
    `create trigger poison before update of status on requests when new.id = '${poisoned.id}' begin select raise(abort, 'poison'); end`,
  )
  await world.runFor(minute)
  expect((await world.row(poisoned.id)).status).toBe('approved')
  expect((await world.row(other.id)).status).toBe('active')
})

test('the role is looked for no sooner than three seconds after the removal', async () => {
  const session = await world.approve(ann, { seconds: 600 })
  await world.runUntil(session.endsAt + minute)
  const checks = world.aws.calls.filter(({ what }) => what === 'roleStands').map(({ at }) => at)
  expect(checks).toEqual([(await world.row(session.id)).endedAt! + 3 * second])
})

test('credentials are said to be gone only once the role is', async () => {
  const session = await world.approve(ann, { seconds: 600 })
  world.aws.stand(key, ben)
  await world.runUntil(session.endsAt + minute)
  const row = await world.row(session.id)
  expect(row).toMatchObject({ status: 'expired', credentials: 'may_last' })
  expect(row.credentialsUntil).toBe(row.endedAt! + row.sessionSeconds * second)

  world.aws.unstand(key, ben)
  await world.runFor(minute)
  const last = await world.approve(ben, { seconds: 600 })
  await world.runUntil(last.endsAt + minute)
  expect((await world.row(last.id)).credentials).toBe('gone')
})

test('whoever is told of is not looked after for ever: notes go 30 days after the end', async () => {
  const session = await world.approve(ann, { seconds: 600 })
  await world.runUntil(session.endsAt + 29 * 24 * hour)
  world.tell(key, (notes) => notes)
  await world.runFor(minute)
  expect(Object.keys(world.keeper().notes.held)).toEqual([session.id])
  await world.runFor(2 * 24 * hour)
  world.tell(key, (notes) => notes)
  await world.runFor(minute)
  expect(world.keeper().notes).toMatchObject({ held: {}, access: {} })
})
