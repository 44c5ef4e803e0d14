import { beforeEach, expect, test } from 'vitest'
import { account, ann, hour, minute, second, setArn, World } from '../../test/engine/world.ts'
import { keyOf } from './key.ts'
import { hold } from './notes.ts'
import type { Key } from './ports.ts'
import type { SetName } from './writer/ports.ts'

const name = 'jit-abcdefghij-ReadOnly' as SetName
const clone = { name, base: setArn, baseHash: 'h1' }
const on = keyOf(account, name)

let world: World
beforeEach(async () => {
  world = await World.open()
})

const approve = (more: Parameters<World['approve']>[1] = {}) => world.approve(ann, { clone, on, ...more })
/** What AWS knows the n-th clone by. */
const inAws = (n = 1): Key => keyOf(account, `arn:aws:sso:::permissionSet/ssoins-1/ps-clone-${n}`)
const asked = (what: 'seal' | 'retire') => world.writer.asked.filter((call) => call.what === what)
const wholeSeconds = (at: number) => Math.floor(at / 1_000) * 1_000

test('nothing is assigned before the seal was verified, and then to the clone alone', async () => {
  const session = await approve({ seconds: 600 })
  await world.runFor(5 * second)
  expect(world.sent('create')).toEqual([])
  await world.runFor(minute)
  expect(await world.row(session.id)).toMatchObject({
    status: 'active',
    credentials: 'sealed',
    roleName: 'ps-clone-1',
    owned: 1,
  })
  expect(world.aws.holders).toEqual(new Set([`${inAws()} ${ann}`]))
  expect(world.aws.calls.map((call) => call.key).filter((key) => key === on)).toEqual([])
  expect(asked('seal')[0]!.ask).toMatchObject({
    base: setArn,
    baseHash: 'h1',
    account,
    key: on,
    principal: ann,
    until: session.endsAt,
  })
})

test('sealed is said up to the whole second of the end, and only once it was verified', async () => {
  world.now += 137
  const session = await approve({ seconds: 600 })
  await world.runFor(3 * second)
  expect(await world.row(session.id)).not.toMatchObject({ credentials: 'sealed' })
  await world.runFor(minute)
  expect(await world.row(session.id)).toMatchObject({
    credentials: 'sealed',
    credentialsUntil: wholeSeconds(session.endsAt),
  })
  expect((await world.history(session.id)).filter((event) => event === 'sealed')).toHaveLength(1)
})

test('after the end the clone goes, and the row says that the seal stopped it', async () => {
  const session = await approve({ seconds: 600 })
  await world.runUntil(session.endsAt + 5 * minute)
  expect(await world.row(session.id)).toMatchObject({
    status: 'expired',
    credentials: 'gone',
    credentialsUntil: session.endsAt,
    accessRemains: null,
  })
  expect(world.writer.clones.size).toBe(0)
  const before = asked('retire').length
  await world.runFor(hour)
  expect(asked('retire')).toHaveLength(before)
})

test('a clone that is still assigned is deleted later, and only after the removal', async () => {
  const session = await approve({ seconds: 600 })
  await world.runFor(minute)
  world.aws.down = true
  await world.runUntil(session.endsAt + 10 * minute)
  expect(asked('retire')).toEqual([])
  world.aws.down = false
  await world.runFor(10 * minute)
  expect(world.aws.holders.size).toBe(0)
  expect(world.writer.clones.size).toBe(0)
})

test('a refusal fails the session, which had nothing, and what was begun is deleted', async () => {
  world.writer.refuses = 'set-changed'
  const session = await approve({ seconds: 600 })
  await world.runFor(minute)
  expect(await world.row(session.id)).toMatchObject({ status: 'failed', failure: 'set-changed', live: 0 })
  expect(world.sent('create')).toEqual([])
  expect(asked('retire').length).toBeGreaterThan(0)
})

test('a writer that is silent is asked again; a session it never answered ends as not started', async () => {
  world.writer.down = true
  const late = await approve({ seconds: 600 })
  await world.runUntil(late.endsAt + minute)
  expect(await world.row(late.id)).toMatchObject({ status: 'failed' })
  world.writer.down = false
  await world.runFor(5 * minute)
  expect(world.writer.clones.size).toBe(0)
})

test('an extension moves the seal when it is approved, so that it goes on without a gap', async () => {
  const first = await approve({ seconds: 600 })
  await world.runFor(minute)
  const longer = await approve({ startsIn: 9 * minute, seconds: 600 })
  await world.runFor(30 * second)
  expect([...world.writer.clones.values()][0]).toMatchObject({ sealedUntil: longer.endsAt })
  for (const { id } of [first, longer])
    expect(await world.row(id)).toMatchObject({
      credentials: 'sealed',
      credentialsUntil: wholeSeconds(longer.endsAt),
    })
  await world.runUntil(first.endsAt + minute)
  expect(await world.row(first.id)).toMatchObject({ status: 'expired', accessRemains: 'session' })
  expect((await world.row(longer.id)).status).toBe('active')
  expect(world.sent('remove')).toEqual([])
  expect(await world.history(longer.id)).not.toContain('seal_late')
  await world.runUntil(longer.endsAt + 5 * minute)
  expect((await world.row(longer.id)).status).toBe('expired')
  expect(world.writer.clones.size).toBe(0)
})

test('a late seal is said once, two minutes ahead, and the extension is active only when it has moved', async () => {
  const first = await approve({ seconds: 600 })
  await world.runFor(minute)
  world.writer.down = true
  const longer = await approve({ startsIn: 9 * minute, seconds: 600 })
  await world.runUntil(first.endsAt - 2 * minute - second)
  expect(await world.history(longer.id)).not.toContain('seal_late')
  await world.runUntil(first.endsAt + 2 * minute)
  expect((await world.history(longer.id)).filter((event) => event === 'seal_late')).toHaveLength(1)
  expect((await world.row(longer.id)).status).toBe('provisioning')
  expect(await world.row(longer.id)).toMatchObject({ credentials: null })
  world.writer.down = false
  await world.runFor(2 * minute)
  expect(await world.row(longer.id)).toMatchObject({ status: 'active', credentials: 'sealed' })
})

test('an extension whose seal is refused fails, and the session it extends goes on to its end', async () => {
  const first = await approve({ seconds: 600 })
  await world.runFor(minute)
  world.writer.refuses = 'set-changed'
  const longer = await approve({ startsIn: 9 * minute, seconds: 600 })
  await world.runFor(minute)
  expect(await world.row(longer.id)).toMatchObject({ status: 'failed', failure: 'set-changed' })
  expect((await world.row(first.id)).status).toBe('active')
  world.writer.refuses = null
  await world.runUntil(first.endsAt + 5 * minute)
  expect(await world.row(first.id)).toMatchObject({ status: 'expired', accessRemains: null })
})

test('an extension that may not start moves no seal', async () => {
  const first = await approve({ seconds: 600 })
  await world.runFor(minute)
  await world.client.execute("update people set active = 0 where id = 'p-req'")
  await approve({ startsIn: 9 * minute, seconds: 600 })
  await world.runFor(minute)
  expect([...world.writer.clones.values()][0]).toMatchObject({ sealedUntil: first.endsAt })
})

test('with the database down a seal moves and a clone goes; what was seen is recorded with its own instant', async () => {
  const first = await approve({ seconds: 600 })
  await world.runFor(minute)
  const longer = await approve({ startsIn: 9 * minute, seconds: 600, tell: false })
  const [startsAt, endsAt] = [longer.startsAt, longer.endsAt]
  world.database = 'down'
  const told = { id: longer.id, principal: ann, startsAt, endsAt, sessionSeconds: 3600 }
  world.tell(on, (notes) => hold(notes, { ...told, clone, kill: 'never' }))
  await world.runFor(minute)
  const sealedAt = world.now
  expect([...world.writer.clones.values()][0]).toMatchObject({ sealedUntil: endsAt })
  await world.runUntil(endsAt + 10 * minute)
  expect(world.aws.holders.size).toBe(0)
  expect(world.writer.clones.size).toBe(0)
  world.database = 'up'
  await world.runFor(2 * minute)
  expect(await world.row(first.id)).toMatchObject({ status: 'expired' })
  expect(await world.eventAt(first.id, 'sealed')).toBeLessThan(sealedAt)
})

test('after a retire a session at the same key has a set of its own', async () => {
  world.writer.refuses = 'ServiceQuotaExceededException: too many'
  const session = await approve({ seconds: 600 })
  await world.runFor(minute)
  world.writer.refuses = null
  await world.runFor(minute)
  const again = await world.retry(session.id)
  await world.runFor(minute)
  expect(await world.row(session.id)).toMatchObject({ status: 'active', credentials: 'sealed' })
  await world.runUntil(again.endsAt + 5 * minute)
  expect(await world.row(session.id)).toMatchObject({ status: 'expired' })
  expect(world.writer.clones.size).toBe(0)
})

test('a revoke long before the seal says until when credentials live by themselves', async () => {
  const session = await approve({ seconds: 4 * 3_600, sessionSeconds: 3_600 })
  await world.runFor(minute)
  world.aws.roleStays = true
  await world.revoke(session.id)
  await world.runFor(minute)
  const row = await world.row(session.id)
  expect(row).toMatchObject({ status: 'revoked', credentials: 'may_last' })
  expect(row.credentialsUntil).toBe(row.endedAt! + hour)
})

test.each(['before', 'after'] as const)(
  'a keeper that dies %s any call of the writer goes on',
  async (when) => {
    for (const call of [1, 2, 3]) {
      world = await World.open()
      world.writerCrash = { call, when }
      const session = await approve({ seconds: 600 })
      await world.runFor(minute)
      world.writerCrash = { call: 1, when }
      await world.runUntil(session.endsAt + 10 * minute)
      expect(await world.row(session.id)).toMatchObject({ status: 'expired', credentials: 'gone' })
      expect([world.aws.holders.size, world.writer.clones.size]).toEqual([0, 0])
      expect(world.errors).toEqual([])
    }
  },
)

test('a keeper that lost its notes asks for the ARN, and takes the access away', async () => {
  const session = await approve({ seconds: 600 })
  await world.runFor(minute)
  world.keepers.delete(on)
  await world.runUntil(session.endsAt + second)
  await world.sweep()
  await world.runFor(5 * minute)
  expect(world.aws.holders.size).toBe(0)
  expect((await world.row(session.id)).status).toBe('expired')
  expect(world.writer.clones.size).toBe(0)
})

test('a clone that was asked for just before a crash, and that nobody needs by then, is deleted', async () => {
  world.writerCrash = { call: 1, when: 'after' }
  const session = await approve({ seconds: 600 })
  await world.alarm(on)
  expect([world.writerCrash, world.writer.clones.size]).toEqual([null, 1])
  await world.revoke(session.id)
  await world.runFor(minute)
  expect(world.writer.clones.size).toBe(0)
})
