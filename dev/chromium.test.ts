import { expect, test } from 'vitest'
import { findChromium } from './chromium.ts'

test('a named Chromium goes before the usual places', () => {
  expect(findChromium('/opt/chromium', () => true)).toBe('/opt/chromium')
  expect(findChromium(undefined, (path) => path === '/usr/bin/google-chrome')).toBe('/usr/bin/google-chrome')
  expect(findChromium('', () => false)).toBeNull()
})

test('a named Chromium that is not there is an error, not a reason to take another', () => {
  expect(() => findChromium('/opt/chromium', (path) => path === '/usr/bin/chromium')).toThrow(
    'CHROMIUM_PATH is /opt/chromium',
  )
})
