import { describe, expect, test } from 'vitest'
import { cases, statementsOf, type Document, type Statement } from './corpus.ts'
import { meaning, variantsOf, widenedOf, type Variant } from './variants.ts'

const seeds = [1, 2, 3]
const tried = cases.filter(({ policy }) => policy)
const each = tried.flatMap((one) =>
  seeds.flatMap((seed) => variantsOf(one, seed).map((variant) => ({ one, variant }))),
)
const documentOf = ({ text }: Variant) => JSON.parse(text) as Document

describe('rewritings that must not change a verdict', () => {
  test('come in every manner, thousands of them, and are the same for the same seed', () => {
    expect(new Set(each.map(({ variant }) => variant.name)).size).toBe(11)
    expect(each.length).toBeGreaterThan(7_000)
    expect(variantsOf(tried[0]!, 7)).toEqual(variantsOf(tried[0]!, 7))
  })

  test('say where each statement comes from, and keep every statement', () => {
    const wrong = each.filter(({ one, variant }) => {
      const before = statementsOf(one.policy!)
      const effects = statementsOf(documentOf(variant)).map((statement) => statement['Effect'])
      const kept = new Set(variant.from).size === before.length
      return !kept || effects.join() !== variant.from.map((at) => before[at]!['Effect']).join()
    })
    expect(wrong).toEqual([])
  })

  test('mean the same actions and name the same resources, statement by statement', () => {
    const wrong = each
      .filter(({ variant: { name } }) => telling.has(name))
      .filter(({ one, variant }) => meaningOf(one.policy!) !== meaningOf(documentOf(variant), variant.from))
    expect(wrong.map(({ one, variant }) => `${one.name}, ${variant.name}`)).toEqual([])
  })

  test('widen what is allowed, and nothing else', () => {
    const all = tried.flatMap((one) => widenedOf(one, 1).map((variant) => ({ one, variant })))
    const denied = (document: Document) =>
      JSON.stringify(statementsOf(document).filter((statement) => statement['Effect'] === 'Deny'))
    expect(all.filter(({ one, variant }) => denied(one.policy!) !== denied(documentOf(variant)))).toEqual([])
    expect(new Set(all.map(({ variant }) => variant.name)).size).toBe(3)
    expect(all.length).toBeGreaterThan(140)
  })

  test('write what differs, and not only by white space', () => {
    const same = each.filter(
      ({ one, variant }) => variant.name === 'all together' && variant.text === one.text,
    )
    expect(same).toEqual([])
    expect(each.some(({ variant }) => /\\u00[46]/.test(variant.text))).toBe(true)
  })

  test('leave a Deny without a condition whole', () => {
    const conditional = (statement: Statement) => statement['Effect'] === 'Deny' && 'Condition' in statement
    const wrong = each.filter(({ one, variant }) =>
      statementsOf(documentOf(variant)).some(
        (statement, at) =>
          conditional(statement) && !conditional(statementsOf(one.policy!)[variant.from[at]!]!),
      ),
    )
    expect(wrong).toEqual([])
  })
})

/** Splitting and the rest of them change actions; escapes and white space are undone by JSON.parse. */
const telling = new Set([
  'letter case',
  'split wildcards',
  'question marks',
  'statement in two',
  'all together',
])

/** What each statement of the original says, one line each, in one spelling. */
function meaningOf(document: Document, from?: Variant['from']): string {
  const statements = [...statementsOf(document).entries()]
  const lines = statements.flatMap(([at, statement]) =>
    saidBy(statement).map((said) => `${from?.[at] ?? at} ${said}`),
  )
  return [...new Set(lines)].toSorted().join('\n')
}

function saidBy(statement: Statement): string[] {
  const of = (element: string) => [statement[element] ?? []].flat() as unknown[] as string[]
  return [
    ...['Action', 'NotAction'].flatMap((element) =>
      of(element)
        .flatMap(spelt)
        .map((said) => `${element} ${said}`),
    ),
    ...['Resource', 'NotResource'].flatMap((element) => of(element).map((said) => `${element} ${said}`)),
  ]
}

/** The actions that a pattern means: all of them by one word, as that alone is most of the time of this test. */
function spelt(pattern: string): readonly string[] {
  const actions = meaning(pattern)
  return actions.length > 20_000 ? ['everything'] : actions
}
