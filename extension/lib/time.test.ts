import '../test-browser.ts'
import { expect, test, vi } from 'vitest'
import { ago, at, clockTime, dayTime, duration, groups, left, one, utc } from './time.ts'

const minute = 60_000
const hour = 60 * minute
const berlin = 'Europe/Berlin'

test.each([
  [41 * minute + 59_000, '41 min left'],
  [10 * minute + 1000, '10 min left'],
  [10 * minute, '10 min left'],
  [9 * minute + 59_000, '9 min 59 s left'],
  [6 * minute + 10_400, '6 min 10 s left'],
  [2 * minute, '2 min left'],
  [59_999, '59 s left'],
  [0, '0 s left'],
  [-5000, '0 s left'],
  [2 * hour + 5 * minute + 30_000, '2 h 5 min left'],
  [3 * hour, '3 h left'],
  [28 * hour, '1 d 4 h left'],
])('%i ms are told in minutes down to 10, then with seconds: %s', (ms, words) => {
  expect(left(ms)).toBe(words)
})

test.each([
  [900, '15 min'],
  [600, '10 min'],
  [90, '1 min 30 s'],
  [3600, '1 h'],
  [5400, '1 h 30 min'],
  [86_400, '1 d'],
])('a duration of %i s is "%s"', (seconds, words) => {
  expect(duration(seconds)).toBe(words)
})

test('an absolute time has its zone, in winter and in summer', () => {
  expect(clockTime('2026-11-23T02:55:00.000Z', berlin)).toBe('03:55 CET')
  expect(clockTime('2026-07-23T01:55:00.000Z', berlin)).toBe('03:55 CEST')
  expect(clockTime('2026-11-23T02:55:00.000Z', 'America/New_York')).toBe('21:55 EST')
  expect(clockTime('2026-11-23T02:55:00.000Z', 'Asia/Tokyo')).toBe('11:55 GMT+9')
})

test('midnight is 00:00, not 24:00', () => {
  expect(clockTime('2026-11-22T23:00:00.000Z', berlin)).toBe('00:00 CET')
})

test('the day is said when it is another one, by its name within a week', () => {
  const now = Date.parse('2026-11-23T02:14:00.000Z')
  expect(at('2026-11-23T02:55:00.000Z', now, berlin)).toBe('03:55 CET')
  expect(at('2026-11-24T01:55:00.000Z', now, berlin)).toBe('Tue 02:55 CET')
  expect(dayTime('2026-12-24T01:55:00.000Z', now, berlin)).toBe('24 Dec 02:55 CET')
})

test('a format is made once, however many times are told', () => {
  const told = (n: number) =>
    dayTime(new Date(Date.UTC(2026, 10, 1, n)).toISOString(), Date.UTC(2026, 10, 23))
  told(0)
  const made = vi.spyOn(Intl, 'DateTimeFormat')
  for (let n = 0; n < 100; n++) told(n)
  expect(made).toHaveBeenCalledTimes(0)
  made.mockRestore()
})

test('what is no instant is left as it is', () => {
  expect(at('', 0)).toBe('')
})

test('UTC is written with its date', () => {
  expect(utc('2026-11-23T02:55:00.000Z')).toBe('2026-11-23 02:55 UTC')
})

test('the past is told in one unit', () => {
  const now = Date.parse('2026-11-23T02:14:00.000Z')
  expect(ago('2026-11-23T02:08:00.000Z', now)).toBe('6 min ago')
  expect(ago('2026-11-23T02:13:30.000Z', now)).toBe('just now')
  expect(one(3 * hour + 50 * minute)).toBe('3 h')
})

test('an account id is read in groups of four', () => {
  expect(groups('111122223333')).toBe('1111-2222-3333')
})
