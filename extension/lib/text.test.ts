import { fakeBrowser } from '../test-browser.ts'
import { afterEach, expect, test } from 'vitest'
import { t } from './text.ts'
import { duration, span } from './time.ts'

const { getMessage } = fakeBrowser.i18n
afterEach(() => void Object.assign(fakeBrowser.i18n, { getMessage }))

function arabic(key: string): string {
  return key === 'ui_direction' ? 'rtl' : key === 'ui_left' ? 'بقي {time}' : ''
}

test('from left to right nothing is put around what is filled in', () => {
  expect(t('ui_left', { time: span(370_000) })).toBe('6 min 10 s left')
})

test('from right to left a time keeps its own order, alone and in a sentence', () => {
  Object.assign(fakeBrowser.i18n, { getMessage: arabic })
  expect(duration(3600)).toBe('\u20681 h\u2069')
  expect(t('ui_left', { time: '6 min 10 s' })).toBe('بقي \u20686 min 10 s\u2069')
})

test('a brace nobody fills stays as it is', () => {
  expect(t('ui_left')).toBe('{time} left')
})
