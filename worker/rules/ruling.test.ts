import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { weekdays } from '../../schema/contract/rules.ts'
import type { KeptRule, Wish } from './rule.ts'
import { rulingOn, rulingToWire, type Ruling } from './ruling.ts'

const everything: KeptRule = {
  name: 'Everything',
  effect: 'allow',
  who: [],
  where: [],
  sets: [],
  times: null,
  maxSeconds: null,
  approval: null,
  levels: null,
}
const wish: Wish = {
  personId: 'ann',
  groups: new Set(['oncall']),
  account: { id: '111122223333', ouPath: 'Root/Workloads/Prod', tags: { env: 'prod' }, sensitive: false },
  setArn: 'arn:PowerUser',
  seconds: 3600,
  // A Monday, 02:14 UTC.
  startsAt: Date.parse('2026-11-23T02:14:00Z'),
}
const rule = (fields: Partial<KeptRule>): KeptRule => ({ ...everything, ...fields })
const allowed = (ruling: Ruling) => {
  if (!ruling.allowed) throw new Error(`refused: ${ruling.because.join()}`)
  return ruling
}

describe('whom and what a rule is about', () => {
  const about: [string, Partial<KeptRule>, Partial<Wish>, boolean][] = [
    ['a person', { who: ['person:ann'] }, {}, true],
    ['another person', { who: ['person:bob'] }, {}, false],
    ['a group they are in', { who: ['person:bob', 'group:oncall'] }, {}, true],
    ['a group they are not in', { who: ['group:dev'] }, {}, false],
    ['a person called as their group is', { who: ['person:oncall'] }, {}, false],
    ['an account', { where: ['111122223333'] }, {}, true],
    ['another account', { where: ['999922223333'] }, {}, false],
    ['the OU', { where: ['ou:Root/Workloads/Prod'] }, {}, true],
    ['an OU above', { where: ['ou:Root'] }, {}, true],
    ['an OU whose name only begins so', { where: ['ou:Root/Workloads/Pro'] }, {}, false],
    ['an OU below', { where: ['ou:Root/Workloads/Prod/EU'] }, {}, false],
    [
      'an OU, of an account without one',
      { where: ['ou:Root'] },
      { account: { ...wish.account, ouPath: null } },
      false,
    ],
    ['a tag', { where: ['tag:env=prod'] }, {}, true],
    ['a tag of another value', { where: ['tag:env=dev'] }, {}, false],
    ['a tag it does not have', { where: ['tag:toString=prod'] }, {}, false],
    ['a set', { sets: ['arn:PowerUser'] }, {}, true],
    ['another set', { sets: ['arn:ReadOnly'] }, {}, false],
    ['custom sets, of a standard one', { sets: ['(custom)'] }, {}, false],
    ['custom sets', { sets: ['(custom)'] }, { setArn: null }, true],
    ['a set, of a custom one', { sets: ['arn:PowerUser'] }, { setArn: null }, false],
  ]
  test.each(about)('%s', (_, fields, wished, isAbout) => {
    expect(rulingOn([rule(fields)], { ...wish, ...wished }).allowed).toBe(isAbout)
    // A rule that denies is about the same.
    expect(rulingOn([everything, rule({ ...fields, effect: 'deny' })], { ...wish, ...wished }).allowed).toBe(
      !isAbout,
    )
  })

  const at = (text: string) => ({ ...wish, startsAt: Date.parse(text) })
  const office = { zone: 'Europe/Berlin', weekly: [{ days: ['mon' as const], from: '09:00', to: '17:00' }] }
  const night = { zone: 'UTC', weekly: [{ days: ['sun' as const], from: '22:00', to: '06:00' }] }
  const hours: [string, KeptRule['times'], string, boolean][] = [
    ['the first minute', office, '2026-11-23T08:00:00Z', true],
    ['the minute before', office, '2026-11-23T07:59:59Z', false],
    ['the last minute', office, '2026-11-23T15:59:59Z', true],
    ['the minute after', office, '2026-11-23T16:00:00Z', false],
    ['an hour earlier in summer', office, '2026-07-20T07:00:00Z', true],
    ['another day', office, '2026-11-24T09:00:00Z', false],
    ['a night, before midnight', night, '2026-11-22T23:00:00Z', true],
    ['a night, after midnight', night, '2026-11-23T05:59:00Z', true],
    ['the night after', night, '2026-11-23T23:00:00Z', false],
    ['the morning of its own day', night, '2026-11-22T05:00:00Z', false],
    [
      'a whole day',
      { zone: 'UTC', weekly: [{ days: ['mon'], from: '00:00', to: '24:00' }] },
      '2026-11-23T23:59:00Z',
      true,
    ],
  ]
  test.each(hours)('hours of the week: %s', (_, times, instant, isWithin) => {
    expect(rulingOn([rule({ times })], at(instant)).allowed).toBe(isWithin)
  })
})

describe('what rules say together', () => {
  test('with no rule all is as it was: open, one decision, no limit of theirs', () => {
    expect(rulingOn([], wish)).toEqual({
      allowed: true,
      because: [],
      bound: null,
      automatic: null,
      levels: 1,
    })
  })

  test('rules that only deny leave the rest open', () => {
    expect(rulingOn([rule({ effect: 'deny', sets: ['arn:ReadOnly'] })], wish).allowed).toBe(true)
  })

  test('the longest limit counts, and is named; one without a limit lifts it', () => {
    const limits = [rule({ name: 'B', maxSeconds: 60 }), rule({ name: 'A', maxSeconds: 7200 })]
    expect(allowed(rulingOn(limits, wish)).bound).toEqual({ seconds: 7200, rule: 'A' })
    expect(allowed(rulingOn([...limits, everything], wish)).bound).toBeNull()
  })

  test('automatic up to its own limit, beyond it by decision', () => {
    const rules = [everything, rule({ name: 'On call', approval: 'automatic', maxSeconds: 3600 })]
    expect(allowed(rulingOn(rules, wish)).automatic).toBe('On call')
    expect(allowed(rulingOn(rules, { ...wish, seconds: 3601 })).automatic).toBeNull()
  })

  test('what keeps a rule from being automatic', () => {
    const on = rule({ name: 'On call', approval: 'automatic' })
    const automatic = (rules: KeptRule[], wished: Partial<Wish> = {}) =>
      allowed(rulingOn(rules, { ...wish, ...wished })).automatic
    expect(automatic([on])).toBe('On call')
    expect(automatic([on], { setArn: null })).toBeNull()
    expect(automatic([on], { account: { ...wish.account, sensitive: true } })).toBeNull()
    expect(automatic([on, rule({ approval: 'needed' })])).toBeNull()
    expect(automatic([on, rule({ levels: 2 })])).toBeNull()
  })

  test('custom sets take two decisions whatever rules say', () => {
    expect(allowed(rulingOn([rule({ levels: 1 })], { ...wish, setArn: null })).levels).toBe(2)
    expect(allowed(rulingOn([], { ...wish, setArn: null })).levels).toBe(2)
  })

  test('on the wire a wish beyond the longest is refused, by the rule that bounds it', () => {
    const ruling = rulingOn([rule({ name: 'Short', maxSeconds: 60 })], wish)
    expect(rulingToWire(ruling, 3600)).toEqual({
      outcome: 'refused',
      levels: 1,
      maxSeconds: 60,
      because: ['Short'],
    })
    expect(rulingToWire(ruling, 60).outcome).toBe('needs-decision')
  })
})

describe('for any rules and any wish', () => {
  const some = <T>(...values: T[]) => fc.subarray(values)
  const anyRule: fc.Arbitrary<KeptRule> = fc.record({
    name: fc.string({ maxLength: 3 }),
    effect: fc.constantFrom('allow' as const, 'allow' as const, 'allow' as const, 'deny' as const),
    who: some('person:ann', 'person:bob', 'group:oncall', 'group:dev'),
    where: some('111122223333', 'ou:Root/Workloads', 'ou:Root/Security', 'tag:env=prod', 'tag:env=dev'),
    sets: some('arn:PowerUser', 'arn:ReadOnly', '(custom)'),
    times: fc.option(
      fc.record({
        zone: fc.constantFrom('UTC', 'Asia/Kathmandu'),
        weekly: fc.array(
          fc.record({
            days: fc.subarray([...weekdays], { minLength: 1 }),
            from: fc.constantFrom('00:00', '06:30', '18:00'),
            to: fc.constantFrom('08:00', '20:00', '24:00'),
          }),
          { minLength: 1, maxLength: 2 },
        ),
      }),
    ),
    maxSeconds: fc.option(fc.integer({ min: 1, max: 7200 })),
    approval: fc.constantFrom('needed' as const, 'automatic' as const, 'automatic' as const, null, null),
    levels: fc.constantFrom(1 as const, 2 as const, null, null, null),
  })
  const anyRules = fc.array(anyRule, { maxLength: 8 })
  const anyWish: fc.Arbitrary<Wish> = fc.record({
    personId: fc.constantFrom('ann', 'bob', 'eve'),
    groups: some('oncall', 'dev').map((ids) => new Set(ids)),
    account: fc.record({
      id: fc.constantFrom('111122223333', '444455556666'),
      ouPath: fc.constantFrom(null, 'Root', 'Root/Workloads/Prod', 'Root/Security'),
      tags: fc.constantFrom<Record<string, string>>({}, { env: 'prod' }, { env: 'dev' }),
      sensitive: fc.boolean(),
    }),
    setArn: fc.constantFrom('arn:PowerUser', 'arn:ReadOnly', null),
    seconds: fc.integer({ min: 1, max: 7200 }),
    startsAt: fc.integer({ min: wish.startsAt, max: wish.startsAt + 14 * 86_400_000 }),
  })
  const holds = (law: (rules: KeptRule[], wished: Wish, more: KeptRule) => void) =>
    fc.assert(fc.property(anyRules, anyWish, anyRule, law), { numRuns: 2000 })

  test('no order of rules changes the verdict', () => {
    const ordered = fc.tuple(anyRules, fc.infiniteStream(fc.nat()))
    fc.assert(
      fc.property(ordered, anyWish, ([rules, keys], wished) => {
        const shuffled = rules.map((one) => ({ one, key: keys.next().value }))
        const other = shuffled.toSorted((a, b) => a.key - b.key).map(({ one }) => one)
        expect(rulingOn(other, wished)).toEqual(rulingOn(rules, wished))
        expect(rulingOn(rules.toReversed(), wished)).toEqual(rulingOn(rules, wished))
      }),
      { numRuns: 2000 },
    )
  })

  test('a rule said twice is a rule said once', () => {
    holds((rules, wished) => {
      const outcome = (all: KeptRule[]) => {
        const { because: _, ...said } = rulingToWire(rulingOn(all, wished), wished.seconds)
        return said
      }
      expect(outcome([...rules, ...rules])).toEqual(outcome(rules))
    })
  })

  test('deny wins: a rule that denies this lets nothing through, whatever stands beside it', () => {
    holds((rules, wished) => {
      const deny = rule({ name: 'No', effect: 'deny', who: [`person:${wished.personId}`] })
      const { allowed: lets, because } = rulingOn([...rules, deny], wished)
      expect(lets).toBe(false)
      expect(because).toContain('No')
    })
  })

  test('another rule that denies never lets more through; one less never less', () => {
    holds((rules, wished, more) => {
      const before = rulingToWire(rulingOn(rules, wished), wished.seconds).outcome
      const after = rulingToWire(
        rulingOn([...rules, { ...more, effect: 'deny' }], wished),
        wished.seconds,
      ).outcome
      expect([before, 'refused']).toContain(after)
    })
  })

  test('beside a rule that allows, another one never refuses what was let through', () => {
    holds((rules, wished, more) => {
      if (rules.every(({ effect }) => effect === 'deny')) return
      const before = rulingOn(rules, wished)
      if (before.allowed)
        expect(rulingOn([...rules, { ...more, effect: 'allow' }], wished).allowed).toBe(true)
    })
  })

  test('never automatic: custom sets, sensitive accounts, two decisions, more than the rule that says so allows', () => {
    holds((rules, wished) => {
      const ruling = rulingOn(rules, wished)
      if (!ruling.allowed || ruling.automatic === null) return
      expect([wished.setArn === null, wished.account.sensitive, ruling.levels]).toEqual([false, false, 1])
      const by = rules.filter(({ name, approval }) => name === ruling.automatic && approval === 'automatic')
      expect(by.some(({ maxSeconds }) => maxSeconds === null || maxSeconds >= wished.seconds)).toBe(true)
      expect(
        rules.some(
          (one) => one.approval === 'needed' && rulingOn([one], wished).allowed && one.effect === 'allow',
        ),
      ).toBe(false)
    })
  })

  test('what is explained are rules that speak to it, each alone', () => {
    holds((rules, wished) => {
      const ruling = rulingOn(rules, wished)
      const speaks = (name: string) =>
        rules.some((one) => one.name === name && (one.effect === 'deny') !== rulingOn([one], wished).allowed)
      for (const name of ruling.because) expect(speaks(name)).toBe(true)
    })
  })
})
