import { fakeBrowser } from '../test-browser.ts'
import { expect, test, vi } from 'vitest'
import { iso, sampleRequest, sampleSeen, sampleSession, storyNow } from '../test-samples.ts'
import { badgeOf } from './badge.ts'

const waits = [1421, 40].map((minutes) => sampleRequest({ windowEndsAt: iso(minutes) }))

test('what there is to decide comes before minutes left, and is red', () => {
  const seen = sampleSeen({ toDecide: waits, sessions: [sampleSession(-50, 3)] })
  expect(badgeOf(seen, storyNow)).toMatchObject({
    text: '2',
    ground: '#db0000',
    title: 'Hallpass: 2 to decide',
  })
})

test('what lapsed is not counted, though nobody could be asked since', () => {
  const seen = sampleSeen({ toDecide: waits })
  expect(badgeOf(seen, storyNow + 40 * 60_000)?.text).toBe('1')
  expect(badgeOf(seen, storyNow + 1421 * 60_000)).toBeNull()
})

test('beside the rows another count is of another instant, unless the rows are not all', () => {
  const summary = { activeSessions: 1, pendingRequests: 0, pendingApprovals: 40, totalRequests: 9, badge: 40 }
  expect(badgeOf(sampleSeen({ summary, toDecide: waits }), storyNow)?.text).toBe('2')
  const page = Array.from({ length: 25 }, (_, n) => sampleRequest({ windowEndsAt: iso(10 + n) }))
  expect(badgeOf(sampleSeen({ summary, toDecide: page }), storyNow)?.text).toBe('40')
  expect(badgeOf(sampleSeen({ summary, toDecide: page }), storyNow + 11 * 60_000)?.text).toBe('38')
  const most = { ...summary, badge: 100 }
  expect(badgeOf(sampleSeen({ summary: most, toDecide: page }), storyNow)?.text).toBe('99+')
})

test('minutes are shown under ten, amber, for the session that ends first', () => {
  const seen = sampleSeen({ sessions: [sampleSession(-50, 9.9), sampleSession(-5, 55)] })
  expect(badgeOf(seen, storyNow)).toMatchObject({ text: '9m', ground: '#ffe347' })
  expect(badgeOf(seen, storyNow + 9.5 * 60_000)?.text).toBe('<1m')
})

test('nothing to decide and nothing about to end shows nothing', () => {
  expect(badgeOf(sampleSeen({ sessions: [sampleSession(-5, 10)] }), storyNow)).toBeNull()
  expect(badgeOf(sampleSeen({ sessions: [sampleSession(-60, -1)] }), storyNow)).toBeNull()
  expect(badgeOf(null, storyNow)).toBeNull()
})

test('a session that is only set up counts no minutes', () => {
  const seen = sampleSeen({ sessions: [sampleSession(0, 5, { status: 'provisioning' })] })
  expect(badgeOf(seen, storyNow)).toBeNull()
})

test('it counts in the forms that a language has', () => {
  const one = vi.spyOn(fakeBrowser.i18n, 'getMessage')
  badgeOf(sampleSeen({ toDecide: waits.slice(0, 1) }), storyNow)
  expect(one).toHaveBeenCalledWith('ui_badge_decide_one')
  one.mockRestore()
})
