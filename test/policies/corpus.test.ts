import { describe, expect, test } from 'vitest'
import { cases, catalogue, files, kinds, severities, statementsOf, type Case, type Kind } from './corpus.ts'

const atLeast: Record<Kind, number> = {
  block: 25,
  escalation: 80,
  exposure: 35,
  notice: 10,
  protected: 25,
  harmless: 30,
  grammar: 45,
}
const without = (text: string) => text.replaceAll(/\s/g, '')
const names = (wrong: readonly Case[]) => wrong.map(({ kind, name }) => `${kind}: ${name}`)

describe('the corpus that judges the policy reader', () => {
  test('has a file for each kind, and no other', () => {
    expect(files.toSorted()).toEqual(kinds.map((kind) => `${kind}.json`).toSorted())
  })

  test.for(kinds)('keeps the promised number of %s cases', (kind) => {
    expect(cases.filter((one) => one.kind === kind).length).toBeGreaterThanOrEqual(atLeast[kind])
  })

  test('names each case once and says where its truth comes from', () => {
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length)
    expect(names(cases.filter(({ source }) => source.length < 10))).toEqual([])
  })

  test('expects only findings of the table, at the severity of the table', () => {
    const strange = cases.filter(({ findings }) =>
      findings.some(({ id, severity }) => catalogue.get(id) !== severity),
    )
    expect(names(strange)).toEqual([])
    expect(
      names(cases.filter(({ mayAlso }) => mayAlso.some((id) => id !== '*' && !catalogue.has(id)))),
    ).toEqual([])
  })

  test('tries every finding of the table', () => {
    const tried = new Set(cases.flatMap(({ findings }) => findings.map(({ id }) => id)))
    expect([...catalogue.keys()].filter((id) => !tried.has(id))).toEqual([])
    expect(new Set(catalogue.values())).toEqual(new Set(severities))
  })

  test('points at statements that exist, and at each finding once', () => {
    for (const { policy, findings } of cases) {
      if (policy) expect(findings.every(({ statement }) => statementsOf(policy)[statement])).toBe(true)
      expect(new Set(findings.map(({ id, statement }) => `${id} ${statement}`)).size).toBe(findings.length)
    }
  })

  test('points at lines that exist', () => {
    for (const { text, errors } of cases)
      for (const line of errors.flatMap((error) => error.line))
        expect(line).toBeLessThanOrEqual(text.split('\n').length + 1)
  })

  test('expects nothing of harmless and protected policies, and errors of grammar alone', () => {
    const quiet = cases.filter(({ kind }) => kind === 'harmless' || kind === 'protected')
    expect(names(quiet.filter(({ findings, mayAlso }) => findings.length + mayAlso.length > 0))).toEqual([])
    expect(names(cases.filter(({ kind, errors }) => kind !== 'grammar' && errors.length > 0))).toEqual([])
  })

  test('holds the heaviest severity that the kind is named for', () => {
    const off = cases.filter(
      ({ kind, findings }) =>
        (kind === 'block' || kind === 'escalation' || kind === 'exposure' || kind === 'notice') &&
        !findings.some(({ severity }) => severity === kind),
    )
    expect(names(off)).toEqual([])
  })

  test('stays within the limits, but where it tries them', () => {
    const long = cases.filter(({ text }) => without(text).length > 10_240 || text.length > 32_768)
    expect(names(long)).toEqual(['grammar: one-character-too-long', 'grammar: too-much-white-space'])
    expect(without(cases.find(({ name }) => name === 'just-long-enough')!.text)).toHaveLength(10_240)
  })
})
