import { beforeEach, expect, test } from 'vitest'
import { FakeSets, sealIn } from '../../../test/engine/fake-sets.ts'
import { WriterStage } from '../../../test/engine/writer-stage.ts'
import type { SealAsk, SetArn, SetName } from './ports.ts'

const [second, minute, hour] = [1_000, 60_000, 3_600_000]
const began = Date.parse('2026-11-23T02:00:00Z')
const account = '111122223333'
const name = 'jit-abcdefghij-Operator' as SetName
const policies = {
  sessionDuration: 'PT4H',
  relayState: 'https://console.aws.amazon.com/rds/',
  managed: ['arn:aws:iam::aws:policy/A', 'arn:aws:iam::aws:policy/B'],
  customer: [{ name: 'Team', path: '/ops/' }],
  boundary: { managed: 'arn:aws:iam::aws:policy/ReadOnlyAccess' },
  inline: JSON.stringify({ Statement: { Sid: 'Look', Effect: 'Allow', Action: 's3:*', Resource: '*' } }),
}

let now: number
let sets: FakeSets
let base: SetArn
let writer: WriterStage
const clock = { now: () => now, pass: (ms: number) => void (now += ms) }
beforeEach(() => {
  now = began
  sets = new FakeSets(clock.now)
  base = sets.add({ name: 'Operator', ...policies, tags: { 'jit:sealed': 'true' } })
  writer = new WriterStage(sets, clock)
})

const ask = (changes: Partial<SealAsk> = {}): SealAsk => ({
  base,
  baseHash: sets.document(base)?.policyHash ?? '',
  account,
  key: `${account}/${name}`,
  principal: 'u-ann' as SealAsk['principal'],
  until: began + hour + 999,
  ...changes,
})

test('a clone is the base with the seal, read back before it is said', async () => {
  expect(await writer.seal(name, ask())).toEqual({ arn: null, sealedUntil: null, refused: null })
  await writer.runFor(second)
  const clone = sets.named(name)!
  const { managed, customer, boundary, sessionDuration, relayState } = policies
  expect(clone).toMatchObject({ managed, customer, boundary, sessionDuration, relayState })
  expect(clone.tags).toEqual({
    'jit:made-by': 'hallpass',
    'jit:base': base,
    'jit:key': `${account}/${name}`,
  })
  expect(sealIn(clone.inline)).toBe('2026-11-23T03:00:00Z')
  expect(sets.document(clone.arn)!.policyHash).toBe(sets.document(base)!.policyHash)
  expect(await writer.seal(name, ask())).toEqual({
    arn: clone.arn,
    name,
    sealedUntil: began + hour + 999,
    refused: null,
  })
  const copying = ['create', 'attachManaged', 'attachManaged', 'attachCustomer', 'putBoundary', 'putInline']
  expect(sets.calls.map(({ method }) => method)).toEqual(['read', ...copying, 'read'])
})

test('a base without any policy is sealed as well', async () => {
  base = sets.add()
  await writer.seal(name, ask())
  await writer.runFor(second)
  expect(sealIn(sets.named(name)!.inline)).toBe('2026-11-23T03:00:00Z')
})

test('a set that is not the one approved is not copied', async () => {
  const approved = ask()
  sets.change(base, { managed: [...policies.managed, 'arn:aws:iam::aws:policy/AdministratorAccess'] })
  await writer.seal(name, approved)
  await writer.runFor(second)
  expect(await writer.seal(name, approved)).toMatchObject({ arn: null, refused: 'set-changed' })
  expect(sets.named(name)).toBeNull()
})

test('a set that changes while it is copied is copied as it was approved', async () => {
  const approved = ask()
  sets.during = (method) => {
    if (method !== 'create') return
    sets.change(base, { managed: [] })
    writer.crash = { call: 4, when: 'before' }
  }
  await writer.seal(name, approved)
  await writer.runFor(minute)
  const clone = sets.named(name)!
  expect(await writer.seal(name, approved)).toMatchObject({ arn: clone.arn, refused: null })
  expect(clone.managed).toEqual(policies.managed)
})

test('a later end asked for while a copy is made looks at the base anew', async () => {
  writer.gate = {
    turn: () =>
      Promise.resolve(
        sets.named(name) && now < began + second ? { notBefore: began + second } : { lease: 'l' },
      ),
  }
  await writer.seal(name, ask())
  await writer.runFor(1)
  sets.change(base, { managed: [] })
  const later = ask({ until: began + 2 * hour })
  await writer.seal(name, later)
  await writer.runFor(minute)
  expect(await writer.seal(name, later)).toMatchObject({ refused: null })
  expect(sets.document((await writer.seal(name, later)).arn!)!.managed).toEqual([])
})

test('a seal is not said while an earlier one without an answer may still take its place', async () => {
  sets.faults.putInline = [{ kind: 'late', ms: 20 * second }]
  await writer.seal(name, ask())
  await writer.runFor(1)
  const later = ask({ until: began + 2 * hour })
  const said = async () => (await writer.seal(name, later)).sealedUntil
  for (; now < began + 30 * second; await writer.runFor(second)) expect(await said()).toBeNull()
  await writer.runFor(5 * second)
  expect(await said()).toBe(later.until)
  expect(sealIn(sets.named(name)!.inline)).toBe('2026-11-23T04:00:00Z')
})

test('nothing is read twice because a turn had to be waited for', async () => {
  let asked = 0
  writer.gate = {
    turn: () => Promise.resolve(++asked % 2 === 1 ? { notBefore: now + second } : { lease: 'l' }),
  }
  await writer.seal(name, ask())
  await writer.runFor(minute)
  expect((await writer.seal(name, ask())).arn).toBe(sets.named(name)!.arn)
  expect(sets.calls.filter(({ method }) => method === 'read')).toHaveLength(2)
})

test('kills that stand in the base do not come with it', async () => {
  const kill = { Sid: 'HallpassKill1111222233331795305600', Effect: 'Deny', Action: '*', Resource: '*' }
  sets.change(base, { inline: JSON.stringify({ Statement: [kill] }) })
  await writer.seal(name, ask())
  await writer.runFor(second)
  expect(sets.named(name)!.inline).not.toContain('HallpassKill')
})

test('a name that AWS has already is passed over', async () => {
  sets.add({ name })
  sets.add({ name: `${name}-2` })
  await writer.seal(name, ask())
  await writer.runFor(second)
  expect((await writer.seal(name, ask())).arn).toBe(sets.named(`${name}-3`)!.arn)
})

test('a Create whose answer was lost goes on under the next name', async () => {
  sets.faults.create = [{ kind: 'lost' }]
  await writer.seal(name, ask())
  await writer.runFor(minute)
  expect((await writer.seal(name, ask())).arn).toBe(sets.named(`${name}-2`)!.arn)
})

test('quota exceeded is said in AWS’s words, and asking for a later end tries again', async () => {
  sets.faults.create = [{ kind: 'refuse', reason: 'ServiceQuotaExceededException: 3,500 sets' }]
  await writer.seal(name, ask())
  await writer.runFor(minute)
  expect(await writer.seal(name, ask())).toMatchObject({
    arn: null,
    refused: 'ServiceQuotaExceededException: 3,500 sets',
  })
  await writer.seal(name, ask({ until: began + 2 * hour }))
  await writer.runFor(second)
  expect(await writer.seal(name, ask())).toMatchObject({ sealedUntil: began + 2 * hour, refused: null })
})

test('one managed policy too many is said', async () => {
  sets.faults.attachManaged = [{ kind: 'refuse', reason: 'ServiceQuotaExceededException: policies' }]
  await writer.seal(name, ask())
  await writer.runFor(minute)
  expect((await writer.seal(name, ask())).refused).toBe('ServiceQuotaExceededException: policies')
})

test('without room for the seal nothing is made', async () => {
  const Action = 'x'.repeat(10_150)
  sets.change(base, { inline: JSON.stringify({ Statement: [{ Effect: 'Allow', Action, Resource: '*' }] }) })
  await writer.seal(name, ask())
  await writer.runFor(second)
  expect((await writer.seal(name, ask())).refused).toMatch(/no room for a seal/)
  expect(sets.named(name)).toBeNull()
})

test('a copy that somebody had a hand in is not used, and is deleted', async () => {
  sets.during = (method) => {
    if (method !== 'putBoundary') return
    const { arn, managed } = sets.named(name)!
    sets.change(arn, { managed: [...managed, 'arn:aws:iam::aws:policy/AdministratorAccess'] })
    sets.during = null
  }
  await writer.seal(name, ask())
  await writer.runFor(minute)
  expect((await writer.seal(name, ask())).arn).toBe(sets.named(`${name}-2`)!.arn)
  expect(sets.named(name)).toBeNull()
})

test('a later end moves the seal in the document and in the role; an earlier one is answered with what is', async () => {
  await sealed()
  const clone = sets.named(name)!.arn
  sets.assign(clone, account)
  const later = { until: began + 3 * hour }
  expect(await writer.seal(name, ask(later))).toMatchObject({ sealedUntil: began + hour + 999 })
  await writer.runFor(2 * second)
  expect(await writer.seal(name, ask(later))).toMatchObject({ sealedUntil: began + hour + 999 })
  await writer.runFor(10 * second)
  expect(await writer.seal(name, ask())).toMatchObject({ arn: clone, sealedUntil: began + 3 * hour })
  expect(sealIn(sets.roleOf(clone, account))).toBe('2026-11-23T05:00:00Z')
})

test('an extension that AWS refuses leaves the old seal where it is', async () => {
  await sealed()
  const clone = sets.named(name)!.arn
  sets.assign(clone, account)
  sets.faults.putInline = [{ kind: 'refuse', reason: 'AccessDeniedException: no' }]
  await writer.seal(name, ask({ until: began + 3 * hour }))
  await writer.runFor(10 * minute)
  expect(await writer.seal(name, ask())).toMatchObject({
    arn: clone,
    name,
    sealedUntil: began + hour + 999,
    refused: 'AccessDeniedException: no',
  })
  expect(sealIn(sets.document(clone)!.inline)).toBe('2026-11-23T03:00:00Z')
})

test('a seal before any role is moved without making one', async () => {
  await sealed()
  await writer.seal(name, ask({ until: began + 3 * hour }))
  await writer.runFor(minute)
  expect(await writer.seal(name, ask())).toMatchObject({ sealedUntil: began + 3 * hour })
  expect(sets.calls.map(({ method }) => method)).not.toContain('provision')
})

test('an overwritten seal is put back, in the role too', async () => {
  await sealed()
  const clone = sets.named(name)!.arn
  sets.change(clone, { inline: policies.inline })
  sets.assign(clone, account)
  await writer.runFor(6 * minute)
  expect(sealIn(sets.roleOf(clone, account))).toBe('2026-11-23T03:00:00Z')
  expect(await writer.seal(name, ask())).toMatchObject({ sealedUntil: began + hour + 999 })
})

test('a seal that was gone and came back by itself is brought to the account again', async () => {
  await sealed()
  const clone = sets.named(name)!
  sets.change(clone.arn, { inline: policies.inline })
  sets.assign(clone.arn, account)
  await writer.runFor(4 * minute)
  let turns = 0
  writer.gate = {
    turn: () => {
      turns += 1
      // Between the watch's read and the put.
      if (turns === 2) sets.change(clone.arn, { inline: clone.inline })
      return Promise.resolve(turns === 2 ? { notBefore: now + second } : { lease: 'l' })
    },
  }
  await writer.runFor(6 * minute)
  expect(sealIn(sets.roleOf(clone.arn, account))).toBe('2026-11-23T03:00:00Z')
  expect(await writer.seal(name, ask())).toMatchObject({ sealedUntil: began + hour + 999 })
})

test('a seal that is not found is not said to hold', async () => {
  await sealed()
  const clone = sets.named(name)!.arn
  sets.change(clone, { inline: policies.inline })
  sets.faults.putInline = [{ kind: 'busy' }]
  await writer.runFor(5 * minute + 100)
  expect(await writer.seal(name, ask())).toMatchObject({ sealedUntil: null })
})

test('a retired clone is deleted, once nobody is assigned', async () => {
  await sealed()
  const clone = sets.named(name)!.arn
  sets.assign(clone, account)
  expect(await writer.retire()).toBe('pending')
  await writer.runFor(minute)
  expect(await writer.retire()).toBe('pending')
  sets.unassign(clone, account)
  await writer.runFor(10 * minute)
  expect(await writer.retire()).toBe('done')
  expect(sets.named(name)).toBeNull()
  await writer.runFor(second)
  expect(writer.alarmAt).toBeNull()
})

test('a Delete whose answer was lost is found done', async () => {
  await sealed()
  sets.faults.remove = [{ kind: 'lost' }]
  await writer.retire()
  await writer.runFor(minute)
  expect(await writer.retire()).toBe('done')
})

test('no name is used twice, also after its set is gone', async () => {
  await sealed()
  await writer.retire()
  await writer.runFor(minute)
  await writer.seal(name, ask())
  await writer.runFor(minute)
  expect((await writer.seal(name, ask())).name).toBe(`${name}-2`)
})

test('what is asked for after the retirement gets a set of its own', async () => {
  await sealed()
  await writer.retire()
  await writer.seal(name, ask())
  await writer.runFor(minute)
  expect((await writer.seal(name, ask())).arn).toBe(sets.named(`${name}-2`)!.arn)
  expect(sets.named(name)).toBeNull()
})

test('a clone that is given up while AWS makes it is deleted all the same', async () => {
  sets.during = async (method) => {
    if (method !== 'create') return
    sets.during = null
    expect(await writer.retire()).toBe('pending')
  }
  await writer.seal(name, ask())
  await writer.runFor(minute)
  expect(sets.named(name)).toBeNull()
  expect(await writer.retire()).toBe('done')
})

test('the collector deletes what is tagged ours and not in use, and nothing else', async () => {
  await sealed()
  const [theirs, ours] = [sets.add(), sets.add({ tags: { 'jit:made-by': 'hallpass' } })]
  const current = sets.named(name)!.arn
  for (const set of [theirs, ours, current]) await writer.collect(set)
  await writer.runFor(minute)
  expect([theirs, ours, current].map((set) => sets.sets.has(set))).toEqual([true, false, true])
})

test('the collector deletes a clone whose keeper forgot it, once its seal is over', async () => {
  await sealed()
  const clone = sets.named(name)!.arn
  await writer.runFor(2 * hour)
  await writer.collect(clone)
  await writer.runFor(minute)
  expect(sets.sets.has(clone)).toBe(false)
})

test('never more than 25 calls an alarm, however many policies there are', async () => {
  base = sets.add({ managed: Array.from({ length: 20 }, (_, n) => `arn:aws:iam::aws:policy/P${n}`) })
  await writer.seal(name, ask())
  await writer.runFor(second)
  expect((await writer.seal(name, ask())).sealedUntil).not.toBeNull()
  expect(writer.callsOfAlarms.length).toBeGreaterThan(1)
  expect(Math.max(...writer.callsOfAlarms)).toBeLessThanOrEqual(25)
})

async function sealed(): Promise<void> {
  await writer.seal(name, ask())
  await writer.runFor(second)
  expect((await writer.seal(name, ask())).sealedUntil).toBe(began + hour + 999)
}
