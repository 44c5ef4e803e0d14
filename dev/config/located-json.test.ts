import fc from 'fast-check'
import { expect, test } from 'vitest'
import { locatedJson, NotJson } from './located-json.ts'

test('it reads what JSON.parse reads', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2), (value, indent) => {
      const text = JSON.stringify(value, null, indent)
      expect(locatedJson(text).value).toEqual(JSON.parse(text))
    }),
  )
})

test('what JSON.parse refuses it refuses', () => {
  const broken = [
    '',
    '{',
    '[1,]',
    '{"a":1,}',
    "{'a':1}",
    '{"a" 1}',
    '01',
    'nul',
    '1 2',
    '"a\nb"',
    '{"a":1 "b":2}',
    '"\\x"',
  ]
  for (const text of broken) {
    expect(() => locatedJson(text), text).toThrow(NotJson)
    expect(() => JSON.parse(text) as unknown, text).toThrow()
  }
})

test('every value has its place; what is missing stands where its parent does', () => {
  const { at } = locatedJson('{\n  "accounts": [\n    { "id": "1" },\n    { "id":\n      2 }\n  ]\n}\n')
  expect(at('accounts.0.id')).toEqual({ line: 3, column: 7 })
  expect(at('accounts.1')).toEqual({ line: 4, column: 5 })
  expect(at('accounts.1.owners.3').line).toBe(4)
  expect(at('people').line).toBe(1)
})

test('a key that stands twice is refused where it stands again', () => {
  expect(() => locatedJson('{"a": 1,\n "a": 2}')).toThrow('"a" stands twice.')
})
