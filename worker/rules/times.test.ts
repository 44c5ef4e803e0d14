import { expect, test, vi } from 'vitest'
import { localTime } from './times.ts'

const noon = Date.parse('2026-11-23T12:00:00Z')
/** Zones are written in as many ways as one likes: `+05:01` is one too. */
const zones = Array.from(
  { length: 300 },
  (_, n) => `+0${Math.floor(n / 60)}:${String(n % 60).padStart(2, '0')}`,
)

test('the clock of a zone is kept, and of zones without end only the last ones', () => {
  const made = vi.spyOn(Intl, 'DateTimeFormat')
  const madeFor = (zone: string) => {
    made.mockClear()
    localTime(zone, noon)
    return made.mock.calls.length
  }
  expect(zones.map(madeFor).every((n) => n === 1)).toBe(true)
  expect(madeFor(zones.at(-1)!)).toBe(0)
  expect(madeFor(zones[0]!)).toBe(1)
  expect(localTime(zones[61]!, noon)).toEqual({ day: 0, minute: 13 * 60 + 1 })
})
