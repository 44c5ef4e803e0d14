import { fakeBrowser } from '../test-browser.ts'
import { beforeEach, expect, test } from 'vitest'
import type { RequestPreview } from '../../schema/contract/before-sending.ts'
import { seenItem, tokensItem } from '../lib/storage.ts'
import { sampleRequest, sampleSeen } from '../test-samples.ts'
import { answer } from './answer.ts'
import { beforeSending } from './before.ts'

const permissionSetArn = 'arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-1234567890abcdef'
const wish = { accountId: '111122223333', permissionSetArn, durationSeconds: 3600 }
const send = {
  kind: 'send' as const,
  asked: { ...wish, justification: 'Orders DB hangs. INC-4412' },
  idempotencyKey: '12345678',
}
const page = {
  id: fakeBrowser.runtime.id,
  url: 'https://eu-west-1.console.aws.amazon.com/rds/home',
  frameId: 0,
}
const ours = { id: fakeBrowser.runtime.id, url: `chrome-extension://${fakeBrowser.runtime.id}/popup.html` }

const confirm = { type: '/problems/confirm-in-portal', title: 'Confirm it', status: 409, detail: '' }

const people: RequestPreview = {
  levels: 1,
  automatic: null,
  instead: null,
  because: [],
  asked: [
    { id: 'a', name: 'Owner A', online: true },
    { id: 'b', name: 'Owner B', online: false },
  ],
  askedCount: 4,
  onlineCount: 2,
  // oxlint-disable-next-line unicorn/no-thenable -- the contract's own name
  second: null,
  usual: { medianSeconds: 720, count: 9 },
  windowEndsAt: '2026-11-24T02:10:00.000Z',
  longest: { seconds: 3600, rule: 'Production' },
  unread: [],
}

let preview: RequestPreview | null
let sent: string[]
let opened = sampleRequest()
let bodies: unknown[]
let ruled: boolean
beforeEach(async () => {
  fakeBrowser.reset()
  sent = []
  bodies = []
  ruled = false
  preview = people
  globalThis.fetch = async (url, init) => {
    const pathname = init?.method === 'POST' ? new URL(url as string).pathname : ''
    if (pathname.endsWith('/preview'))
      return preview ? Response.json(preview) : new Response(null, { status: 503 })
    // What it looks at afterwards is another test's.
    if (pathname !== '/v1/requests') return new Response(null, { status: 503 })
    sent.push(pathname)
    bodies.push(JSON.parse(init?.body as string))
    if (ruled) return Response.json(confirm, { status: 409 })
    return Response.json(opened, { status: 201 })
  }
  await tokensItem.setValue({ access: 'a', refresh: 'r', until: Date.now() + 60_000 })
  await seenItem.setValue(sampleSeen())
})

test('who would be asked, who of them is there, and how long it usually takes', async () => {
  const before = await beforeSending(wish)
  expect(before?.asked).toBe('Owner A, Owner B and 2 more (2 online)')
  expect(before?.until).toMatch(/^At this hour usually 12 min\. Until /)
})

test('what is not known is left out', async () => {
  preview = { ...people, onlineCount: null, usual: null }
  const before = await beforeSending(wish)
  expect(before?.asked).toBe('Owner A, Owner B and 2 more')
  expect(before?.until).toMatch(/^Until /)
})

test.each([1, 0] as const)(
  'of %s decisions: what nobody has read of the set is said as the form says it',
  async (levels) => {
    preview = { ...people, levels, unread: ['/ops/BreakGlass', 'Tomorrow\u202e'] }
    expect((await beforeSending(wish))?.unread).toBe(
      'Not read: /ops/BreakGlass, Tomorrow\\u{202e}. It lives in the account, or is newer than Hallpass’s copy of AWS’s policies: what it allows is not known here.',
    )
    preview = people
    expect((await beforeSending(wish))?.unread).toBe('')
  },
)

test('D7: what a rule grants without a person is not sent from a page, it is confirmed in the portal', async () => {
  preview = { ...people, levels: 0 }
  expect(await answer(send, page)).toMatchObject({
    trouble: { title: 'Confirm it in Hallpass', opens: { what: 'portal' } },
  })
  expect(sent).not.toContain('/v1/requests')
  await answer(send, ours)
  expect(sent).toContain('/v1/requests')
})

test('D7: from a page it says that somebody has to decide, and a rule that came meanwhile leads to the portal', async () => {
  await answer(send, ours)
  ruled = true
  expect(await answer(send, page)).toEqual({
    trouble: {
      tone: 'info',
      title: 'Confirm it in Hallpass',
      detail: 'A rule grants this at once, without a person; that is confirmed outside of this page.',
      button: 'Full form',
      opens: {
        what: 'portal',
        route: `/request?account=111122223333&set=${encodeURIComponent(permissionSetArn)}`,
      },
    },
  })
  expect(bodies).toEqual([send.asked, { ...send.asked, attended: true }])
})

test('D7: while nobody can say who decides, nothing is sent from a page', async () => {
  preview = null
  expect(await answer(send, page)).toHaveProperty('trouble')
  expect(sent).not.toContain('/v1/requests')
})

test('what was foreseen goes on to be said of what was sent, in the panel and on the next page', async () => {
  const openedAt = new Date().toISOString()
  const request = sampleRequest({ openedAt, deciders: 4 })
  opened = request
  const words = '4 people were asked, 2 are online. Usually 12 min at this hour.'
  expect(await answer(send, page)).toMatchObject({ request: { says: words } })
  await seenItem.setValue(sampleSeen({ mine: [request] }))
  const here = await answer({ kind: 'here', accountId: wish.accountId })
  expect(here).toMatchObject({ underWay: { says: words } })
})

test('what people decide is sent from a page', async () => {
  expect(await answer(send, page)).toHaveProperty('request')
  expect(sent).toContain('/v1/requests')
})
