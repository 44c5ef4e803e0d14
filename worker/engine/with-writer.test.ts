import { beforeEach, expect, test } from 'vitest'
import { FakeSets, sealIn } from '../../test/engine/fake-sets.ts'
import { account, ann, ben, key, minute, second, setArn, World } from '../../test/engine/world.ts'
import { WriterStage } from '../../test/engine/writer-stage.ts'
import { keyOf } from './key.ts'
import type { Instant } from './ports.ts'
import type { SetArn, SetName } from './writer/ports.ts'

/* The keeper and the real core of the writer, each on its own alarms, over one AWS. */

const name = 'jit-abcdefghij-ReadOnly' as SetName
const on = keyOf(account, name)

let world: World
let sets: FakeSets
let writers: Map<string, WriterStage>
let clone: { name: string; base: string; baseHash: string }

beforeEach(async () => {
  world = await World.open()
  const now = () => world.now
  sets = new FakeSets(now)
  const base = sets.add({ name: 'ReadOnly' })
  expect(base).toBe(setArn)
  clone = { name, base, baseHash: sets.document(base)!.policyHash }
  await world.client.execute({
    sql: 'update permission_sets set policy_hash = ?, killable = 1',
    args: [clone.baseHash],
  })
  writers = new Map()
  const of = (which: string): WriterStage => {
    const known = writers.get(which) ?? new WriterStage(sets, { now, pass: () => {} })
    writers.set(which, known)
    return known
  }
  world.realWriter = {
    seal: (which, ask) => of(which).seal(which, ask),
    kill: (which, ask) => of(which).kill(which, ask),
    retire: (which) => of(which).retire(),
  }
})

/** A role stands where somebody holds the set. */
function follow(): void {
  for (const set of sets.sets.keys()) {
    const isHeld = [...world.aws.holders].some((held) => held.startsWith(`${account}/${set} `))
    if (isHeld && sets.roleOf(set, account) === null) sets.assign(set, account)
    if (!isHeld && sets.roleOf(set, account) !== null) sets.unassign(set, account)
  }
}

async function runUntil(at: Instant): Promise<void> {
  while (world.now < at) {
    await world.runUntil(Math.min(at, world.now + second))
    follow()
    for (const writer of writers.values())
      if (writer.alarmAt !== null && writer.alarmAt <= world.now) await writer.alarm()
  }
}
const runFor = (ms: number) => runUntil(world.now + ms)
const cloneInAws = () => sets.named(name)

test('a sealed session runs on a copy with the seal in it, which goes after the end', async () => {
  const session = await world.approve(ann, { clone, on, seconds: 600 })
  await runFor(minute)
  expect(await world.row(session.id)).toMatchObject({
    status: 'active',
    credentials: 'sealed',
    roleName: name,
  })
  expect(sealIn(sets.roleOf(cloneInAws()!.arn, account))).toBe(
    new Date(session.endsAt).toISOString().replace('.000', ''),
  )
  await runUntil(session.endsAt + 5 * minute)
  expect(await world.row(session.id)).toMatchObject({ status: 'expired', credentials: 'gone' })
  expect(cloneInAws()).toBe(null)
})

test('an extension is in the role long before the old end', async () => {
  const first = await world.approve(ann, { clone, on, seconds: 600 })
  await runFor(minute)
  const longer = await world.approve(ann, { clone, on, startsIn: 9 * minute, seconds: 600 })
  await runFor(minute)
  const moved = new Date(longer.endsAt).toISOString().replace('.000', '')
  expect(sealIn(sets.roleOf(cloneInAws()!.arn, account))).toBe(moved)
  await runUntil(first.endsAt + minute)
  expect((await world.row(longer.id)).status).toBe('active')
  expect(await world.history(longer.id)).not.toContain('seal_late')
})

test('a base that is not what was approved fails the session with its code', async () => {
  sets.change(setArn as SetArn, { managed: ['arn:aws:iam::aws:policy/AdministratorAccess'] })
  const session = await world.approve(ann, { clone, on, seconds: 600 })
  await runFor(minute)
  expect(await world.row(session.id)).toMatchObject({ status: 'failed', failure: 'set-changed' })
  expect(world.sent('create')).toEqual([])
  expect(cloneInAws()).toBe(null)
})

test('a failed session that is tried again has the next name in AWS, and says so', async () => {
  world.aws.fail('create', { kind: 'refuse' }, { kind: 'refuse' }, { kind: 'refuse' })
  const session = await world.approve(ann, { clone, on, seconds: 600 })
  await runFor(2 * minute)
  expect((await world.row(session.id)).status).toBe('failed')
  expect(cloneInAws()).toBe(null)
  await world.retry(session.id)
  await runFor(minute)
  const row = await world.row(session.id)
  expect(row).toMatchObject({ status: 'active', cloneName: name, roleName: `${name}-2` })
  expect(sets.named(`${name}-2`)).not.toBe(null)
})

test('a revoke puts the statement into the role of that account, and then it is said', async () => {
  await world.client.execute("update permission_sets set policy_hash = 'h1'")
  const session = await world.approve(ann, { seconds: 3_600, kill: 'on_revoke' })
  await world.approve(ben, { seconds: 3_600 })
  await runFor(minute)
  await world.revoke(session.id)
  await runFor(2 * minute)
  const role = sets.roleOf(setArn as SetArn, account)!
  expect(role).toContain('HallpassKill')
  expect([role.includes(ann), role.includes(ben)]).toEqual([true, false])
  expect(await world.row(session.id)).toMatchObject({ credentials: 'killed' })
  expect(world.aws.holds(key, ben)).toBe(true)
})
