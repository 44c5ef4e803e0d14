import { beforeEach, expect, test } from 'vitest'
import { account, ann, ben, hour, key, minute, second, setArn, World } from '../../test/engine/world.ts'
import { end } from './end.ts'
import { newlyHeld, noAccess, noNotes } from './notes.ts'
import type { KillPolicy, SessionId } from './ports.ts'
import { step } from './step.ts'

let world: World
beforeEach(async () => {
  world = await World.open()
  await world.client.execute('update permission_sets set killable = 1')
})

const held = async (kill: KillPolicy = 'on_revoke') => {
  const session = await world.approve(ann, { seconds: 4 * 3_600, sessionSeconds: 12 * 3_600, kill })
  await world.approve(ben, { seconds: 8 * 3_600 })
  await world.runFor(minute)
  return session
}
const rounded = (at: number) => Math.ceil(at / 10_000) * 10_000

test('a revoke while others hold the role kills what was issued before it, and says so on the writer’s word', async () => {
  const session = await held()
  await world.revoke(session.id)
  await world.runFor(9 * second)
  const removed = await world.row(session.id)
  expect(removed).toMatchObject({ status: 'revoked', credentials: 'may_last' })
  await world.runFor(minute)
  const [kill] = world.writer.kills
  const issuedBefore = rounded(removed.endedAt!)
  expect(kill!.ask).toEqual({ account, principal: ann, issuedBefore, until: issuedBefore + 12 * hour })
  expect(world.writer.asked.filter(({ what }) => what === 'kill').length).toBeGreaterThan(1)
  expect(await world.row(session.id)).toMatchObject({ credentials: 'killed', credentialsUntil: kill!.at })
  expect((await world.history(session.id)).filter((event) => event === 'credentials_killed')).toHaveLength(1)
})

test('a set that lets credentials live longer than when it was asked for is killed, and told, for as long', async () => {
  const session = await world.approve(ann, { seconds: 4 * 3_600, sessionSeconds: 3_600, kill: 'on_revoke' })
  await world.approve(ben, { seconds: 8 * 3_600 })
  await world.runFor(minute)
  await world.client.execute('update permission_sets set session_seconds = 12 * 3600')
  await world.revoke(session.id)
  await world.runFor(9 * second)
  const { endedAt, credentialsUntil } = await world.row(session.id)
  expect(credentialsUntil).toBe(endedAt! + 12 * hour)
  await world.runFor(minute)
  expect(world.writer.kills[0]!.ask.until).toBe(rounded(endedAt!) + 12 * hour)
})

test('a revoke kills where a group lost the set while the session ran', async () => {
  await world.client.execute("insert into group_members (group_id, principal_id) values ('g-ops', 'u-ann')")
  world.aws.groups.set(key, new Set(['g-ops']))
  const session = await held()
  world.aws.groups.set(key, new Set())
  await world.revoke(session.id)
  await world.runFor(minute)
  expect(world.writer.kills.map(({ ask }) => ask.principal)).toEqual([ann])
  expect(await world.row(session.id)).toMatchObject({ accessRemains: null, credentials: 'killed' })
})

test('and where the group lost it while AWS would not take the Delete', async () => {
  await world.client.execute("insert into group_members (group_id, principal_id) values ('g-ops', 'u-ann')")
  world.aws.groups.set(key, new Set(['g-ops']))
  const session = await world.approve(ann, { seconds: 4 * 3_600, kill: 'on_revoke' })
  await world.runFor(minute)
  world.aws.fail('remove', ...Array.from({ length: 8 }, () => ({ kind: 'refuse' }) as const))
  await world.revoke(session.id)
  await world.runFor(20 * second)
  // Somebody else's start looks, and sees the group.
  await world.approve(ben, { seconds: 8 * 3_600 })
  await world.runFor(minute)
  expect(world.aws.holds(key, ann)).toBe(true)
  world.aws.groups.set(key, new Set())
  await world.runFor(20 * minute)
  expect(world.writer.kills.map(({ ask }) => ask.principal)).toEqual([ann])
})

test('a revoke that its keeper hears of after the end that was written kills late', async () => {
  const session = await world.approve(ann, { seconds: 600, sessionSeconds: 12 * 3_600, kill: 'on_revoke' })
  await world.approve(ben, { seconds: 8 * 3_600 })
  await world.runFor(minute)
  await world.revoke(session.id, { tell: false })
  world.database = 'down'
  await world.runUntil(session.endsAt + 5 * minute)
  expect(world.aws.holds(key, ann)).toBe(false)
  world.database = 'up'
  await world.runFor(2 * minute)
  expect(world.writer.kills.map(({ ask }) => ask.principal)).toEqual([ann])
  expect(await world.row(session.id)).toMatchObject({ status: 'revoked', credentials: 'killed' })
})

test('a revoke that came before the end, and is told after it, kills as well', async () => {
  const session = await world.approve(ann, { seconds: 600, sessionSeconds: 12 * 3_600, kill: 'on_revoke' })
  await world.approve(ben, { seconds: 8 * 3_600 })
  await world.runUntil(session.endsAt + minute)
  expect(world.writer.asked).toEqual([])
  world.tell(key, (notes) => end(notes, session.id, { cause: 'revoke', at: session.endsAt - second }))
  await world.runFor(minute)
  expect(world.writer.kills.map(({ ask }) => ask.principal)).toEqual([ann])
})

test('a late revoke kills nothing of a session that AWS was never asked for', async () => {
  await world.approve(ben, { seconds: 8 * 3_600 })
  await world.runFor(minute)
  const session = await world.approve(ann, { seconds: 600, sessionSeconds: 12 * 3_600, kill: 'on_revoke' })
  world.aws.during = ({ what }) => what === 'look' && (world.gateIsSilent = true)
  await world.runFor(minute)
  expect(await world.row(session.id)).toMatchObject({ status: 'provisioning', owned: 1 })
  await world.revoke(session.id, { tell: false })
  world.database = 'down'
  await world.runUntil(session.endsAt + 5 * minute)
  world.aws.during = null
  world.gateIsSilent = false
  world.database = 'up'
  await world.runFor(10 * minute)
  expect((await world.row(session.id)).status).toBe('revoked')
  expect([world.sent('create').length, world.writer.asked]).toEqual([1, []])
})

test('what never started kills nothing, whatever was there before it', () => {
  const [id, at] = ['s-1' as SessionId, Date.parse('2026-11-23T02:00:00Z')]
  const told = { id, principal: ann, startsAt: at, endsAt: at + hour, sessionSeconds: 3_600, clone: null }
  const ended = newlyHeld({ ...told, kill: 'always' }, { cause: 'release', at })
  const known = {
    ...noAccess,
    owned: true,
    asked: true,
    state: 'absent' as const,
    stateAt: at,
    settledAt: at,
  }
  const killing = (started: boolean) => {
    const held = { [id]: { ...ended, intentAt: at, started } }
    return step({ ...noNotes, held, access: { [ann]: known } }, null, null, at + second).notes.held[id]!
      .killing
  }
  expect([killing(true)?.issuedBefore, killing(false)]).toEqual([expect.any(Number), null])
})

test('where nobody else holds the role it goes, and nothing is killed', async () => {
  const session = await world.approve(ann, { seconds: 3_600, kill: 'on_revoke' })
  await world.runFor(minute)
  await world.revoke(session.id)
  await world.runFor(5 * minute)
  expect(world.writer.asked).toEqual([])
  expect(await world.row(session.id)).toMatchObject({ credentials: 'gone' })
})

test('a release and an end on time kill nothing, unless the account says so', async () => {
  const released = await held()
  await world.revoke(released.id, { cause: 'release' })
  await world.runFor(5 * minute)
  expect(world.writer.asked).toEqual([])
  expect(await world.row(released.id)).toMatchObject({ credentials: 'may_last' })

  await world.client.execute('update accounts set kill_at_end = 1')
  const expired = await world.approve(ann, { seconds: 600, sessionSeconds: 12 * 3_600, kill: 'always' })
  await world.runUntil(expired.endsAt + 5 * minute)
  expect(await world.row(expired.id)).toMatchObject({ status: 'expired', credentials: 'killed' })
})

test('a set that is not marked is left alone', async () => {
  await world.client.execute('update permission_sets set killable = 0')
  const session = await held('never')
  await world.revoke(session.id)
  await world.runFor(5 * minute)
  expect(world.writer.asked).toEqual([])
})

test('no room for the statement: may last, and nobody asks again', async () => {
  const session = await held()
  world.writer.killsNothing = 'No room in 10,240 characters'
  await world.revoke(session.id)
  await world.runFor(hour)
  expect(world.writer.asked).toHaveLength(1)
  const row = await world.row(session.id)
  expect(row).toMatchObject({ credentials: 'may_last', credentialsUntil: row.endedAt! + 12 * hour })
})

test('a silent writer is asked until nothing of what was issued can be alive', async () => {
  const session = await held()
  world.writer.down = true
  await world.revoke(session.id)
  await world.runFor(hour)
  expect(await world.row(session.id)).toMatchObject({ credentials: 'may_last' })
  world.writer.down = false
  await world.runFor(5 * minute)
  expect(await world.row(session.id)).toMatchObject({ credentials: 'killed' })

  world.writer.down = true
  const other = await held()
  await world.revoke(other.id)
  await world.runFor(13 * hour)
  const calls = world.writer.asked.length
  await world.runFor(hour)
  expect(world.writer.asked).toHaveLength(calls)
})

test('nothing starts for the person before the instant up to which credentials are killed', async () => {
  world.now = rounded(world.now) + second
  const session = await held()
  world.now = rounded(world.now) + second
  await world.revoke(session.id)
  await world.runFor(4 * second)
  const { endedAt } = await world.row(session.id)
  const again = await world.approve(ann, { seconds: 3_600, kill: 'on_revoke' })
  const others = await world.approve(ben, { seconds: 3_600 })
  await world.runFor(minute)
  expect((await world.row(others.id)).status).toBe('active')
  expect((await world.row(again.id)).status).toBe('active')
  const issuedBefore = rounded(endedAt!)
  expect(world.now).toBeGreaterThan(issuedBefore)
  const creates = world.aws.calls.filter((call) => call.what === 'create' && call.principal === ann)
  expect(creates.at(-1)!.at).toBeGreaterThanOrEqual(issuedBefore)
  expect(creates.at(-1)!.at).toBeLessThan(issuedBefore + 5 * second)
})

test('who still has the access by another session loses nothing', async () => {
  const session = await held()
  await world.approve(ann, { seconds: 6 * 3_600 })
  await world.runFor(minute)
  await world.revoke(session.id)
  await world.runFor(5 * minute)
  expect(await world.row(session.id)).toMatchObject({ accessRemains: 'session' })
  expect(world.writer.asked).toEqual([])
})

test('the role that goes just after is gone, whatever the writer says', async () => {
  const session = await world.approve(ann, { seconds: 3_600, sessionSeconds: 12 * 3_600, kill: 'on_revoke' })
  await world.runFor(minute)
  world.aws.roleStays = true
  world.writer.down = true
  await world.revoke(session.id)
  await world.runFor(30 * second)
  world.aws.roleStays = false
  await world.runFor(5 * minute)
  expect(await world.row(session.id)).toMatchObject({ credentials: 'gone' })
})

test('with the database down the kill goes on, and is recorded later with its own instant', async () => {
  const session = await held()
  await world.revoke(session.id)
  world.database = 'down'
  await world.runFor(10 * minute)
  const [kill] = world.writer.kills
  expect(kill).toBeDefined()
  world.database = 'up'
  await world.runFor(2 * minute)
  expect(await world.row(session.id)).toMatchObject({ status: 'revoked', credentials: 'killed' })
  expect(await world.eventAt(session.id, 'credentials_killed')).toBe(kill!.at)
})

test.each(['before', 'after'] as const)(
  'a keeper that dies %s a call of the writer kills all the same',
  async (when) => {
    const session = await held()
    world.writerCrash = { call: 1, when }
    await world.revoke(session.id)
    await world.runFor(2 * minute)
    expect(world.writerCrash).toBe(null)
    expect(await world.row(session.id)).toMatchObject({ credentials: 'killed' })
    expect(world.writer.kills).toHaveLength(1)
  },
)

test('a kill is about the set itself', async () => {
  const session = await held()
  await world.revoke(session.id)
  await world.runFor(minute)
  expect(key).toContain(setArn)
  expect(await world.row(session.id)).toMatchObject({ credentials: 'killed' })
})
