import { fakeBrowser } from '../test-browser.ts'
import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { t } from './words.ts'

type Messages = Readonly<Record<string, { readonly message: string; readonly description?: string }>>

const folder = new URL('../public/_locales/', import.meta.url)
const read = (locale: string) =>
  JSON.parse(readFileSync(new URL(`${locale}/messages.json`, folder), 'utf8')) as Messages
const english = read('en')
const others = readdirSync(folder).filter((locale) => locale !== 'en')
const braces = (text = '') => [...new Set(text.match(/\{\w+\}/g))].toSorted()

/** A language may have more forms for a number than English has, and say "one" and "two" without the number. */
const form = /_(one|two|few|many)$/
const inEnglish = (key: string) => english[key] ?? english[key.replace(form, '')]
const bracesOf = (key: string, text = '') =>
  braces(text).filter((brace) => !form.test(key) || !['{n}', '{count}'].includes(brace))

test('three languages beside English, one of them from right to left', () => {
  expect(others.toSorted()).toEqual(['ar', 'de', 'es'])
  expect(others.map((locale) => read(locale)['ui_direction']?.message)).toContain('rtl')
})

describe.each(others)('%s', (locale) => {
  const messages = read(locale)

  test('says nothing that English does not, and fills the same braces', () => {
    const wrong = Object.entries(messages).filter(
      ([key, { message }]) =>
        bracesOf(key, message).join() !== bracesOf(key, inEnglish(key)?.message).join() || !inEnglish(key),
    )
    expect(wrong.map(([key]) => `${key} should have the braces of English, or be taken out.`)).toEqual([])
  })

  test('leaves little to English, says which language it is, and that a machine made it', () => {
    const missing = Object.keys(english).filter((key) => !messages[key])
    expect(missing.length).toBeLessThanOrEqual(Object.keys(english).length / 10)
    expect(messages['ui_language']?.message).toBe(locale)
    expect(messages['ui_language']?.description).toContain('machine-made')
    expect(() => new Intl.DateTimeFormat(messages['ui_locale']?.message)).not.toThrow()
  })
})

const quotes = { en: '“”', de: '„“', es: '«»', ar: '«»' }
test.each(Object.entries(quotes))('%s quotes as its readers do: %s', (locale, [open = '', close = '']) => {
  const texts = Object.entries(read(locale)).map(([key, { message }]) => `${key}: ${message}`)
  expect(texts.filter((text) => /["']/.test(text))).toEqual([])
  const others = Object.values(quotes).join('').replaceAll(open, '').replaceAll(close, '')
  expect(texts.filter((text) => others.split('').some((mark) => text.includes(mark)))).toEqual([])
})

test('what somebody typed is quoted in the language of the page', () => {
  const css = readFileSync(new URL('../ui/base.css', import.meta.url), 'utf8')
  expect([...css.matchAll(/quotes: (.+);/g)].map(([, marks]) => marks)).toEqual(['auto', "'«' '»' '‹' '›'"])
  expect(css).toContain('.quote q:lang(ar)')
})

const { getMessage } = fakeBrowser.i18n
afterAll(() => void Object.assign(fakeBrowser.i18n, { getMessage }))
function speak(locale: string): Messages {
  const messages = read(locale)
  Object.assign(fakeBrowser.i18n, { getMessage: (key: string) => messages[key]?.message ?? '' })
  return messages
}

/** A number before a noun in the plural, as English has it. */
const manyOf = (number: string) => new RegExp(`${number} (\\w+ )?(?!this)(people|others|[a-z]{3,}s)\\b`)
const counted = Object.keys(english).filter(
  (key) => manyOf('\\{n\\}').test(english[key]!.message) && !form.test(key),
)
const filled = { time: '03:14', ago: 'now', name: 'Owner One', duration: '1 h', days: '90', approved: '1' }

describe.each(['en', ...others])('counting in %s', (locale) => {
  test.each(counted)('%s has a form of its own for one', (key) => {
    const messages = speak(locale)
    const [one, seven] = ['1', '7'].map((n) => t(key, { ...filled, n }))
    expect(one).toBe(t(`${key}_one`, { ...filled, n: '1' }))
    expect(one).not.toBe('')
    if (locale === 'en') expect(one).not.toMatch(manyOf('\\b1'))
    expect(seven).not.toBe(one)
    expect(braces(messages[key]?.message)).toContain('{n}')
  })
})

test('Arabic has a form for two, for three to ten, and for eleven to ninety-nine', () => {
  const messages = speak('ar')
  const wanted = counted.flatMap((key) => ['one', 'two', 'few', 'many'].map((each) => `${key}_${each}`))
  expect(wanted.filter((key) => !messages[key])).toEqual([])
  const said = (n: string) => t('portal_gives_actions', { n }).replace(/[\u2068\u2069]/g, '')
  expect(['1', '2', '7', '25', '100'].map(said)).toEqual([
    'إجراء واحد',
    'إجراءان',
    '7 إجراءات',
    '25 إجراءً',
    '100 إجراء',
  ])
})

test('a number of more than three digits is written as the language writes it', () => {
  speak('de')
  expect(t('portal_gives_actions', { n: '12346' })).toBe('12.346 Aktionen')
})
