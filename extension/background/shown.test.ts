import '../test-browser.ts'
import { expect, test } from 'vitest'
import { type Status, statuses } from '../../schema/contract/lifecycle.ts'
import { clockTime } from '../lib/time.ts'
import { says } from '../lib/words.ts'
import { account, iso, owner, sampleRequest, sampleKnown, sampleSession, storyNow } from '../test-samples.ts'
import { shownRequest, shownTrouble } from './shown.ts'

const deciders = [{ id: 'a', name: 'Owner A' }]
const seen = sampleKnown({ catalog: [{ ...account, deciders, decidersCount: 3 }] })
const shown = (request: Parameters<typeof shownRequest>[0]) => shownRequest(request, seen, storyNow)
const approved = { by: deciders[0]!, decision: 'approve', comment: null, at: iso(-1) } as const

test.each([
  [1, 'Owner A was asked.'],
  [2, 'Owner A and 1 other were asked.'],
  [3, 'Owner A and 2 others were asked.'],
])('waiting for one of %i: who was asked, and until when', (count, words) => {
  const request = sampleRequest({ deciders: count })
  expect(shown(request)).toMatchObject({
    stage: 'waiting',
    answer: 'Pending.',
    says: words,
    help: says(request, storyNow),
  })
})

test.each([
  ['at once', 0, 'Owner A and 3 others were asked, 2 are online. Usually 12 min at this hour.'],
  ['minutes later', 6, 'Owner A and 3 others were asked. Usually 12 min at this hour.'],
  ['an hour later', 61, 'Owner A and 3 others were asked.'],
])('%s: what was foreseen when it was sent is said while it holds', (_when, minutes, words) => {
  const foreseen = { r1: { onlineCount: 2, usualSeconds: 720 }, other: { onlineCount: 4, usualSeconds: 60 } }
  const request = sampleRequest({ deciders: 4, openedAt: iso(-minutes) })
  expect(shownRequest(request, { ...seen, foreseen }, storyNow).says).toBe(words)
})

test.each([
  [1, null, 'Owner A and 1 other were asked, 1 is online.'],
  [0, 90, 'Owner A and 1 other were asked. Usually 1 min at this hour.'],
  [null, null, 'Owner A and 1 other were asked.'],
])('%s online, usually %s s: what nobody knows is left out', (onlineCount, usualSeconds, words) => {
  const foreseen = { r1: { onlineCount, usualSeconds } }
  const request = sampleRequest({ openedAt: iso(0) })
  expect(shownRequest(request, { ...seen, foreseen }, storyNow).says).toBe(words)
})

test('nobody known by name was asked: by number', () => {
  expect(shownRequest(sampleRequest(), null, storyNow).says).toBe('2 people were asked.')
})

test('decided: who approved, and that it is being set up', () => {
  expect(shown(sampleRequest({ status: 'provisioning', decision: approved }))).toMatchObject({
    stage: 'setting-up',
    label: 'Setting up',
    answer: 'Approved by Owner A.',
    says: 'Setting up, usually 20 s.',
  })
})

test('active: when it ends, what the page ticks by, and the role in the console', () => {
  const session = sampleSession(-5, 55, { decision: approved })
  expect(shown(session)).toMatchObject({
    stage: 'active',
    tone: 'success',
    ends: `ends ${clockTime(iso(55))}`,
    startMs: storyNow - 5 * 60_000,
    endMs: storyNow + 55 * 60_000,
    link: `${owner.accessPortal}/#/console?account_id=111122223333&role_name=DatabaseOperator`,
  })
})

test('every other status says its sentence, and is no session to the page', () => {
  const others = statuses.filter((status) => shown(sampleRequest({ status })).stage === 'other')
  expect(others).toContain<Status>('scheduled')
  for (const status of others) {
    const request = sampleRequest({ status })
    expect(shown(request)).toMatchObject({ says: says(request, storyNow), help: '', endMs: 0, ends: '' })
  }
})

const narrower = {
  permissionSetName: 'ReadOnly',
  asked: { accountId: account.id, durationSeconds: 900, justification: 'x' },
}
test.each<[Parameters<typeof sampleRequest>[0], readonly (readonly [string, string])[]]>([
  [{ remindFrom: iso(5) }, [['Withdraw', '/requests/r1']]],
  [
    { remindFrom: iso(-1) },
    [
      ['Remind', '/requests/r1'],
      ['Withdraw', '/requests/r1'],
    ],
  ],
  [{ status: 'failed', retryUntil: iso(5) }, [['Try again', '/requests/r1']]],
  [{ status: 'failed' }, [['Send again', '/request?again=r1']]],
  [{ status: 'rejected' }, [['Send again', '/request?again=r1']]],
  [{ status: 'rejected', narrower }, [['Request ReadOnly instead', '/request?instead=r1']]],
  [{ status: 'scheduled' }, []],
])('%j: what its sentence offers has a button, and no other', (part, ways) => {
  expect(shown(sampleRequest(part)).ways.map(({ words, route }) => [words, route])).toEqual(ways)
})

test('what people typed is text with nothing unseen in it; a set they made is quoted', () => {
  const typed = { justification: 'a\u202Eb', kind: 'custom', permissionSetName: 'c\u202Ed' } as const
  expect(shown(sampleRequest(typed))).toMatchObject({
    why: String.raw`a\u{202e}b`,
    set: String.raw`“c\u{202e}d”`,
  })
})

test('nothing of a request reaches a page that it does not show', () => {
  const denied = { action: 'rds:Reboot', resource: 'arn:orders' }
  const request = { ...sampleRequest({ denied, ticket: 'INC-1' }), timeline: [{ actor: 'Owner Z' }] }
  expect(JSON.stringify(shown(request))).not.toMatch(/rds:|arn:|INC-1|Owner Z|Owner One|sha-256/)
})

test.each([
  ['too-long', { maxSeconds: 3600 }, { row: 'for', maxSeconds: 3600 }],
  ['reason-short', {}, { row: 'why' }],
  ['already-asked', { requestId: 'r9' }, { tone: 'info', requestId: 'r9' }],
  ['signed-out', {}, { tone: 'info', opens: { what: 'sign-in' } }],
  ['too-many-open', {}, { tone: 'warning', opens: { what: 'portal', route: '/requests?filter=open' } }],
])('%s is said where it belongs, with what mends it', (key, more, expected) => {
  const trouble = shownTrouble({ type: `/problems/${key}`, params: { n: '5' }, ...more })
  expect(trouble).toMatchObject(expected)
  expect(trouble.detail).not.toBe('')
})
