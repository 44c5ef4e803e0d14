import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readPolicy } from '../../schema/policy/read.ts'
import { cases, catalogue, type Case } from './corpus.ts'
import { falseAlarms, missed } from './judge.ts'
import { variantsOf } from './variants.ts'

/** Written after the reader, each with its findings predicted before it was run on them; `corrected` where wrongly. */
interface Predicted extends Pick<Case, 'name' | 'source' | 'findings'> {
  readonly policy: NonNullable<Case['policy']>
  readonly mayAlso?: readonly string[]
  readonly corrected?: string
}

const lines = readFileSync(join(import.meta.dirname, 'more.jsonl'), 'utf8')
  .trim()
  .split('\n')
const predicted = lines.map((line) => JSON.parse(line) as Predicted)
const more: readonly Case[] = predicted.map((one) => ({
  ...one,
  kind: 'harmless',
  text: JSON.stringify(one.policy, null, 2),
  mayAlso: one.mayAlso ?? [],
  errors: [],
}))
const figures: string[] = []

afterAll(() => console.log(`more policies: ${figures.join('; ')}`))

test('the predictions are of the table, and of policies that the corpus does not have', () => {
  expect(
    more.flatMap(({ findings }) => findings).filter(({ id, severity }) => catalogue.get(id) !== severity),
  ).toEqual([])
  const texts = new Set(cases.map(({ policy }) => JSON.stringify(policy)))
  expect(more.filter(({ policy }) => texts.has(JSON.stringify(policy)))).toEqual([])
})

test('the reader finds in them what was predicted, and nothing else', () => {
  const wrong = more.flatMap((one) => wrongWith(one, one.text))
  const corrected = predicted.filter((one) => one.corrected !== undefined).length
  figures.push(`${more.length} cases, ${corrected} predictions corrected, ${wrong.length} missed or false`)
  expect(wrong).toEqual([])
})

test('and so it does however they are written', () => {
  const variants = more.flatMap((one) =>
    [1, 2, 3].flatMap((seed) => variantsOf(one, seed)).map((variant) => ({ one, variant })),
  )
  const wrong = variants.flatMap(({ one, variant }) => wrongWith(one, variant.text, variant.from))
  figures.push(`${variants.length} variants, ${wrong.length} missed or false`)
  expect(wrong).toEqual([])
})

function wrongWith(one: Case, text: string, from?: readonly number[]): string[] {
  const { errors, findings } = readPolicy(text)
  return [
    ...errors.map(({ message }) => message),
    ...missed(one, findings, from).map((what) => `missed ${what}`),
    ...falseAlarms(one, findings, from).map((what) => `false ${what}`),
  ].map((what) => `${one.name}: ${what}`)
}
