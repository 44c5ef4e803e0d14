import { fakeBrowser } from '../../test-browser.ts'
import { beforeEach, expect, test } from 'vitest'
import type { ReadDenial, Stood } from '../../lib/shown.ts'
import { pastedItem, stoodItem } from '../../lib/storage.ts'
import { account } from '../../test-samples.ts'
import { type AskForm, askForm } from './ask-form.ts'
import { pastedError } from './pasted.ts'

const denied = { action: 'kms:Decrypt', resource: 'arn:aws:kms:eu-west-1:222233334444:key/abc' }
const custom = { label: 'Only this', sessionDuration: 'PT1H', managedPolicyArns: [], inlinePolicy: '{}' }
const stood: Stood = { accountId: account.id, denied, setArn: 'arn:chosen' }
const narrowest = { arn: 'arn:narrowest', name: 'Narrowest', maxSeconds: 3600, hint: '' }
const read: ReadDenial = {
  at: 'x',
  denied,
  accountId: account.id,
  trouble: '',
  reason: '',
  suggested: { sets: [narrowest], draft: { maxSeconds: 3600, at: 1 }, says: '' },
  drafted: custom,
}

let sent: unknown[]
let form: AskForm
let answer: ReadDenial
beforeEach(() => {
  fakeBrowser.reset()
  sent = []
  answer = read
  fakeBrowser.runtime.sendMessage = (async (message: unknown) => (sent.push(message), answer)) as never
  form = askForm({ account: account.id, set: 'arn:chosen' }, null)
})

async function bring(from: Stood | null, text = 'not authorized'): Promise<ReturnType<typeof pastedError>> {
  await stoodItem.setValue(from)
  await pastedItem.setValue(text)
  const pasted = pastedError(form)
  await pasted.take()
  return pasted
}

test('what a console page stood at is carried on: its account, its set, the time that was chosen', async () => {
  form.edit({ seconds: 1800 })
  await bring(stood)
  expect(sent).toEqual([{ kind: 'read', text: 'not authorized', accountId: account.id, denied }])
  expect(form.draft.value).toMatchObject({
    accountId: account.id,
    setArn: 'arn:chosen',
    seconds: 1800,
    denied,
  })
  expect(form.draft.value.custom).toBeNull()
  expect(await stoodItem.getValue()).toBeNull()
})

test('"Only this action" is carried on as the custom set that was drafted', async () => {
  await bring({ ...stood, setArn: '' })
  expect(form.draft.value).toMatchObject({ accountId: account.id, setArn: '', madeFrom: custom })
})

test('the same denial brought again, for another set, is of that set', async () => {
  const pasted = await bring(stood)
  await stoodItem.setValue({ ...stood, setArn: 'arn:other' })
  await pastedItem.setValue('not authorized')
  await pasted.take()
  expect(form.draft.value.setArn).toBe('arn:other')
})

test('a text is read for the account that is in view, not for one that an earlier text named', async () => {
  answer = { ...read, accountId: '222233334444' }
  const pasted = await bring(null)
  pasted.edit('another text')
  await pasted.look()
  expect(sent).toEqual([
    { kind: 'read', text: 'not authorized', accountId: account.id },
    { kind: 'read', text: 'another text' },
  ])
})
