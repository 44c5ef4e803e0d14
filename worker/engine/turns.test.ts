import { expect, test } from 'vitest'
import { createLeaseMs, giveBack, noTurns, rateAt, take, type Ask, type Turns } from './turns.ts'

/** Asks one after the other at the same instant; answers how many turns were given, and the last wait. */
function askMany(turns: Turns, kind: Ask['kind'], times: number, now: number) {
  let given = 0
  let notBefore = 0
  for (let i = 0; i < times; i++) {
    const result = take(turns, { kind, told: null, lease: `${kind}-${now}-${i}` }, now)
    turns = result.turns
    if ('lease' in result.answer) given++
    else notBefore = result.answer.notBefore
  }
  return { turns, given, notBefore }
}

test('twenty turns a second are given, and the next one a second after the first', () => {
  const first = askMany(noTurns, 'remove', 25, 1_000)
  expect(first.given).toBe(20)
  expect(take(first.turns, { kind: 'remove', told: null, lease: 'x' }, 1_999).answer).toHaveProperty(
    'notBefore',
  )
  expect(take(first.turns, { kind: 'remove', told: null, lease: 'x' }, 2_000).answer).toEqual({ lease: 'x' })
})

test('removals use all twenty turns while no grant waits', () => {
  expect(askMany(noTurns, 'remove', 20, 1_000).given).toBe(20)
})

test('four of twenty turns go to grants while a grant waits', () => {
  const busy = askMany(noTurns, 'remove', 20, 1_000)
  const waits = askMany(busy.turns, 'look', 1, 1_500)
  expect(waits.given).toBe(0)
  const removals = askMany(waits.turns, 'remove', 30, 2_000)
  const grants = askMany(removals.turns, 'look', 30, 2_000)
  expect([removals.given, grants.given]).toEqual([16, 4])
})

test('grants that came first leave sixteen turns to removals that wait', () => {
  const busy = askMany(noTurns, 'look', 20, 1_000)
  const waits = askMany(busy.turns, 'remove', 1, 1_500)
  expect(waits.notBefore - 1_500).toBeLessThanOrEqual(2_000)
  expect(askMany(waits.turns, 'look', 30, 2_000).given).toBe(4)
})

test('at most fifteen creates are outstanding', () => {
  const creates = askMany(noTurns, 'create', 16, 1_000)
  expect(creates.given).toBe(15)
  const returned = giveBack(creates.turns, 'create-1000-3', false, 3_000)
  expect(askMany(returned, 'create', 2, 3_000).given).toBe(1)
})

test('the lease of a create whose keeper died ends by itself', () => {
  const creates = askMany(noTurns, 'create', 15, 1_000)
  expect(askMany(creates.turns, 'create', 1, 999 + createLeaseMs).given).toBe(0)
  expect(askMany(creates.turns, 'create', 1, 1_000 + createLeaseMs).given).toBe(1)
})

test('throttling halves the rate once a second, and it recovers', () => {
  const once = giveBack(noTurns, 'a', true, 10_000)
  const again = giveBack(once, 'b', true, 10_500)
  expect(rateAt(again, 10_500)).toBe(10)
  expect(rateAt(giveBack(again, 'c', true, 11_000), 11_000)).toBe(5)
  expect(rateAt(again, 30_000)).toBe(20)
})

test('a throttled gate still lets one call through each second', () => {
  let turns = noTurns
  for (let now = 10_000; now < 20_000; now += 1_000) turns = giveBack(turns, 'a', true, now)
  expect(askMany(turns, 'remove', 3, 19_000).given).toBe(1)
})

test('whoever has one turn has all its calls at once, and what it took too many is missing afterwards', () => {
  const busy = askMany(noTurns, 'look', 17, 1_000)
  const read = take(busy.turns, { kind: 'look', told: null, calls: 6, lease: 'read' }, 1_500)
  expect(read.answer).toEqual({ lease: 'read' })
  expect(askMany(read.turns, 'look', 1, 1_999).given).toBe(0)
  // 17 turns are free again, six are not: three of the second before, three of the one it went on into.
  expect(askMany(read.turns, 'look', 30, 2_001).given).toBe(14)
})

test('calls of reads alone stay within the rate', () => {
  let turns = noTurns
  let calls = 0
  for (let now = 10_000; now < 70_000; now += 10) {
    const result = take(turns, { kind: 'look', told: null, calls: 6, lease: 'read' }, now)
    turns = result.turns
    calls += 'lease' in result.answer ? 6 : 0
  }
  expect(calls).toBeGreaterThan(1_150)
  expect(calls).toBeLessThanOrEqual(60 * 20 + 26)
})

test('a throttled gate lets a read through, and takes its time back', () => {
  let turns = noTurns
  for (let now = 10_000; now < 20_000; now += 1_000) turns = giveBack(turns, 'a', true, now)
  const read = take(turns, { kind: 'look', told: null, calls: 6, lease: 'read' }, 19_000)
  expect(read.answer).toEqual({ lease: 'read' })
  expect(askMany(read.turns, 'look', 1, 21_000).given).toBe(0)
})

test('those told to wait are told different instants', () => {
  const busy = askMany(noTurns, 'remove', 20, 1_000)
  const [one, two] = [askMany(busy.turns, 'remove', 1, 1_000), askMany(busy.turns, 'remove', 2, 1_000)]
  expect(two.notBefore).toBeGreaterThan(one.notBefore)
})

test('checks wait while removals wait, and a while longer; then they have their turns', () => {
  const busy = askMany(noTurns, 'remove', 30, 1_000)
  expect(askMany(busy.turns, 'check', 1, 2_500).given).toBe(0)
  expect(askMany(busy.turns, 'check', 30, busy.notBefore + 10_000).given).toBe(20)
})

test('a check that waits takes no turn from removals', () => {
  const busy = askMany(askMany(noTurns, 'remove', 21, 1_000).turns, 'check', 5, 1_500)
  expect(askMany(busy.turns, 'remove', 30, 2_000).given).toBe(20)
})

test('whoever was told an instant keeps it, and finding it taken is not sent to the end of the line', () => {
  const { turns, notBefore: end } = askMany(noTurns, 'remove', 320, 1_000)
  const early = take(turns, { kind: 'remove', told: 5_000, lease: 'x' }, 1_100).answer
  expect(early).toEqual({ notBefore: 5_000 })
  const full = askMany(turns, 'remove', 20, 4_990)
  const late = take(full.turns, { kind: 'remove', told: 5_000, lease: 'x' }, 5_000).answer
  expect('notBefore' in late && late.notBefore).toBeLessThan(end)
})
