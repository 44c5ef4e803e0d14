import { fakeBrowser } from '../test-browser.ts'
import { beforeEach, expect, test, vi } from 'vitest'
import { pastedItem, tokensItem } from '../lib/storage.ts'
import { sampleKnown } from '../test-samples.ts'
import { onMenu } from './menu.ts'
import { readDenial } from './read-denial.ts'

const seen = sampleKnown()
const who = 'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_ReadOnly_1a2b3c4d5e6f7a8b/viewer'
const denied = `An error occurred (AccessDenied): User: ${who} is not authorized to perform: rds:RebootDBInstance on resource: arn:aws:rds:us-east-1:111122223333:db:orders`

beforeEach(() => fakeBrowser.reset())

test('a pasted error names the account, the action and the resource', async () => {
  const read = await readDenial(
    `${denied} because no identity-based policy allows the rds:RebootDBInstance action`,
    seen,
  )
  expect(read).toMatchObject({
    accountId: '111122223333',
    at: 'rds:RebootDBInstance on db:orders',
    reason: '',
    trouble: '',
  })
  expect(read?.denied).toEqual({
    action: 'rds:RebootDBInstance',
    resource: 'arn:aws:rds:us-east-1:111122223333:db:orders',
    reason: 'implicit_identity_policy',
  })
})

test('a deny from above is said, and nothing is asked for', async () => {
  await tokensItem.setValue({ access: 'a', refresh: 'r', until: Date.now() + 60_000 })
  globalThis.fetch = () => Promise.reject(new Error('The API was asked.'))
  const called = vi.spyOn(globalThis, 'fetch')
  const policy = 'arn:aws:organizations::101010101010:policy/o-example/service_control_policy/p-example1'
  const read = await readDenial(
    `${denied} with an explicit deny in a service control policy: ${policy}`,
    seen,
  )
  expect(read?.reason).toBe(
    `A service control policy denies rds:RebootDBInstance for everyone here: ${policy}.`,
  )
  expect(called).not.toHaveBeenCalled()
})

test('another account is named, and not chosen; what is no denial is none', async () => {
  const read = await readDenial(denied.replaceAll('111122223333', '999988887777'), seen)
  expect([read?.accountId, read?.trouble]).toEqual([
    null,
    'It names account 999988887777, which is not open to you.',
  ])
  expect(await readDenial('Rate exceeded', seen)).toBeNull()
})

test('selected text goes to the form by way of the session, never by an address', async () => {
  const opened: string[] = []
  fakeBrowser.tabs.create = (async ({ url }: { url: string }) => void opened.push(url)) as never
  await onMenu({ menuItemId: 'request-this', selectionText: denied })
  expect(await pastedItem.getValue()).toBe(denied)
  expect(opened).toEqual([expect.stringMatching(/options\.html#\/request$/)])
  await pastedItem.removeValue()
  await onMenu({ menuItemId: 'of another extension', selectionText: denied })
  expect(await pastedItem.getValue()).toBe('')
})
