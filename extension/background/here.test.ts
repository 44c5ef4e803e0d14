import '../test-browser.ts'
import { expect, test } from 'vitest'
import { account, iso, sampleRequest, sampleKnown, sampleSession, storyNow } from '../test-samples.ts'
import { dayTime } from '../lib/time.ts'
import { hereOf } from './here.ts'

const here = (part: Parameters<typeof sampleKnown>[0]) =>
  hereOf(account.id, sampleKnown(part), 'online', storyNow)

test("a page learns the person's own sessions and what is under way in its account", () => {
  const { id, sensitive, name, permissionSets } = account
  const known = here({ sessions: [sampleSession(-5, 55)], mine: [sampleRequest()] })
  expect(known).toMatchObject({
    signedIn: true,
    account: { name, sensitive, permissionSets },
    sessions: [{ id: 's1', accountId: id, stage: 'active' }],
    underWay: { id: 'r1', stage: 'waiting' },
    none: { title: 'Nothing to request' },
  })
})

test('nothing of another account, of another person or of the queue reaches a page', () => {
  const elsewhere = sampleRequest({ id: 'r2', accountId: '999988887777' })
  const somebodys = sampleRequest({ id: 'r3', requester: { id: 'viewer', name: 'Viewer One' } })
  const known = here({ mine: [elsewhere, somebodys], sessions: [somebodys], toDecide: [somebodys] })
  expect(JSON.stringify(known)).not.toMatch(/999988887777|Viewer One|r2|r3/)
})

test('a page learns nothing of the person, and of those who decide no more than is shown', () => {
  const deciders = ['One', 'Two', 'Three'].map((name) => ({ id: `id-${name}`, name }))
  const known = here({ catalog: [{ ...account, deciders, decidersCount: 3 }], mine: [sampleRequest()] })
  expect(known.asked).toBe('One, Two and 1 more')
  expect(JSON.stringify(known)).not.toMatch(/owner@example|Owner One|id-|Three/)
})

test('the form says until when a request sent now would wait', () => {
  const asked = { ...account, deciders: [{ id: 'a', name: 'Owner A' }], decidersCount: 1 }
  expect(here({ catalog: [asked] }).until).toBe(`Until ${dayTime(iso(24 * 60), storyNow)}.`)
  expect(here({})).toMatchObject({
    asked: 'Nobody could decide here; the full form says whom to ask.',
    until: '',
  })
})

test('what is being set up is under way; what is decided, active or ending is not', () => {
  expect(here({ sessions: [sampleSession(0, 60, { status: 'provisioning' })] }).underWay?.id).toBe('s1')
  expect(here({ mine: [sampleRequest({ status: 'rejected' })] }).underWay).toBeNull()
  expect(
    here({ sessions: [sampleSession(0, 60), sampleSession(0, 60, { status: 'ending' })] }).underWay,
  ).toBeNull()
})

test('after signing out a page learns nothing', () => {
  expect(hereOf(account.id, null, 'signed-out')).toMatchObject({
    signedIn: false,
    account: null,
    sessions: [],
    underWay: null,
  })
})
