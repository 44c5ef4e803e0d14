import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { PrincipalId } from '../ports.ts'
import {
  isOurs,
  isSame,
  killing,
  killsOne,
  merge,
  mostSolidChars,
  oursIn,
  sealedCopy,
  sealing,
  type Statement,
} from './statements.ts'

const at = Date.parse('2026-11-23T02:00:00.999Z')
const ann = 'u-ann' as PrincipalId
const account = '111122223333'
const seal = { until: at, principal: ann }

// Names that are almost ours, members that JavaScript treats apart, and every kind of value, also big numbers' digits.
const sid = fc.constantFrom('Look', '', 'Hallpass', 'HallpassX', 'HallpassKill', 'HallpassSeal2', '__proto__')
const foreign = fc.oneof(
  fc.record({ Sid: sid, Effect: fc.constantFrom('Allow', 'Deny'), Action: fc.array(fc.string()) }),
  fc.record({
    Sid: fc.constantFrom('HallpassSeal', 'HallpassSealPerson', 'HallpassKill1111222233331795305600'),
    Effect: fc.constant('Allow'),
  }),
  fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 }),
)
const kill = fc
  .record({
    n: fc.integer({ min: 0, max: 3 }),
    ids: fc.uniqueArray(fc.uuid(), { minLength: 1, maxLength: 4 }),
  })
  .map(({ n, ids }) =>
    killing({ account, issuedBefore: at + n * 10_000, principals: ids as string[] as PrincipalId[] }),
  )
const kills = fc.uniqueArray(kill, { maxLength: 4, selector: ({ Sid }) => Sid })
const rest = fc.record({ Version: fc.constantFrom('2012-10-17', '2008-10-17') }, { requiredKeys: [] })
const policy = fc
  .tuple(rest, fc.array(foreign, { maxLength: 4 }), kills, fc.boolean())
  .map(([others, theirs, ours, isBare]) => {
    const all = [...theirs, ...ours]
    return { ...others, Statement: isBare && all.length === 1 ? all[0] : all }
  })
const inline = fc.oneof(
  fc.constant(''),
  fc.tuple(policy, fc.constantFrom(0, 2)).map(([value, indent]) => JSON.stringify(value, null, indent)),
)

test('everybody else’s statements stay, in their order, and the rest of the document with them', () => {
  fc.assert(
    fc.property(inline, kills, (before, wanted) => {
      const after = merged(before, wanted)
      expect(foreignIn(after)).toEqual(foreignIn(before))
      if (before !== '' && after !== '') expect(withoutStatements(after)).toEqual(withoutStatements(before))
    }),
  )
})

test('ours are exactly those that are wanted', () => {
  fc.assert(
    fc.property(inline, kills, (before, wanted) => {
      expect(isSame(oursIn(merged(before, wanted), 'kill'), wanted)).toBe(true)
    }),
  )
})

test('a second time changes nothing, to the byte', () => {
  fc.assert(
    fc.property(inline, kills, (before, wanted) => {
      const after = merged(before, wanted)
      expect(merged(after, wanted.toReversed())).toBe(after)
    }),
  )
})

test('what was put in and taken out leaves the document as it was, in meaning', () => {
  fc.assert(
    fc.property(inline, kills, (before, wanted) => {
      const clean = merged(before, [])
      const after = merged(merged(clean, wanted), [])
      expect(foreignIn(after)).toEqual(foreignIn(clean))
      expect(isOursAnywhere(after)).toBe(false)
    }),
  )
})

test('numbers keep their digits, and characters that AWS refuses stay escaped', () => {
  const theirs = String.raw`{"Sid":"Big","Condition":{"NumericEquals":{"a":12345678901234567890,"b":1.0}},"c":"\u4e2d"}`
  const after = merged(`{"Statement":[${theirs}]}`, sealing(seal), 'seal')
  expect(after).toContain(theirs)
  expect(after).toMatch(/^[\t\n\r\u0020-\u00FF]+$/)
})

test('a document of ours alone goes with them; there is none where none was', () => {
  const ours = merged('', sealing(seal), 'seal')
  expect(JSON.parse(ours)).toMatchObject({ Version: '2012-10-17', Statement: [{ Sid: 'HallpassSeal' }, {}] })
  expect(merged(ours, [], 'seal')).toBe('')
  expect(merged('', [])).toBe('')
})

test('one kind leaves the other alone, and a clone begins without either', () => {
  const both = merged(merged('', sealing(seal), 'seal'), [
    killing({ account, issuedBefore: at, principals: [ann] }),
  ])
  expect(oursIn(merged(both, []), 'seal')).toEqual(sealing(seal))
  expect(sealedCopy(both, seal)).toEqual({ json: merged('', sealing(seal), 'seal') })
})

test.each(['{', 'null', '[]', '"text"', '12'])('%s is left alone', (text) => {
  expect(merge(text, sealing(seal), 'seal')).toBe('unreadable')
})

test('white space takes no room, everything else does', () => {
  const filled = (chars: number) => `{ "Statement": [ { "Action": "${'x'.repeat(chars)}" } ] }`
  const solid = merged(filled(0), sealing(seal), 'seal').replaceAll(/\s/g, '').length
  expect(merge(filled(mostSolidChars - solid), sealing(seal), 'seal')).toHaveProperty('json')
  expect(merge(filled(mostSolidChars - solid + 1), sealing(seal), 'seal')).toBe('no-room')
})

test('a seal begins at its whole second, never after, and is one person’s', () => {
  expect(sealing(seal).map(({ Condition }) => Condition)).toEqual([
    { DateGreaterThanEquals: { 'aws:CurrentTime': '2026-11-23T02:00:00Z' } },
    { StringNotEquals: { 'identitystore:UserId': ann } },
  ])
})

test('a kill names its people, its account and its instant', () => {
  expect(killing({ account, issuedBefore: at - 999, principals: [ann] })).toEqual({
    Sid: 'HallpassKill1111222233331795399200',
    Effect: 'Deny',
    Action: '*',
    Resource: '*',
    Condition: {
      StringEquals: { 'aws:PrincipalAccount': account, 'identitystore:UserId': [ann] },
      DateLessThan: { 'aws:TokenIssueTime': '2026-11-23T02:00:00Z' },
    },
  })
})

test('a statement under our name that somebody weakened ends nothing', () => {
  const ours = killing({ account, issuedBefore: at, principals: [ann] })
  const one = { account, issuedBefore: at, principal: ann }
  expect(killsOne([ours], one)).toBe(true)
  expect(
    killsOne([{ ...ours, Condition: { ...ours.Condition, Bool: { 'aws:ViaAWSService': 'true' } } }], one),
  ).toBe(false)
  expect(killsOne([killing({ account, issuedBefore: at, principals: [] })], one)).toBe(false)
})

function merged(before: string, wanted: readonly Statement[], kind: 'seal' | 'kill' = 'kill'): string {
  const answer = merge(before, wanted, kind)
  if (typeof answer === 'string') throw new Error(answer)
  return answer.json
}

function foreignIn(json: string): unknown[] {
  return statementsIn(json).filter((statement) => !isOurs(statement))
}

function isOursAnywhere(json: string): boolean {
  return statementsIn(json).some((statement) => isOurs(statement))
}

function statementsIn(json: string): unknown[] {
  return json === '' ? [] : [(JSON.parse(json) as { Statement: unknown }).Statement].flat()
}

function withoutStatements(json: string): unknown {
  const { Statement: _, ...others } = JSON.parse(json) as { Statement: unknown }
  return others
}
