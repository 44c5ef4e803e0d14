import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { covers, globOf, matches, overlaps } from './glob.ts'

const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 6 })
const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 })
/** All texts of up to five letters: enough to tell patterns of six apart. */
const texts = ['', ...upTo(5)]

describe('texts with stars and question marks', () => {
  test('match what the definition says', () => {
    fc.assert(
      fc.property(pattern, text, (written, tried) => {
        expect(matches(globOf(written), tried)).toBe(defined(written, tried))
      }),
      { numRuns: 5_000 },
    )
  })

  test('cover another only if they match all that it matches', () => {
    fc.assert(
      fc.property(pattern, pattern, (wide, narrow) => {
        if (!covers(globOf(wide), globOf(narrow))) return
        expect(texts.filter((one) => defined(narrow, one) && !defined(wide, one))).toEqual([])
      }),
      { numRuns: 500 },
    )
  })

  test('overlap wherever there is a text that both match', () => {
    fc.assert(
      fc.property(pattern, pattern, text, (one, other, common) => {
        if (!defined(one, common) || !defined(other, common)) return
        expect(overlaps(globOf(one), globOf(other))).toBe(true)
      }),
      { numRuns: 5_000 },
    )
  })

  test.for([
    ['role/*', 'role/app', true],
    ['*', 'role/*', true],
    ['role/app', 'role/*', false],
    ['role/?', 'role/*', false],
    ['role/*', 'role/\uE000', true],
    ['role/????', 'role/\uE000', false],
    ['role/\uE000', 'role/\uE000', true],
    ['role/\uE000', 'role/\uE001', false],
    ['?*', '*?', true],
  ] as const)('%s covers %s: %s', ([wide, narrow, expected]) => {
    expect(covers(globOf(wide), globOf(narrow))).toBe(expected)
  })

  test.for([
    ['function:dev-*', 'function:prod-api', false],
    ['function:dev-*', 'function:*', true],
    ['function:dev-*', 'function:\uE000', true],
    ['a*b', 'a*c', false],
    ['a*b', '*c*', true],
  ] as const)('%s overlaps %s: %s', ([one, other, expected]) => {
    expect(overlaps(globOf(one), globOf(other))).toBe(expected)
    expect(overlaps(globOf(other), globOf(one))).toBe(expected)
  })
})

/** By recursion, as one would tell it: slow and plain. */
function defined(written: string, tried: string): boolean {
  if (written === '') return tried === ''
  if (written[0] === '*')
    return defined(written.slice(1), tried) || (tried !== '' && defined(written, tried.slice(1)))
  return (
    tried !== '' &&
    (written[0] === '?' || written[0] === tried[0]) &&
    defined(written.slice(1), tried.slice(1))
  )
}

function upTo(length: number): string[] {
  if (length === 0) return []
  const shorter = ['', ...upTo(length - 1)]
  return [
    ...new Set([...shorter, ...shorter.flatMap((one) => ['a', 'b', 'c'].map((letter) => one + letter))]),
  ]
}
