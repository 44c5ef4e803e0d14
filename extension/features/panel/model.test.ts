// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from 'vitest'
import { background } from '../../lib/console-fixtures/browser.ts'
import { account, here, pending, running } from '../../lib/console-fixtures/requests.ts'
import { openDesk } from '../../lib/desk.ts'
import type { ShownTrouble } from '../../lib/shown.ts'
import { panelModel } from './model.ts'

const refused: ShownTrouble = { tone: 'info', title: 'No', detail: 'It is not so.' }

const sends = () => background.sent.filter((message) => message.kind === 'send')

let end = new AbortController()
beforeEach(() => {
  end.abort()
  end = new AbortController()
  background.sent.length = 0
  for (const kind of ['here', 'send', 'follow', 'suggest'] as const) delete background.answers[kind]
  background.answers.here = here
})

test('a reason that is too short is said, sends nothing and keeps what was typed', async () => {
  const model = await opened()
  model.edit({ why: 'too short' })
  await model.send()
  expect(model.state.get()).toMatchObject({
    trouble: {
      row: 'why',
      detail: 'At least 10 characters: what you will do, and the ticket if there is one.',
    },
    draft: { why: 'too short' },
  })
  expect(sends()).toEqual([])
})

test('what is sent is what is shown: the first set, its usual hour, the words without the spaces around', async () => {
  const model = await opened()
  background.answers.send = { request: pending() }
  model.edit({ why: '  Orders DB hangs  ' })
  await model.send()
  expect(sends()[0]).toMatchObject({
    asked: {
      accountId: account.id,
      permissionSetArn: account.permissionSets[0]?.arn,
      durationSeconds: 3600,
      justification: 'Orders DB hangs',
    },
  })
  expect(model.state.get()).toMatchObject({ followed: pending(), draft: { why: '' } })
})

test('the set that is usual here stands chosen, until another one is', async () => {
  const [first, other] = account.permissionSets.map(({ arn }) => arn)
  background.answers.here = { ...here, usualSet: other }
  const model = await opened()
  background.answers.send = { trouble: refused }
  model.edit({ why: 'Orders DB hangs' })
  await model.send()
  model.edit({ setArn: first! })
  await model.send()
  expect(sends().map(({ asked }) => asked.permissionSetArn)).toEqual([other, first])
})

const [first, second] = account.permissionSets
const there = { action: 'rds:RebootDBInstance', at: 'rds:RebootDBInstance' }
const offer = { kind: 'grant', key: 'k', words: 'Request PowerUser', denied: there } as const
const asks = async (model: Awaited<ReturnType<typeof opened>>) => {
  background.answers.send = { trouble: refused }
  model.edit({ why: 'Orders DB hangs' })
  await model.send()
  return sends().map(({ asked }) => asked.permissionSetArn)
}

test('opened from an offer that names a set, that set stands chosen, whatever is usual and however long the rest takes', async () => {
  const model = await opened()
  delete background.answers.suggest
  void model.openFor({ ...offer, suggested: { sets: [{ ...second!, hint: '' }], draft: null, says: '' } })
  expect(await asks(model)).toEqual([second!.arn])
})

test('what the API says now comes before what was remembered', async () => {
  const model = await opened()
  background.answers.suggest = { sets: [{ ...first!, hint: '' }], draft: null, says: '' }
  await model.openFor({ ...offer, suggested: { sets: [{ ...second!, hint: '' }], draft: null, says: '' } })
  expect(await asks(model)).toEqual([first!.arn])
})

test('the set that stands chosen while the API is asked is told, so that it may stay', async () => {
  const model = await opened()
  background.answers.suggest = { sets: [{ ...second!, hint: '' }], draft: null, says: '' }
  await model.openFor({ ...offer, suggested: { sets: [{ ...second!, hint: '' }], draft: null, says: '' } })
  expect(background.sent.filter(({ kind }) => kind === 'suggest')).toMatchObject([{ shown: second!.arn }])
})

test('where no set is sure to help, a custom one of only this action stands chosen before those that may', async () => {
  const model = await opened()
  background.answers.suggest = {
    sets: [{ ...first!, hint: 'may help' }],
    draft: { maxSeconds: 3600, at: 0 },
    says: '',
  }
  await model.openFor({ ...offer, suggested: null })
  expect(await asks(model)).toEqual([undefined])
  expect(sends()[0]).toMatchObject({ drafted: true })
})

test('a duration the chosen set does not allow falls back to one that it does', async () => {
  const model = await opened()
  background.answers.send = { request: pending() }
  model.edit({ seconds: 4 * 3600, setArn: account.permissionSets[1]?.arn ?? '', why: 'Orders DB hangs' })
  await model.send()
  expect(sends()[0]).toMatchObject({ asked: { durationSeconds: 3600 } })
})

test('sent again unchanged it is the same request; changed it is another', async () => {
  const model = await opened()
  background.answers.send = { trouble: refused }
  for (const why of ['Orders DB hangs', 'Orders DB hangs', 'Orders DB hangs still']) {
    model.edit({ why })
    await model.send()
  }
  const [first, again, other] = sends().map((message) => message.idempotencyKey)
  expect(again).toBe(first)
  expect(other).not.toBe(first)
})

test('a refusal stands where it was sent from, and what was typed stays', async () => {
  const model = await opened()
  background.answers.send = { trouble: { ...refused, requestId: 'other' } }
  model.edit({ why: 'Orders DB hangs' })
  await model.send()
  expect(model.state.get()).toMatchObject({
    trouble: { requestId: 'other' },
    draft: { why: 'Orders DB hangs' },
    sending: false,
  })
})

test('while an answer is out nothing is sent twice', async () => {
  const model = await opened()
  model.edit({ why: 'Orders DB hangs' })
  void model.send()
  void model.send()
  expect(sends()).toHaveLength(1)
})

test('what was sent is followed: each change is looked up and shown', async () => {
  const model = await opened()
  background.answers.send = { request: pending() }
  model.edit({ why: 'Orders DB hangs' })
  await model.send()
  background.answers.follow = running(Date.now() + 3_600_000)
  background.changed()
  await vi.waitFor(() => expect(model.state.get().followed?.status).toBe('active'))
})

test('whoever signs in after somebody else is not told of their request; what was typed stays', async () => {
  const model = await opened()
  background.answers.send = { request: pending() }
  background.answers.follow = null
  model.edit({ why: 'Orders DB hangs' })
  await model.send()
  model.edit({ why: 'The next one' })
  background.answers.here = { ...here, signedIn: false }
  background.changed()
  await vi.waitFor(() => expect(model.state.get().followed).toBeNull())
  expect(model.state.get().draft.why).toBe('The next one')
})

const known = { sets: [{ ...second!, hint: '' }], draft: null, says: '' }

test('after a sign-out nothing is left of what helped the one who signed out', async () => {
  const model = await opened()
  background.answers.suggest = known
  await model.openFor({ ...offer, suggested: known })
  background.answers.here = { ...here, signedIn: false }
  background.changed()
  await vi.waitFor(() =>
    expect(model.state.get()).toMatchObject({ denied: null, suggested: null, before: null }),
  )
  await model.openFor({ ...offer, suggested: null })
  background.answers.here = here
  background.changed()
  await vi.waitFor(() => expect(model.state.get().suggested).toEqual(known))
  expect(background.sent.filter(({ kind }) => kind === 'suggest').length).toBeGreaterThan(1)
})

test('somebody else who comes without a sign-out between finds neither sets nor words of the one before', async () => {
  background.answers.here = { ...here, who: 'first' }
  const model = await opened()
  background.answers.suggest = known
  await model.openFor({ ...offer, suggested: known })
  model.edit({ why: 'Only mine to say' })
  background.answers.here = { ...here, who: 'second' }
  background.changed()
  await vi.waitFor(() =>
    expect(model.state.get()).toMatchObject({
      open: false,
      denied: null,
      suggested: null,
      draft: { why: '' },
    }),
  )
})

test('opened while a request of this account waits, it tells of that one; the form is a choice', async () => {
  background.answers.here = { ...here, underWay: pending() }
  const model = await opened()
  expect(model.state.get().followed).toEqual(pending())
  model.openForm()
  expect(model.state.get().followed).toBeNull()
})

test('closing keeps what was typed', async () => {
  const model = await opened()
  model.edit({ why: 'Orders DB' })
  model.close()
  model.open()
  expect(model.state.get()).toMatchObject({ open: true, draft: { why: 'Orders DB' } })
})

async function opened() {
  const page = {
    accountId: account.id,
    region: null,
    roleName: null,
    permissionSet: null,
    multiSession: false,
    signal: end.signal,
  }
  const desk = openDesk(page, () => undefined)
  const model = panelModel(account.id, desk, end.signal)
  await vi.waitFor(() => expect(desk.here.get()).not.toBeNull())
  model.open()
  return model
}

test('urgent is sent as urgent, and only while the box is ticked', async () => {
  const model = await opened()
  background.answers.send = { trouble: refused }
  model.edit({ why: 'Orders DB hangs. INC-4412', urgent: true })
  await model.send()
  model.edit({ urgent: false })
  await model.send()
  const urgent = sends().map((message) => 'asked' in message && message.asked.urgent)
  expect(urgent).toEqual([true, undefined])
})
