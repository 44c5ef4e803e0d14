import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { JsonFault, parseJson, type Json } from './json.ts'

describe('JSON with the place of each value', () => {
  test('reads what JSON.parse reads, to the same value', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4, noUnicodeString: false }), (text) => {
        expect(plain(parseJson(text))).toEqual(JSON.parse(text))
      }),
    )
  })

  test('reads nothing that JSON.parse refuses, and fails by no other error', () => {
    const letter = fc.constantFrom(...'{}[]",:\\u01e-. tn\n'.split(''))
    fc.assert(
      fc.property(fc.string({ unit: letter }), (text) => {
        if (faultOf(text) === null) expect(plain(parseJson(text))).toEqual(JSON.parse(text))
      }),
      { numRuns: 5_000 },
    )
  })

  test.for([
    ['a key twice', '{"a": 1, "a": 2}', 9],
    ['a comma too many', '[1, ]', 4],
    ['a comment', '{ // no\n}', 2],
    ['a second document', '{} {}', 3],
    ['no end', '{"a": [1', 8],
    ['a line break in a string', '["a\n"]', 3],
    ['an unknown escape', '["\\x"]', 1],
    ['more depth than a policy has', '[[[[[[[[[[[1]]]]]]]]]]]', 10],
  ] as const)('says where there is %s', ([, text, at]) => {
    expect(faultOf(text)).toBe(at)
  })

  test('keeps the place of keys and of values', () => {
    const json = parseJson('{\n "a": ["b"] }')
    expect(json).toMatchObject({
      at: 0,
      members: [{ key: 'a', at: 3, value: { at: 8, items: [{ at: 9 }] } }],
    })
  })
})

function faultOf(text: string): number | null {
  try {
    parseJson(text)
    return null
  } catch (fault) {
    if (fault instanceof JsonFault) return fault.at
    throw fault
  }
}

function plain(json: Json): unknown {
  if (json.kind === 'object')
    return Object.fromEntries(json.members.map(({ key, value }) => [key, plain(value)]))
  if (json.kind === 'list') return json.items.map(plain)
  return json.kind === 'string' ? json.value : JSON.parse(json.value)
}
