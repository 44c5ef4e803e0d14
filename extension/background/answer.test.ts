import { badge, fakeBrowser } from '../test-browser.ts'
import { beforeEach, expect, test, vi } from 'vitest'
import { draftedItem, pastedItem, seenItem, tokensItem } from '../lib/storage.ts'
import { owner as me, sampleRequest, sampleSeen } from '../test-samples.ts'
import { answer } from './answer.ts'

const calls: string[] = []
beforeEach(async () => {
  fakeBrowser.reset()
  calls.length = 0
  badge.text = ''
  globalThis.fetch = async (url) => {
    const { pathname } = new URL(url as string)
    calls.push(pathname)
    if (pathname === '/v1/me') return Response.json(me)
    if (pathname === '/v1/summary') return Response.json(sampleSeen().summary)
    if (pathname === '/v1/catalog')
      return Response.json({ accounts: [], next: null, minSeconds: 900, windowSeconds: 86_400 })
    if (pathname.endsWith('/remind')) return Response.json(sampleRequest())
    if (pathname === '/v1/away') return Response.json({ until: null, standIn: null })
    return Response.json({ items: [], next: null, part: null })
  }
  await tokensItem.setValue({ access: 'a', refresh: 'r', until: Date.now() + 60_000 })
})

test('whatever breaks, whoever asked hears that it did', async () => {
  const said = vi.spyOn(console, 'error').mockReturnValue()
  const full = vi.spyOn(fakeBrowser.storage.local, 'get').mockRejectedValue(new Error('quota'))
  const [called, asked] = [answer({ kind: 'refresh' }), answer({ kind: 'here', accountId: '111122223333' })]
  expect(await called).toMatchObject({ ok: false, problem: { type: '/problems/broken' } })
  expect(await asked).toBeNull()
  full.mockRestore()
  said.mockRestore()
})

test('a reminder is seen at once where it was sent from', async () => {
  await seenItem.setValue(sampleSeen({ me }))
  await answer({ kind: 'call', endpoint: 'remind', input: { id: 'r1' } })
  await vi.waitFor(() => expect(calls).toContain('/v1/summary'))
})

test('what one person drafted and pasted is not there for the next', async () => {
  await seenItem.setValue(sampleSeen({ me: { ...me, id: 'before' }, wholeAt: 0 }))
  await pastedItem.setValue('An error of somebody else')
  await draftedItem.setValue({ for: 'x', custom: { label: 'X', sessionDuration: 'PT1H' } as never })
  await answer({ kind: 'refresh' })
  expect([await pastedItem.getValue(), await draftedItem.getValue()]).toEqual(['', null])
})
