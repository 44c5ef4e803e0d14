import '../test-browser.ts'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type Status, label, lifecycle, passing, statuses } from '../../schema/contract/lifecycle.ts'
import { iso, storyNow, sampleRequest, sampleSession } from '../test-samples.ts'
import { t as plain } from './text.ts'
import { at } from './time.ts'
import { credentialsSay, problemWords, says, t } from './words.ts'

type Row = readonly [string, string, string, string, string]
const tables = JSON.parse(
  readFileSync(new URL('../../test/fixtures/words.json', import.meta.url), 'utf8'),
) as { readonly statuses: readonly Row[]; readonly problems: readonly Row[] }

/** Where the tables describe what fills a brace, the locale has a name for it. */
const named: Readonly<Record<string, string>> = {
  '{rule or limit}': '{rule}',
  '{A service control policy}': '{policyKind}',
  '{approved \\| rejected}': '{verdict}',
  '{The set has changed}': 'The set has changed',
}

function sentences(cell: string): string[] {
  const typeset = cell.replace(/"([^"]*)"/g, '“$1”')
  return typeset.split(' / ').map((text) => text.replace(/\{[^}]*\}/g, (brace) => named[brace] ?? brace))
}

function texts(...keys: string[]): string[] {
  return keys.map((key) => t(key)).filter(Boolean)
}

test('what is counted goes through the one that knows plurals: the other takes no number', () => {
  // @ts-expect-error -- `n` is counted.
  expect(plain('portal_send_many', { n: '2' })).toBe('Send 2 requests')
  expect(t('aws_portal_more', { n: '1' })).toBe('1 more permission set')
})

test('every status has its row', () => {
  expect(tables.statuses.map(([status]) => status).toSorted()).toEqual([...statuses].toSorted())
})

test.each(tables.statuses)('%s is called, coloured and explained as the table says', (...row) => {
  const [status, name, tone, rests, what] = row
  const said = ['', '_overdue', '_retry', '_changed'].map((variant) => `status_${status}_says${variant}`)

  expect(t(label(status as Status).key)).toBe(name)
  expect(label(status as Status).tone).toBe(tone.split(',')[0])
  expect(passing.has(status as Status)).toBe(rests === 'no')
  for (const sentence of sentences(what)) {
    expect(texts(...said).some((text) => text.endsWith(sentence))).toBe(true)
  }
})

test.each(tables.problems)('the words of %s are those of the table', (key, title, _tone, what, button) => {
  const base = `problem_${key.replaceAll('-', '_')}`
  expect(t(`${base}_title`)).toBe(title)
  expect(t(`${base}_button`)).toBe(button)
  expect(texts(`${base}_detail`, `${base}_standing_detail`)).toEqual(sentences(what))
})

test('every event has its sentence in the timeline', () => {
  const moves = Object.values(lifecycle).flatMap((events) => Object.keys(events))
  const beside = 'open note remind find sealed seal_late credentials_gone credentials_killed by_rule'.split(
    ' ',
  )
  const silent = [...moves, ...beside].filter((event) => !t(`portal_step_${event}`))
  expect(silent).toEqual([])
})

test('no sentence under a status leaves a brace unfilled', () => {
  const decision = {
    by: { id: 'a', name: 'Owner A' },
    decision: 'approve',
    comment: 'no',
    at: iso(-1),
  } as const
  const ending = { by: { id: 'a', name: 'Owner A' }, reason: 'over', at: iso(-1) }
  for (const status of statuses) {
    const request = sampleSession(-60, -1, {
      status,
      decision,
      ending,
      failure: 'denied',
      retryUntil: iso(9),
    })
    expect(says(request, storyNow)).toMatch(/^[^{}]+$/)
  }
})

test('the time in a sentence is told as people say it', () => {
  expect(says(sampleRequest(), storyNow)).toBe(
    `Waiting for one of 2 people to decide, until ${at(iso(1400), storyNow)}.`,
  )
})

test('the second time is said only where it differs from the end, and for a sealed set always', () => {
  const session = { endsAt: iso(30), credentials: 'may_last', credentialsUntil: iso(30) }
  const until = at(iso(90))

  expect(credentialsSay(session)).toBe('')
  expect(credentialsSay({ ...session, credentialsUntil: iso(90) })).toBe(
    `Open tabs and command lines may work until ${until}.`,
  )
  expect(credentialsSay({ ...session, credentials: 'sealed' })).toBe(`AWS stops it at ${at(iso(30))}.`)
})

test('a refusal of a newer server is said in its own words', () => {
  const problem = { type: '/problems/brand-new', title: 'New', detail: 'It is new.', params: {} }
  expect(problemWords(problem)).toEqual({ title: 'New', detail: 'It is new.', button: '' })
})

test('access that is not from Hallpass has a sentence of its own', () => {
  const problem = {
    type: '/problems/already-held',
    params: { set: 'ReadOnly', account: 'dev' },
    variant: 'standing',
  }
  expect(problemWords(problem).detail).toBe(
    'You have ReadOnly on dev already: standing access, not from Hallpass.',
  )
})
