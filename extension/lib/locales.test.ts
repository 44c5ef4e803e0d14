import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

type Messages = Readonly<Record<string, { readonly message: string; readonly description?: string }>>

const folder = new URL('../public/_locales/', import.meta.url)
const read = (locale: string) =>
  JSON.parse(readFileSync(new URL(`${locale}/messages.json`, folder), 'utf8')) as Messages
const english = read('en')
const others = readdirSync(folder).filter((locale) => locale !== 'en')
const braces = (text = '') => [...new Set(text.match(/\{\w+\}/g))].toSorted()

test('three languages beside English, one of them from right to left', () => {
  expect(others.toSorted()).toEqual(['ar', 'de', 'es'])
  expect(others.map((locale) => read(locale)['ui_direction']?.message)).toContain('rtl')
})

describe.each(others)('%s', (locale) => {
  const messages = read(locale)

  test('says nothing that English does not, and fills the same braces', () => {
    const wrong = Object.entries(messages).filter(
      ([key, { message }]) => !english[key] || braces(message).join() !== braces(english[key].message).join(),
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
