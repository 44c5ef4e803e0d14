import { describe, expect, test } from 'vitest'
import { FakeSets, sealIn, type Fault, type Method } from '../../../test/engine/fake-sets.ts'
import { WriterStage, type Crash } from '../../../test/engine/writer-stage.ts'
import type { PrincipalId } from '../ports.ts'
import type { KillAsk, SealAsk, SetName } from './ports.ts'
import { killsOne, oursIn } from './statements.ts'

// A crash before and after every call of AWS, and every fault of every call: in the end all is as if nothing had been.

const [second, minute, hour] = [1_000, 60_000, 3_600_000]
const began = Date.parse('2026-11-23T02:00:00Z')
const account = '111122223333'
const people = ['u-ann', 'u-ben'] as PrincipalId[]
const name = 'jit-abcdefghij-Operator' as SetName
const inline = JSON.stringify({
  Statement: [{ Sid: 'Look', Effect: 'Allow', Action: 's3:*', Resource: '*' }],
})

function stage() {
  let now = began
  const clock = { now: () => now, pass: (ms: number) => void (now += ms) }
  const sets = new FakeSets(clock.now)
  return { sets, writer: new WriterStage(sets, clock) }
}

interface Trouble {
  readonly crash?: Crash
  readonly fault?: readonly [Method, Fault]
}

function trouble({ sets, writer }: ReturnType<typeof stage>, { crash, fault }: Trouble): void {
  if (crash) writer.crash = crash
  if (fault) sets.faults[fault[0]] = [fault[1]]
}

/** Two people are killed, one after the other, and in the end the document is cleaned up. */
async function killTwo(what: Trouble): Promise<number> {
  const staged = stage()
  const { sets, writer } = staged
  const set = sets.add({ inline })
  sets.assign(set, account)
  trouble(staged, what)
  const ask = (principal: PrincipalId): KillAsk => ({
    principal,
    account,
    issuedBefore: began,
    until: began + hour,
  })
  await writer.kill(set, ask(people[0]!))
  await writer.runFor(2 * second)
  await writer.kill(set, ask(people[1]!))
  await writer.runFor(5 * minute)
  const statements = oursIn(sets.roleOf(set, account)!, 'kill')
  for (const principal of people) {
    expect(killsOne(statements, { account, issuedBefore: began, principal })).toBe(true)
    expect(await writer.kill(set, ask(principal))).toMatchObject({ state: 'killed' })
  }
  await writer.runFor(2 * hour)
  expect(JSON.parse(sets.document(set)!.inline)).toEqual(JSON.parse(inline))
  expect(JSON.parse(sets.roleOf(set, account)!)).toEqual(JSON.parse(inline))
  expect([writer.notes.kills, writer.notes.document, writer.alarmAt]).toEqual([{}, null, null])
  return sets.calls.length
}

/** A set is sealed, held, extended and retired. */
async function sealOne(what: Trouble): Promise<number> {
  const staged = stage()
  const { sets, writer } = staged
  const base = sets.add({ name: 'Operator', inline, managed: ['A', 'B'], boundary: { managed: 'C' } })
  trouble(staged, what)
  const ask = (until: number): SealAsk => ({
    base,
    baseHash: sets.document(base)!.policyHash,
    account,
    key: `${account}/${name}`,
    principal: people[0]!,
    until,
  })
  await writer.seal(name, ask(began + hour))
  await writer.runFor(3 * minute)
  const { arn, sealedUntil } = await writer.seal(name, ask(began + hour))
  expect(sealedUntil).toBe(began + hour)
  const { managed, boundary } = sets.document(arn!)!
  expect([managed, boundary]).toEqual([['A', 'B'], { managed: 'C' }])
  sets.assign(arn!, account)
  await writer.seal(name, ask(began + 2 * hour))
  await writer.runFor(5 * minute)
  expect(await writer.seal(name, ask(began + 2 * hour))).toMatchObject({ arn, sealedUntil: began + 2 * hour })
  expect(sealIn(sets.roleOf(arn!, account))).toBe('2026-11-23T04:00:00Z')
  await writer.retire()
  sets.unassign(arn!, account)
  await writer.runFor(20 * minute)
  expect(await writer.retire()).toBe('done')
  expect(sets.sets.has(arn!)).toBe(false)
  return sets.calls.length
}

const scenarios = { killTwo, sealOne }
const faults: readonly (readonly [Method, Fault])[] = [
  ...(['putInline', 'provision', 'create', 'attachManaged', 'putBoundary', 'remove'] as const).flatMap(
    (method) => (['lost', 'unheard', 'busy', 'throttle'] as const).map((kind) => [method, { kind }] as const),
  ),
  ...(['read', 'inline', 'roleIn', 'provisioned'] as const).map(
    (method) => [method, { kind: 'unheard' }] as const,
  ),
  ['provision', { kind: 'failed' }],
  ['putInline', { kind: 'late', ms: 20 * second }],
  ['create', { kind: 'late', ms: 20 * second }],
  ['remove', { kind: 'late', ms: 20 * second }],
]

describe.each(Object.keys(scenarios) as (keyof typeof scenarios)[])('%s', (scenario) => {
  test('comes through a crash before and after every call', async () => {
    const calls = await scenarios[scenario]({})
    expect(calls).toBeGreaterThan(10)
    for (let call = 1; call <= calls; call += 1)
      for (const when of ['before', 'after'] as const) await scenarios[scenario]({ crash: { call, when } })
  })

  test.each(faults)('comes through %s: %o', async (...fault) => {
    await scenarios[scenario]({ fault })
  })
})
