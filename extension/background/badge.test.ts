import '../test-browser.ts'
import { expect, test } from 'vitest'
import { storyNow, sampleSeen, sampleSession } from '../test-samples.ts'
import { badgeOf } from './badge.ts'

const summary = { activeSessions: 1, pendingRequests: 0, pendingApprovals: 2, totalRequests: 9, badge: 2 }

test('what there is to decide comes before minutes left, and is red', () => {
  const seen = sampleSeen({ summary, sessions: [sampleSession(-50, 3)] })
  expect(badgeOf(seen, storyNow)).toMatchObject({
    text: '2',
    ground: '#db0000',
    title: 'Hallpass: 2 to decide',
  })
})

test('more than 99 are not counted', () => {
  expect(badgeOf(sampleSeen({ summary: { ...summary, badge: 100 } }), storyNow)?.text).toBe('99+')
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
