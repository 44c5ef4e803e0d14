import { expect, test } from 'vitest'
import { cases } from './corpus.ts'
import { falseAlarms, missed, missedErrors, strangeErrors } from './judge.ts'

const stopLogging = cases.find(({ name }) => name === 'stop-logging')!
const found = { id: 'stop-cloudtrail', severity: 'block', statement: 0 }
const missingComma = cases.find(({ name }) => name === 'unclosed')!
const at = (line: number) => ({ statement: null, position: { line } })

test('a finding that is not there is missed, also when it is at another statement or weight', () => {
  expect(missed(stopLogging, [found])).toEqual([])
  expect(missed(stopLogging, [])).toEqual(['stop-cloudtrail (block) @ 0'])
  expect(missed(stopLogging, [{ ...found, statement: 1 }])).toHaveLength(1)
  expect(missed(stopLogging, [{ ...found, severity: 'notice' }])).toHaveLength(1)
  expect(missed(stopLogging, [{ ...found, statement: 1 }], [3, 0])).toEqual([])
})

test('a finding nobody expected is a false alarm, unless the case allows it', () => {
  const alarm = { id: 'open-network', severity: 'notice', statement: 0 }
  const allowed = { id: 'write-any-resource', severity: 'notice', statement: 0 }
  expect(falseAlarms(stopLogging, [found, allowed])).toEqual([])
  expect(falseAlarms(stopLogging, [found, alarm])).toEqual(['open-network (notice) @ 0'])
  expect(falseAlarms(stopLogging, [{ ...found, statement: 1 }], [0, 2])).toHaveLength(1)
})

test('an error counts at its line, or at one that is as good', () => {
  expect(missedErrors(missingComma, [at(4)])).toEqual([])
  expect(missedErrors(missingComma, [at(1)])).toHaveLength(1)
  expect(strangeErrors(missingComma, [at(3), at(1)])).toEqual([at(1)])
})
