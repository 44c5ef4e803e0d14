import { expect, test } from 'vitest'
import { account, storyNow, sampleRequest, sampleSeen, sampleSession } from '../test-samples.ts'
import { hereOf } from './here.ts'

const here = (part: Parameters<typeof sampleSeen>[0]) => hereOf(account.id, sampleSeen(part), 'online')

test("a page learns the person's own sessions and open requests of its account", () => {
  const session = sampleSession(-5, 55)
  const open = sampleRequest()
  expect(here({ sessions: [session], mine: [open] })).toMatchObject({
    signedIn: true,
    account,
    sessions: [session],
    open: [open],
    seenAt: storyNow,
  })
})

test('nothing of another account, of another person or of the queue reaches a page', () => {
  const elsewhere = sampleRequest({ id: 'r2', accountId: '999988887777' })
  const somebodys = sampleRequest({ id: 'r3', requester: { id: 'viewer', name: 'Viewer One' } })
  const known = here({ mine: [elsewhere, somebodys], sessions: [somebodys], toDecide: [somebodys] })
  expect(JSON.stringify(known)).not.toMatch(/999988887777|Viewer One|r2|r3/)
})

test('a page learns no more of the person than who it is', () => {
  expect(here({}).me).toEqual({ id: 'owner', name: 'Owner One', email: 'owner@example.com' })
})

test('what is decided is not open', () => {
  expect(here({ mine: [sampleRequest({ status: 'rejected' })] }).open).toEqual([])
})

test('after signing out a page learns nothing', () => {
  expect(hereOf(account.id, null, 'signed-out')).toMatchObject({ signedIn: false, me: null, account: null })
})
