import { fakeBrowser } from '../test-browser.ts'
import { beforeEach, expect, test } from 'vitest'
import type { Suggestions } from '../../schema/contract/suggest.ts'
import { draftedItem, seenItem, tokensItem } from '../lib/storage.ts'
import { account, sampleSeen } from '../test-samples.ts'
import { draftedFor, narrowestKnown, suggestFor } from './suggest.ts'

const none = { list: 0, read: 0, write: 0, permissionsManagement: 0, tagging: 0 }
const arn = (n: number) => `arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-000000000000000${n}`
const set = (n: number, name: string, also = none) => ({
  arn: arn(n),
  name,
  maxSeconds: 3600,
  sealed: false,
  isCertain: true,
  also,
  risks: [],
  unread: [],
})
const custom = { label: 'Reboot', sessionDuration: 'PT1H', managedPolicyArns: [], inlinePolicy: '{}' }
const denied = { action: 'rds:RebootDBInstance', resource: 'arn:aws:rds:us-east-1:111122223333:db:orders' }
const seen = sampleSeen({
  catalog: [
    {
      ...account,
      permissionSets: [{ arn: arn(1), name: 'DatabaseOperator', maxSeconds: 3600, sealed: false }],
    },
  ],
})

let answer: Suggestions
let asked: unknown[]
beforeEach(async () => {
  fakeBrowser.reset()
  asked = []
  answer = {
    action: denied.action,
    resources: [denied.resource],
    sets: [
      set(1, 'DatabaseOperator'),
      set(2, 'PowerUser', { ...none, write: 12_212 }),
      set(3, 'ViewAll', { ...none, read: 9 }),
      set(4, 'Admin'),
    ],
    draft: { custom, maxSeconds: 7200, companions: [], resourceIsNamed: true, risks: [] },
    noHelp: null,
  }
  globalThis.fetch = async (_, init) => {
    asked.push(JSON.parse(init?.body as string))
    return Response.json(answer)
  }
  await tokensItem.setValue({ access: 'a', refresh: 'r', until: Date.now() + 60_000 })
  await seenItem.setValue(seen)
})

test('what helps, the narrowest first, with the one thing to know about each; the document stays here', async () => {
  const suggested = await suggestFor('111122223333', denied)
  expect(suggested?.sets.map(({ name, hint }) => `${name}: ${hint}`)).toEqual([
    'DatabaseOperator: narrowest that helps',
    'PowerUser: also gives 12,212 writes',
    'ViewAll: also gives 9 reads',
  ])
  expect(suggested?.draft).toEqual({ maxSeconds: 7200 })
  expect(JSON.stringify(suggested)).not.toContain('inlinePolicy')
  expect(asked).toEqual([{ accountId: '111122223333', ...denied }])
})

test('the narrowest is remembered for the next message, while it is still open to the person', async () => {
  await suggestFor('111122223333', denied)
  asked = []
  expect(await narrowestKnown('111122223333', denied.action, seen)).toBe('DatabaseOperator')
  expect(await narrowestKnown('111122223333', denied.action, sampleSeen())).toBeNull()
  expect(await narrowestKnown('222233334444', denied.action, seen)).toBeNull()
  expect(asked).toEqual([])
})

test('a set that may not help is not promised', async () => {
  answer = { ...answer, sets: [{ ...set(1, 'DatabaseOperator'), isCertain: false }] }
  expect((await suggestFor('111122223333', denied))?.sets[0]?.hint).toBe('may help')
  expect(await narrowestKnown('111122223333', denied.action, seen)).toBeNull()
})

test('a draft is sent for the denial it was made for, and for no other', async () => {
  await suggestFor('111122223333', denied)
  const wish = { accountId: '111122223333', durationSeconds: 3600, justification: 'Orders DB hangs.', denied }
  expect(await draftedFor(wish)).toEqual(custom)
  answer = { ...answer, draft: null }
  expect(await draftedFor({ ...wish, denied: { action: 'iam:CreateUser' } })).toBeNull()
  expect(await draftedItem.getValue()).toBeNull()
})
