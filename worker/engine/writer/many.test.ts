import { expect, test } from 'vitest'
import { FakeSets } from '../../../test/engine/fake-sets.ts'
import { WriterStage } from '../../../test/engine/writer-stage.ts'
import { noTurns, take } from '../turns.ts'
import type { PrincipalId } from '../ports.ts'
import type { SetName } from './ports.ts'

const began = Date.parse('2026-11-23T02:00:00Z')
const account = '111122223333'
const many = 20
const callsOfAClone = 6 + 1 + 3 + 6

test('twenty sets asked for at once are made within a quarter more than their calls take', async () => {
  let now = began
  const sets = new FakeSets(() => now)
  const base = sets.add({ managed: ['arn:aws:iam::aws:policy/A', 'arn:aws:iam::aws:policy/B'] })
  const gate = oneGate(() => now)
  const writers = Array.from(
    { length: many },
    () => new WriterStage(sets, { now: () => now, pass: () => {} }),
  )
  for (const [i, writer] of writers.entries()) {
    writer.gate = gate
    const name = `jit-${i}` as SetName
    const baseHash = sets.document(base)!.policyHash
    const principal = 'u-ann' as PrincipalId
    const ask = { base, baseHash, account, key: `${account}/${name}`, principal, until: began + 3_600_000 }
    await writer.seal(name, ask)
  }
  const floorMs = (many * callsOfAClone * 1_000) / 20
  for (const until = began + floorMs * 1.25; now <= until; now = nextAlarm(writers, now))
    for (const writer of writers) await writer.runFor(0)
  expect(writers.filter(({ notes }) => notes.clone?.made)).toHaveLength(many)
  expect(gate.calls).toBe(many * callsOfAClone)
})

/** One gate for all, as in production, without its storage. */
function oneGate(now: () => number) {
  let turns = noTurns
  const gate = {
    calls: 0,
    turn: (ask: Omit<Parameters<typeof take>[1], 'lease'>) => {
      const result = take(turns, { ...ask, lease: 'l' }, now())
      turns = result.turns
      if ('lease' in result.answer) gate.calls += ask.calls ?? 1
      return Promise.resolve(result.answer)
    },
  }
  return gate
}

function nextAlarm(writers: readonly WriterStage[], now: number): number {
  return Math.max(now + 1, Math.min(...writers.map(({ alarmAt }) => alarmAt ?? Infinity)))
}
