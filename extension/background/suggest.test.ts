import { fakeBrowser } from '../test-browser.ts'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Suggestions } from '../../schema/contract/suggest.ts'
import { catalogItem, draftedItem, pastedItem, seenItem, stoodItem, tokensItem } from '../lib/storage.ts'
import { account, sampleKnown } from '../test-samples.ts'
import { answer as ask } from './answer.ts'
import { heard } from './heard.ts'
import { readDenial } from './read-denial.ts'
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
const seen = sampleKnown({
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
  await catalogItem.setValue(seen.catalog)
})

test('what helps, the narrowest first, with the one thing to know about each; the document stays here', async () => {
  const suggested = await suggestFor('111122223333', denied)
  expect(suggested?.sets.map(({ name, hint }) => `${name}: ${hint}`)).toEqual([
    'DatabaseOperator: narrowest that helps',
    'PowerUser: also gives 12,212 writes',
    'ViewAll: also gives 9 reads',
  ])
  expect(suggested?.draft).toEqual({ maxSeconds: 7200, at: 3 })
  expect(JSON.stringify(suggested)).not.toContain('inlinePolicy')
  expect(asked).toEqual([{ accountId: '111122223333', ...denied }])
})

test('a set that stands chosen stays first where it is sure to help; where not, that another one does is said', async () => {
  const names = (told: typeof first) => told?.sets.map(({ name, hint }) => `${name}: ${hint}`).slice(0, 2)
  const first = await suggestFor('111122223333', denied, arn(2))
  expect([names(first), first?.note]).toEqual([
    ['PowerUser: also gives 12,212 writes', 'DatabaseOperator: narrowest that helps'],
    undefined,
  ])
  answer = { ...answer, sets: [{ ...set(1, 'DatabaseOperator'), isCertain: false }] }
  expect((await suggestFor('111122223333', denied, arn(1)))?.note).toBe(
    'Another set is chosen: Only this action. DatabaseOperator is not sure to help.',
  )
  expect((await suggestFor('111122223333', denied))?.note).toBeUndefined()
})

test('a pasted text brings the draft for it along: it is read by pages of ours alone', async () => {
  const text = `User: someone is not authorized to perform: ${denied.action} on resource: ${denied.resource}`
  expect((await readDenial(text, seen))?.drafted).toEqual(custom)
  answer = { ...answer, draft: null }
  expect((await readDenial(text.replace('Reboot', 'Stop'), seen))?.drafted).toBeNull()
})

test('the full form is opened for what was denied, and takes the narrowest set as for a pasted error', async () => {
  const page = {
    id: fakeBrowser.runtime.id,
    url: 'https://eu-west-1.console.aws.amazon.com/rds/home',
    frameId: 0,
  }
  const message = { kind: 'open', what: 'portal', route: '/request', denied: { ...denied, at: 'x' } }
  fakeBrowser.tabs.create = async () => ({}) as never
  await ask(heard(message, page)!, page)
  const told = await readDenial(await pastedItem.getValue(), seen)
  expect(told).toMatchObject({
    accountId: '111122223333',
    denied,
    suggested: { sets: [{ arn: arn(1) }, {}, {}] },
  })
})

describe('the full form of a console page', () => {
  const page = {
    id: fakeBrowser.runtime.id,
    url: 'https://eu-west-1.console.aws.amazon.com/rds/home',
    frameId: 0,
  }
  const other = { ...account, id: '222233334444', permissionSets: seen.catalog[0]!.permissionSets }
  const key = {
    action: 'kms:GenerateDataKey',
    missingAction: 'kms:Decrypt',
    resource: `arn:aws:kms:eu-west-1:${other.id}:key/abc`,
    reason: 'implicit_identity_policy' as const,
  }

  test('is of the account that was in view, whoever owns what was denied, and knows all that was known', async () => {
    await catalogItem.setValue([...seen.catalog, other])
    const route = `/request?account=111122223333&set=${encodeURIComponent(arn(2))}`
    const open = { kind: 'open', what: 'portal', route }
    fakeBrowser.tabs.create = async () => ({}) as never
    await ask(heard({ ...open, denied: { ...key, at: 'x' } }, page)!, page)
    expect(await stoodItem.getValue()).toEqual({ accountId: '111122223333', denied: key, setArn: arn(2) })
    const { accountId, denied: there } = (await stoodItem.getValue())!
    const read = { kind: 'read', text: await pastedItem.getValue(), accountId, denied: there }
    const ours = { id: page.id, url: fakeBrowser.runtime.getURL('/options.html' as never) }
    expect(await ask(heard(read, ours)!, ours)).toMatchObject({ accountId: '111122223333', denied: key })
    expect(asked).toEqual([{ accountId: '111122223333', ...key }])
  })

  test('an account in view stands before that of a resource; one that the text names before both', async () => {
    const both = sampleKnown({ catalog: [...seen.catalog, other] })
    const text = `User: someone is not authorized to perform: kms:Decrypt on resource: ${key.resource}`
    const named = text.replace('someone', `arn:aws:iam::${other.id}:user/mary`)
    const inView = { accountId: '111122223333' }
    expect((await readDenial(text, both, inView))?.accountId).toBe('111122223333')
    expect((await readDenial(named, both, inView))?.accountId).toBe(other.id)
    expect((await readDenial(text, both))?.accountId).toBe(other.id)
  })
})

const knownFor = async (account: string, there = denied, known = seen) =>
  (await narrowestKnown(account, there, known))?.name ?? null

test('the narrowest is remembered for the next message of the same denial, while it is still open to the person', async () => {
  await suggestFor('111122223333', denied)
  asked = []
  expect(await knownFor('111122223333')).toBe('DatabaseOperator')
  expect(await knownFor('111122223333', denied, sampleKnown())).toBeNull()
  expect(await knownFor('222233334444')).toBeNull()
  expect(asked).toEqual([])
})

test('what is narrowest for one resource is promised for no other, nor where more is missing', async () => {
  await suggestFor('111122223333', denied)
  expect(await knownFor('111122223333', { ...denied, resource: `${denied.resource}-replica` })).toBeNull()
  const more = { ...denied, missingAction: 'kms:Decrypt' }
  expect(await knownFor('111122223333', more)).toBeNull()
  const { resource: _, ...anywhere } = denied
  expect(await knownFor('111122223333', { ...anywhere, resource: '' })).toBeNull()
})

test('the offer that names a set opens the form with it chosen, before anything else is known', async () => {
  const text = `User: arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_ReadOnly_0123456789abcdef/me is not authorized to perform: ${denied.action} on resource: ${denied.resource} because no identity-based policy allows the ${denied.action} action`
  const said = { kind: 'offer', accountId: '111122223333', roleName: null, text } as const
  expect(await ask(said)).toMatchObject({ words: 'Request this action', suggested: null })
  await suggestFor('111122223333', denied)
  expect(await ask(said)).toMatchObject({
    words: 'Request DatabaseOperator',
    suggested: { sets: [{ arn: arn(1), hint: 'narrowest that helps' }], draft: null, says: '' },
  })
})

test('a set that may not help is not promised, and stands behind a draft that does', async () => {
  const [operator, power] = answer.sets
  answer = { ...answer, sets: [{ ...operator!, isCertain: false }] }
  const suggested = await suggestFor('111122223333', denied)
  expect(suggested?.sets[0]?.hint).toBe('may help')
  expect(suggested?.draft?.at).toBe(0)
  expect(await knownFor('111122223333')).toBeNull()
  answer = { ...answer, sets: [power!, { ...operator!, isCertain: false }] }
  expect((await suggestFor('111122223333', denied))?.draft?.at).toBe(1)
})

test('a draft is sent for the denial it was made for, and for no other', async () => {
  await suggestFor('111122223333', denied)
  const wish = { accountId: '111122223333', durationSeconds: 3600, justification: 'Orders DB hangs.', denied }
  expect(await draftedFor(wish)).toEqual(custom)
  answer = { ...answer, draft: null }
  expect(await draftedFor({ ...wish, denied: { action: 'iam:CreateUser' } })).toBeNull()
  expect(await draftedItem.getValue()).toBeNull()
})
