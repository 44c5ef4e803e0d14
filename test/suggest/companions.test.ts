import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { matches, globOf } from '../../schema/policy/meaning/glob.ts'
import { reference } from '../../schema/policy/meaning/reference.ts'
import { suggest } from '../../schema/policy/suggest/suggest.ts'

// What a draft has beside the denied action was written down, with where it comes from, before the list it judges.

interface Expected {
  readonly what: string
  readonly source: string
  readonly denied: { readonly action: string; readonly missingAction?: string; readonly resource?: string }
  /** All of them. */
  readonly companions?: Readonly<Record<string, readonly string[]>>
  /** Some of them. */
  readonly includes?: Readonly<Record<string, readonly string[]>>
}
const all = JSON.parse(readFileSync(new URL('companions.json', import.meta.url), 'utf8')) as Expected[]
const accountId = '111122223333'

function companionsOf({ denied }: Expected): Record<string, readonly string[]> {
  const { draft } = suggest({ ...denied, accountId, sets: [], managed: {} })
  return Object.fromEntries(draft!.companions.map(({ action, resources }) => [action, resources]))
}

test.each(all.map((one) => [one.what, one] as const))('%s', (_what, one) => {
  const found = companionsOf(one)
  if (one.companions) expect(found).toEqual(one.companions)
  expect(found).toMatchObject(one.includes ?? {})
})

describe('every companion of any action', () => {
  const { actions } = reference()
  const named = actions.flatMap(({ name }) =>
    (suggest({ action: name, accountId, sets: [], managed: {} }).draft?.companions ?? []).map((one) => ({
      name,
      ...one,
    })),
  )
  const besides = named.filter(({ name, action }) => name !== action)

  test('is an action that AWS has, on something that it can be on', () => {
    const wrong = besides.filter(({ action, resources }) => {
      const known = actions.find((one) => one.name === action)
      const isOnNothing = known?.required.length === 0 && known.types.length === 0
      return !known || (isOnNothing && resources.some((resource) => resource !== '*'))
    })
    expect(wrong).toEqual([])
  })

  test('manages no permissions, passes no role and opens no key', () => {
    const never = ['iam:*', 'kms:*', 'organizations:*', 'sso:*'].map((glob) => globOf(glob))
    const risky = besides.filter(
      ({ action }) =>
        never.some((glob) => matches(glob, action)) ||
        actions.find(({ name }) => name === action)?.level === 'permissionsManagement',
    )
    expect(risky).toEqual([])
    expect(besides.length).toBeGreaterThan(30)
  })
})
