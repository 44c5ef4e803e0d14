import { beforeEach, expect, test } from 'vitest'
import { ann, ben, hour, key, minute, second, World } from '../../test/engine/world.ts'
import { noNotes } from './notes.ts'

let world: World
beforeEach(async () => {
  world = await World.open()
})

test('while the database is down an end comes on time, and is recorded later with its own instants', async () => {
  const session = await world.approve(ann, { seconds: 600 })
  await world.runFor(minute)
  world.database = 'down'
  await world.runUntil(session.endsAt + hour)
  expect(world.sent('remove')).toEqual([session.endsAt])
  expect(world.aws.holds(key, ann)).toBe(false)

  world.database = 'up'
  await world.runFor(minute)
  const row = await world.row(session.id)
  expect(row.status).toBe('expired')
  expect(row.endedAt! - session.endsAt).toBeLessThan(10 * second)
  expect(await world.eventAt(session.id, 'removed_at_end')).toBe(row.endedAt)
  expect((await world.history(session.id)).slice(0, 5)).toEqual([
    'approve',
    'provision',
    'activate',
    'expire',
    'removed_at_end',
  ])
})

test('while the database is down nothing starts', async () => {
  world.database = 'down'
  const session = await world.approve(ann, { seconds: 600 })
  await world.runFor(5 * minute)
  expect(world.aws.calls).toEqual([])
  world.database = 'up'
  await world.runFor(minute)
  expect((await world.row(session.id)).status).toBe('active')
})

test('a start that the database’s outage left no time for fails, without asking AWS', async () => {
  world.database = 'down'
  const session = await world.approve(ann, { seconds: 600 })
  await world.runUntil(session.endsAt + minute)
  world.database = 'up'
  await world.runFor(minute)
  expect((await world.row(session.id)).status).toBe('failed')
  expect(world.aws.calls).toEqual([])
})

test('while the database is down a gap is accepted: a session that would follow does not cover', async () => {
  const first = await world.approve(ann, { seconds: 600 })
  const next = await world.approve(ann, { startsIn: 600 * second, seconds: 600 })
  await world.runFor(minute)
  world.database = 'down'
  await world.runUntil(first.endsAt + minute)
  expect(world.aws.holds(key, ann)).toBe(false)
  world.database = 'up'
  await world.runFor(minute)
  expect((await world.row(next.id)).status).toBe('active')
  expect(await world.row(first.id)).toMatchObject({ status: 'expired', accessRemains: null })
})

test('while the database is down a session under way still covers another', async () => {
  const first = await world.approve(ann, { seconds: 600 })
  await world.approve(ann, { seconds: 3600 })
  await world.runFor(minute)
  world.database = 'down'
  await world.runUntil(first.endsAt + minute)
  expect(world.aws.holds(key, ann)).toBe(true)
})

test('the database goes down after the start was recorded: the Create waits for its word', async () => {
  const session = await world.approve(ann)
  world.aws.during = async ({ what }) => what === 'look' && (world.lostWrites = 1)
  await world.alarm()
  expect((await world.row(session.id)).status).toBe('provisioning')
  world.database = 'down'
  await world.runFor(5 * minute)
  expect(world.sent('create')).toEqual([])
  world.database = 'up'
  await world.runFor(minute)
  expect((await world.row(session.id)).status).toBe('active')
})

test('a start that was recorded waits for the word of the database before each try', async () => {
  const session = await world.approve(ann)
  world.aws.fail('create', { kind: 'busy' })
  await world.runFor(100)
  expect(world.sent('create')).toHaveLength(1)
  world.database = 'down'
  await world.runFor(5 * minute)
  expect(world.sent('create')).toHaveLength(1)
  world.database = 'up'
  await world.runFor(minute)
  expect((await world.row(session.id)).status).toBe('active')
})

test('a fact whose answer was lost is recorded once', async () => {
  const session = await world.approve(ann, { seconds: 600 })
  world.lostWrites = 1
  await world.runFor(minute)
  world.lostWrites = 1
  await world.runUntil(session.endsAt + minute)
  expect(await world.history(session.id)).toEqual([
    'approve',
    'provision',
    'activate',
    'expire',
    'removed_at_end',
    'credentials_gone',
  ])
})

test('a restored database revives nothing that ended', async () => {
  const session = await world.approve(ann, { seconds: 3600 })
  await world.runFor(minute)
  const copy = await snapshot(world)
  await world.revoke(session.id)
  await world.runFor(5 * minute)
  expect((await world.row(session.id)).status).toBe('revoked')

  await restore(world, copy)
  expect((await world.row(session.id)).status).toBe('active')
  const creates = world.sent('create').length
  world.tell(key, (notes) => notes)
  await world.runFor(5 * minute)
  expect(world.sent('create')).toHaveLength(creates)
  expect(world.aws.holds(key, ann)).toBe(false)
  expect((await world.row(session.id)).live).toBe(0)
})

test('a database that is older than the notes starts nothing, unless it stays so', async () => {
  const session = await world.approve(ann)
  world.tell(key, (notes) => ({ ...notes, epoch: 1_000 }))
  await world.runFor(55 * second)
  expect(world.aws.calls).toEqual([])
  await world.runFor(minute)
  expect((await world.row(session.id)).status).toBe('active')
})

test('a session withdrawn before its start stays so in a restored database', async () => {
  const session = await world.approve(ann, { startsIn: hour })
  await world.runFor(minute)
  const copy = await snapshot(world)
  await world.revoke(session.id, { tell: false })
  world.tell(key, (notes) => notes)
  await world.runFor(minute)
  await restore(world, copy)
  world.tell(key, (notes) => ({ ...notes, epoch: 0 }))
  await world.runUntil(session.startsAt + minute)
  expect(world.aws.calls).toEqual([])
})

test('a retry that an older copy forgot is not begun on the word for its first window', async () => {
  for (let i = 0; i < 3; i++) world.aws.fail('create', { kind: 'failed', reason: 'x' })
  const session = await world.approve(ann, { seconds: 600 })
  const copy = await snapshot(world)
  await world.runUntil(session.endsAt + 10 * minute)
  expect((await world.row(session.id)).status).toBe('failed')
  // The keeper hears of the retry and reads it, but AWS does not answer.
  world.aws.down = true
  await world.retry(session.id)
  await world.runFor(5 * second)
  const creates = world.sent('create').length
  await restore(world, copy)
  world.aws.down = false
  await world.runFor(5 * minute)
  expect(world.sent('create')).toHaveLength(creates)
  await world.runFor(10 * minute)
  expect(await world.row(session.id)).toMatchObject({ live: 0 })
})

test('a retry that was taken back stays so in a copy that shows the try before it', async () => {
  for (let i = 0; i < 3; i++) world.aws.fail('create', { kind: 'failed', reason: 'x' })
  const session = await world.approve(ann)
  await world.runFor(second)
  const copy = await snapshot(world)
  await world.runFor(5 * minute)
  expect((await world.row(session.id)).status).toBe('failed')
  await world.retry(session.id)
  await world.runFor(minute)
  await world.revoke(session.id)
  await world.runFor(5 * minute)
  expect((await world.row(session.id)).status).toBe('revoked')
  const creates = world.sent('create').length
  await restore(world, copy)
  expect(await world.row(session.id)).toMatchObject({ status: 'provisioning', live: 1 })
  world.tell(key, (notes) => notes)
  await world.runFor(10 * minute)
  expect([world.sent('create').length, world.aws.holds(key, ann)]).toEqual([creates, false])
  expect(await world.row(session.id)).toMatchObject({ live: 0 })
})

test('a Create without an answer keeps its place at the gate until it is seen', async () => {
  world.aws.operationMs = 20_000
  world.aws.fail('create', { kind: 'lost' })
  await world.approve(ann)
  await world.runFor(15 * second)
  expect(world.sent('create').length).toBeGreaterThan(0)
  expect(world.createsAtTheGate).toBeGreaterThan(0)
  await world.runFor(2 * minute)
  expect([world.aws.holds(key, ann), world.createsAtTheGate]).toEqual([true, 0])
})

test('a Create that landed behind its Delete is not called removed', async () => {
  world.aws.fail('create', { kind: 'late', ms: 20 * second })
  const session = await world.approve(ann)
  await world.runFor(10 * second)
  expect((await world.row(session.id)).status).toBe('active')
  await world.revoke(session.id)
  await world.runFor(second)
  // AWS does the Delete, then the late Create, and says of neither.
  world.aws.down = true
  await world.runFor(20 * second)
  world.aws.down = false
  expect(world.aws.holds(key, ann)).toBe(true)
  const held = async () =>
    (await world.row(session.id)).status === 'revoked' ? world.aws.holds(key, ann) : null
  for (let i = 0; i < 120 && (await held()) === null; i++) await world.runFor(second)
  expect(await held()).toBe(false)
})

test.each(['throttle', 'refuse'] as const)(
  'what others gave while AWS took no Create of ours (%s) is theirs',
  async (kind) => {
    world.aws.fail('create', { kind })
    const session = await world.approve(ann, { seconds: 600 })
    world.aws.during = ({ what }) => {
      if (what === 'create') world.gateIsSilent = true
    }
    while (world.sent('create').length === 0) await world.runFor(second)
    world.aws.stand(key, ann)
    await world.runFor(2 * minute)
    world.gateIsSilent = false
    await world.runUntil(session.endsAt + 5 * minute)
    expect([world.aws.holds(key, ann), world.sent('remove')]).toEqual([true, []])
  },
)

test('seed 810535: a run that is held up acts on what it read ten seconds ago, not on what is older', async () => {
  world.aws.fail('create', { kind: 'throttle' })
  await world.approve(ann, { seconds: 600 })
  world.aws.during = ({ what }) => {
    world.gateIsSilent = what === 'create'
  }
  await world.runFor(2 * minute)
  world.gateIsSilent = false
  const done: string[] = []
  const batch = world.client.batch.bind(world.client)
  world.client.batch = (statements, mode) => (done.push(mode as string), batch(statements, mode))
  world.aws.during = ({ what }) => {
    done.push(what)
    if (what === 'look') world.now += 11 * second
  }
  await world.runFor(30 * second)
  const created = done.indexOf('create')
  expect(done.slice(done.indexOf('look'), created + 1)).toEqual(['look', 'read', 'create'])
})

test('an end told of before its session is final all the same', async () => {
  const session = await world.approve(ann, { tell: false })
  world.tell(key, (notes) => ({ ...notes, ends: { [session.id]: { cause: 'revoke', at: world.now } } }))
  await world.runFor(minute)
  expect(world.aws.calls).toEqual([])
})

test('a lost answer to a Create means look again: it was done', async () => {
  world.aws.fail('create', { kind: 'lost' })
  const session = await world.approve(ann, { seconds: 600 })
  await world.runFor(minute)
  expect(await world.row(session.id)).toMatchObject({ status: 'active', owned: 1 })
  expect(world.sent('create')).toHaveLength(1)
  await world.runUntil(session.endsAt + minute)
  expect(world.aws.holds(key, ann)).toBe(false)
})

test('a lost answer to a Create means look again: it was not done', async () => {
  world.aws.fail('create', { kind: 'unheard' })
  const session = await world.approve(ann)
  await world.runFor(minute)
  expect((await world.row(session.id)).status).toBe('active')
  expect(world.sent('create')).toHaveLength(2)
})

test('a lost answer to a Delete is no evidence: it is sent again until AWS says', async () => {
  const session = await world.approve(ann, { seconds: 600 })
  await world.runFor(minute)
  world.aws.fail('remove', { kind: 'lost' }, { kind: 'unheard' })
  await world.runUntil(session.endsAt + minute)
  expect((await world.row(session.id)).status).toBe('expired')
  expect(world.aws.holds(key, ann)).toBe(false)
})

/** Revoked a second after its approval; its Create, without an answer, lands so late. */
async function revokedWhileItsCreateIsLate(ms: number) {
  world.aws.fail('create', { kind: 'late', ms })
  const session = await world.approve(ann)
  await world.runFor(second)
  await world.revoke(session.id)
  return session
}

test('while a Create without an answer may land, AWS’s "not there" ends nothing: a second Delete tells', async () => {
  const session = await revokedWhileItsCreateIsLate(29 * second)
  await world.runFor(20 * second)
  expect(world.sent('remove')).toHaveLength(1)
  expect((await world.row(session.id)).status).toBe('ending')
  await world.runFor(30 * second)
  expect(world.sent('remove').length).toBeGreaterThan(1)
  expect([(await world.row(session.id)).status, world.aws.holds(key, ann)]).toEqual(['revoked', false])
  await world.runFor(hour)
  expect(world.aws.holds(key, ann)).toBe(false)
})

test('nor does a look after a Delete that AWS took and failed', async () => {
  world.aws.takesAnyDelete = true
  world.aws.fail('remove', { kind: 'failed', reason: 'something new' })
  const session = await revokedWhileItsCreateIsLate(29 * second)
  await world.runFor(20 * second)
  expect((await world.row(session.id)).status).toBe('ending')
  await world.runFor(40 * second)
  expect([(await world.row(session.id)).status, world.aws.holds(key, ann)]).toEqual(['revoked', false])
})

test('nor does a look for somebody else meanwhile', async () => {
  const session = await revokedWhileItsCreateIsLate(29 * second)
  await world.runFor(6 * second)
  await world.approve(ben)
  await world.runFor(15 * second)
  expect((await world.row(session.id)).status).toBe('ending')
  await world.runFor(30 * second)
  expect([(await world.row(session.id)).status, world.aws.holds(key, ann)]).toEqual(['revoked', false])
})

test('a Create that lands later than anything should is found and taken away', async () => {
  const session = await revokedWhileItsCreateIsLate(50 * second)
  await world.runFor(40 * second)
  expect((await world.row(session.id)).status).toBe('revoked')
  await world.runFor(20 * second)
  expect(world.aws.holds(key, ann)).toBe(true)
  await world.runFor(2 * minute)
  expect(world.aws.holds(key, ann)).toBe(false)
})

test('a Delete that may land late is waited for before the next Create', async () => {
  const first = await world.approve(ann, { seconds: 600 })
  await world.runFor(minute)
  world.aws.fail('remove', { kind: 'late', ms: 25 * second })
  await world.runUntil(first.endsAt + 100)
  const next = await world.approve(ann, { seconds: 3600 })
  await world.runFor(5 * minute)
  expect((await world.row(next.id)).status).toBe('active')
  expect(world.aws.holds(key, ann)).toBe(true)
})

test('a Delete that may land late is waited for even if a second one was answered', async () => {
  const first = await world.approve(ann, { seconds: 600 })
  await world.runFor(minute)
  world.aws.fail('remove', { kind: 'late', ms: 25 * second })
  await world.runUntil(first.endsAt + 10 * second)
  expect([world.sent('remove').length, (await world.row(first.id)).status]).toEqual([2, 'expired'])
  const next = await world.approve(ann)
  await world.runFor(3 * minute)
  expect(await world.history(next.id)).toEqual(['approve', 'provision', 'activate'])
  expect(world.sent('create')[1]! - first.endsAt).toBeGreaterThan(25 * second)
})

test('a Create while our Delete is under way waits until that is settled', async () => {
  world.aws.operationMs = 20 * second
  const first = await world.approve(ann, { seconds: 600 })
  await world.runUntil(first.endsAt + 2 * second)
  const next = await world.approve(ann, { seconds: 3600 })
  await world.runFor(10 * second)
  expect(world.sent('create')).toHaveLength(1)
  await world.runFor(2 * minute)
  expect((await world.row(next.id)).status).toBe('active')
  expect(world.aws.holds(key, ann)).toBe(true)
})

test.each(['before', 'after'] as const)(
  'a process that dies %s any call of AWS goes on where it was',
  async (when) => {
    for (let call = 1; call <= 4; call++) {
      const session = await world.approve(ann, { seconds: 600 })
      world.crash = { call, when }
      await world.runUntil(session.endsAt + 40 * minute)
      expect(await world.row(session.id)).toMatchObject({ status: 'expired', owned: 1 })
      expect(await world.history(session.id)).toContain('activate')
      expect(world.aws.holds(key, ann)).toBe(false)
    }
  },
)

test('a process that was dead for long after a Create does not take its own assignment for standing access', async () => {
  const session = await world.approve(ann, { seconds: 3600 })
  world.crash = { call: 2, when: 'after', deadMs: 10 * minute }
  await world.runUntil(session.endsAt + minute)
  expect(await world.row(session.id)).toMatchObject({ status: 'expired', owned: 1, accessRemains: null })
  expect(world.aws.holds(key, ann)).toBe(false)
})

test('a process that dies between intent and answer of a Delete sends it again', async () => {
  const session = await world.approve(ann, { seconds: 600 })
  await world.runUntil(session.endsAt - 1)
  world.crash = { call: 1, when: 'after' }
  await world.runUntil(session.endsAt + minute)
  expect((await world.row(session.id)).status).toBe('expired')
  expect(world.aws.holds(key, ann)).toBe(false)
})

test('a keeper that lost its notes takes ownership from the database', async () => {
  const session = await world.approve(ann, { seconds: 600 })
  await world.runFor(minute)
  world.keeper().notes = noNotes
  world.tell(key, (notes) => notes)
  await world.runUntil(session.endsAt + minute)
  expect((await world.row(session.id)).status).toBe('expired')
  expect(world.aws.holds(key, ann)).toBe(false)
})

test('a revoke that comes while AWS is being asked stops the Create', async () => {
  const session = await world.approve(ann)
  world.aws.during = async ({ what }) => {
    if (what === 'look') await world.revoke(session.id)
  }
  await world.runFor(minute)
  expect((await world.row(session.id)).status).toBe('revoked')
  expect(world.sent('create')).toEqual([])
})

test('a call that comes during an alarm is not lost', async () => {
  const session = await world.approve(ann, { seconds: 600 })
  await world.runFor(minute)
  let other: string | null = null
  world.aws.during = async () => {
    if (other === null) other = (await world.approve(ben)).id
  }
  await world.runUntil(session.endsAt + 5 * second)
  await world.runFor(10 * second)
  expect((await world.row(other! as typeof session.id)).status).toBe('active')
})

async function snapshot({ client }: World) {
  const requests = (await client.execute('select * from requests')).rows
  const { rows } = await client.execute('select max(seq) as seq from events')
  return { requests, seq: rows[0]!['seq'] as number }
}

async function restore({ client }: World, copy: Awaited<ReturnType<typeof snapshot>>): Promise<void> {
  const guards = ['events_remain', 'status_moves_version', 'end_is_written_once']
  await client.batch(
    [...guards.map((name) => `drop trigger ${name}`), `delete from events where seq > ${copy.seq}`],
    'write',
  )
  const columns = 'status version live starts_at ends_at ended_at end_cause end_asked_at'.split(' ')
  const sql = `update requests set ${columns.map((name) => `${name} = ?`).join(', ')} where id = ?`
  for (const row of copy.requests)
    await client.execute({ sql, args: [...columns, 'id'].map((name) => row[name]!) })
}
