import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { severities } from '../../schema/policy/catalogue/catalogue.ts'
import { readPolicy } from '../../schema/policy/read.ts'
import { cases, catalogue, type Case } from './corpus.ts'
import { disputed } from './disputed.ts'
import { heavy, ordinary } from './heavy.ts'
import { falseAlarms, missed, missedErrors, strangeErrors } from './judge.ts'
import { variantsOf, widenedOf, type Variant } from './variants.ts'

const seeds = [1, 2, 3, 4, 5]
const judged = cases.filter(({ name }) => !disputed.has(name))
const readings = new Map(cases.map((one) => [one, readPolicy(one.text)]))
const readingOf = (one: Case) => readings.get(one)!
const named = (one: Case, wrong: readonly unknown[]) => wrong.map((what) => `${one.name}: ${String(what)}`)
const figures: string[] = []

afterAll(() => console.log(`policies: ${figures.join('; ')}`))

describe('the policy reader, by the corpus', () => {
  test('knows the findings of the table, each at its severity, and no others', () => {
    expect(Object.fromEntries(severities)).toEqual(Object.fromEntries(catalogue))
  })

  test('misses nothing, and raises few false alarms', () => {
    const misses = judged.flatMap((one) => named(one, missed(one, readingOf(one).findings)))
    const alarms = judged.flatMap((one) => named(one, falseAlarms(one, readingOf(one).findings)))
    figures.push(`${judged.length} cases, ${misses.length} missed, ${alarms.length} false alarms`)
    expect(misses).toEqual([])
    expect(alarms).toEqual([])
  })

  test('finds each grammar error where it stands, and no others', () => {
    const places = (one: Case, wrong: readonly object[]) =>
      named(
        one,
        wrong.map((error) => JSON.stringify(error)),
      )
    const misses = judged.flatMap((one) => places(one, missedErrors(one, readingOf(one).errors)))
    const strange = judged.flatMap((one) => places(one, strangeErrors(one, readingOf(one).errors)))
    figures.push(`${misses.length} errors missed, ${strange.length} strange`)
    expect([...misses, ...strange]).toEqual([])
  })

  test('says why, in a sentence, whatever it finds', () => {
    const told = [...readings.values()].flatMap(({ findings, errors }) => [
      ...findings.map(({ because }) => because),
      ...errors.map(({ message }) => message),
    ])
    expect(told.filter((text) => !/^[A-Z“$].{8,}/u.test(text))).toEqual([])
  })
})

describe('the policy reader, by rewritings of the corpus', () => {
  test('comes to the same verdict, however a policy is written', () => {
    let [variants, alarms] = [0, 0]
    const changed: string[] = []
    for (const one of judged)
      for (const variant of seeds.flatMap((seed) => variantsOf(one, seed))) {
        const reading = readPolicy(variant.text)
        variants += 1
        alarms += falseAlarms(one, reading.findings, variant.from).length
        const same = verdict(readingOf(one).findings) === verdict(reading.findings, variant.from)
        if (!same || missed(one, reading.findings, variant.from).length + reading.errors.length > 0)
          changed.push(`${one.name}, ${variant.name}`)
      }
    figures.push(`${variants} variants, ${changed.length} missed or changed, ${alarms} false alarms`)
    expect(changed).toEqual([])
    expect(alarms).toBe(0)
  }, 120_000)

  test('comes to no milder one, however its resources are widened', () => {
    let widened = 0
    const milder: string[] = []
    for (const one of judged)
      for (const variant of seeds.flatMap((seed) => widenedOf(one, seed))) {
        widened += 1
        const found = readPolicy(variant.text).findings
        const gone = missed(one, found, variant.from)
        if (gone.some((finding) => !isSaidOtherwise(finding, found)))
          milder.push(`${one.name}, ${variant.name}: ${gone.join()}`)
      }
    figures.push(`${widened} widened, ${milder.length} milder`)
    expect(milder).toEqual([])
  }, 120_000)
})

describe('the policy reader, by what nobody means well', () => {
  test('takes at most 20 times as long over the heaviest document as over an ordinary one', () => {
    for (const text of [ordinary, ...Object.values(heavy)]) timed(text, 3)
    const usual = timed(ordinary, 9)
    const ratios = Object.entries(heavy).map(([name, text]) => ({ name, ratio: timed(text, 5) / usual }))
    const worst = ratios.toSorted((a, b) => b.ratio - a.ratio)[0]!
    figures.push(`heaviest (${worst.name}) ${worst.ratio.toFixed(1)} x an ordinary one`)
    expect(worst.ratio).toBeLessThanOrEqual(20)
  }, 60_000)

  test('throws for no text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect(readPolicy(text).errors.length).toBeGreaterThan(0)
      }),
      { numRuns: 2_000 },
    )
    fc.assert(fc.property(fc.json(), (text) => void readPolicy(text)))
  })

  test('throws for no policy that was changed somewhere', () => {
    const texts = judged.map(({ text }) => text).filter((text) => text.length < 3_000)
    const change = fc.tuple(fc.constantFrom(...texts), fc.nat(), fc.string({ unit: 'binary', maxLength: 3 }))
    fc.assert(
      fc.property(change, ([text, at, put]) => {
        const place = at % (text.length + 1)
        void readPolicy(text.slice(0, place) + put + text.slice(place + 1))
      }),
      { numRuns: 2_000 },
    )
  })

  test('refuses unread whatever is beyond a limit, sound or not', () => {
    const beyond = fc.tuple(fc.string({ minLength: 1, maxLength: 3 }), fc.integer({ min: 0, max: 50 }))
    fc.assert(
      fc.property(beyond, ([filler, more]) => {
        const solid = filler.replaceAll(/\s/g, '') || 'x'
        const text = solid.repeat(Math.ceil((10_241 + more) / solid.length))
        const { errors, statements, findings } = readPolicy(text)
        expect(errors).toMatchObject([{ statement: null, position: { line: 1, column: 1 } }])
        expect([...statements, ...findings]).toEqual([])
      }),
    )
  })
})

/** Who may become any role is not told besides that they may become an administrator. */
function isSaidOtherwise(finding: string, found: readonly { readonly id: string }[]): boolean {
  return finding.startsWith('assume-admin-role ') && found.some(({ id }) => id === 'assume-any-role')
}

function verdict(
  findings: readonly { readonly id: string; readonly statement: number }[],
  from?: Variant['from'],
): string {
  const said = findings.map(({ id, statement }) => `${id} @ ${from?.[statement] ?? statement}`)
  return [...new Set(said)].toSorted().join('\n')
}

/** The median, in milliseconds: to be divided by another of the same run, and told to nobody else. */
function timed(text: string, times: number): number {
  const taken = Array.from({ length: times }, () => {
    const start = performance.now()
    readPolicy(text)
    return performance.now() - start
  })
  return taken.toSorted((a, b) => a - b)[times >> 1]!
}
