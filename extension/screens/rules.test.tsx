// @vitest-environment happy-dom
import { answers, asked, know, link, Refuse, replaceRoute, route, show, words } from './test-portal.tsx'
import { fireEvent, screen, waitFor, within } from '@testing-library/preact'
import { beforeEach, expect, test } from 'vitest'
import type { Rule, RulesPreview } from '../../schema/contract/rules.ts'
import { notice } from '../models/portal/notice.ts'
import { draftOf, fieldOf, ruleOf } from '../models/portal/rule-draft.ts'
import { iso, owner, storyNow } from '../test-samples.ts'
import { Rules } from './rules.tsx'

const production: Rule = {
  name: 'Production',
  effect: 'allow',
  who: ['group:payments'],
  where: ['ou:Root/Production', '111122223333', 'tag:team=web'],
  sets: ['ReadOnly'],
  maxSeconds: 5400,
  approval: 'needed',
  levels: 2,
  times: { zone: 'Europe/Berlin', weekly: [{ days: ['mon', 'fri'], from: '08:00', to: '24:00' }] },
}
const nights: Rule = { name: 'Nights', effect: 'deny', who: [], where: [], sets: [] }
const book = (rules: Rule[] = [production, nights], version = 4) => ({
  rules,
  version,
  savedBy: { id: 'a', name: 'Admin One' },
  savedAt: iso(-60),
})
const none: RulesPreview = { looked: 48, more: false, count: 0, items: [] }
const refused: RulesPreview = {
  ...none,
  count: 1,
  items: [
    {
      request: {
        id: 'r1',
        requester: { id: 'v', name: 'Viewer One' },
        accountId: '111122223333',
        accountName: 'prod-payments',
        permissionSetName: 'PowerUser',
        durationSeconds: 3600,
        openedAt: iso(-100),
      },
      before: { outcome: 'needs-decision', levels: 1, maxSeconds: null, because: [] },
      after: { outcome: 'refused', levels: 1, maxSeconds: null, because: ['Nights'] },
    },
  ],
}

beforeEach(async () => {
  await know({ me: { ...owner, level: 3, role: 'admin' } })
  answers.rules = () => book()
  answers.previewRules = () => none
  answers.config = () => ({
    people: [],
    groups: ['payments', 'web'],
    ous: [],
    accounts: [],
    permissionSets: [{ name: 'ReadOnly' }, { name: 'PowerUser' }],
  })
})
const sent = (endpoint: string) => asked.filter((each) => each.endpoint === endpoint)
const press = (name: string | RegExp, within_ = screen.getByRole('dialog')) =>
  fireEvent.click(within(within_).getByRole('button', { name }))
async function open(rule: string) {
  show(<Rules />)
  fireEvent.click(await screen.findByRole('button', { name: `Edit ${rule}` }))
  return screen.getByRole('dialog')
}

test('each rule says whom, where, which sets and what it allows, when', async () => {
  show(<Rules />)
  await screen.findByText('Production', { selector: 'b' })
  const [first, second] = screen.getAllByRole('row').slice(1)
  expect(words(first)).toContain('Who: group:payments')
  expect(words(first)).toContain('below Root/Production')
  expect(words(first)).toContain('prod-payments')
  expect(words(first)).toContain('up to 1 h 30 min, two decisions')
  expect(words(first)).toContain('Mon, Fri 08:00 to 24:00, Europe/Berlin')
  for (const said of ['denies', 'everybody', 'every account', 'every set', 'nothing'])
    expect(words(second)).toContain(said)
  expect(words()).toContain('Saved by Admin One, 02:14 CET.')
})

test('nothing is saved before it was seen what it would have changed, and then with the version read', async () => {
  answers.previewRules = () => refused
  answers.setRules = () => book()
  const dialog = await open('Production')
  expect(within(dialog).queryByRole('button', { name: 'Save rule' })).toBeNull()
  fireEvent.input(within(dialog).getByLabelText('Longest, in hours'), { target: { value: '2' } })
  press('See what would have changed')
  await within(dialog).findByText('1 of 48 requests would have gone differently.')
  expect(words(dialog)).toContain('one decision to refused')
  press('Save rule')
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  const wanted = { ...production, maxSeconds: 7200 }
  expect(sent('setRules')[0]).toMatchObject({ terms: { version: 4 } })
  const { rules } = sent('setRules')[0]!.input as { rules: Rule[] }
  expect(rules.find(({ name }) => name === 'Nights')).toEqual(nights)
  expect(rules.find(({ name }) => name === 'Production')).toMatchObject({
    maxSeconds: wanted.maxSeconds,
    levels: 2,
  })
  expect(sent('previewRules')[0]!.input).toEqual({ rules })
  expect(notice.value).toBe('The rules are saved.')
})

test('what is changed after looking has to be looked at again', async () => {
  const dialog = await open('Production')
  press('See what would have changed')
  await within(dialog).findByRole('button', { name: 'Save rule' })
  fireEvent.input(within(dialog).getByLabelText('Name'), { target: { value: 'Production 2' } })
  expect(within(dialog).queryByRole('button', { name: 'Save rule' })).toBeNull()
  expect(words(dialog)).not.toContain('None of 48')
})

test('saved by somebody else meanwhile: their rules are read, what was typed stays and is looked at anew', async () => {
  const theirs: Rule = { ...nights, name: 'Theirs' }
  answers.setRules = () => {
    answers.rules = () => book([production, nights, theirs], 5)
    throw new Refuse('changed')
  }
  const dialog = await open('Nights')
  fireEvent.input(within(dialog).getByLabelText('Name'), { target: { value: 'At night' } })
  press('See what would have changed')
  await within(dialog).findByRole('button', { name: 'Save rule' })
  press('Save rule')
  await within(dialog).findByText('Changed meanwhile')
  expect(words(dialog)).not.toContain('None of 48')
  expect(words(dialog)).not.toContain('This rule now')
  answers.setRules = () => book()
  expect((within(dialog).getByLabelText('Name') as HTMLInputElement).value).toBe('At night')
  press('See what would have changed')
  await within(dialog).findByRole('button', { name: 'Save rule' })
  press('Save rule')
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(sent('setRules').at(-1)).toMatchObject({ terms: { version: 5 } })
  const { rules } = sent('setRules').at(-1)!.input as { rules: Rule[] }
  expect(rules.map(({ name }) => name)).toEqual(['Production', 'Theirs', 'At night'])
})

test('the rule itself was changed or taken out meanwhile: how it is now stands beside what was typed', async () => {
  const theirs: Rule = { ...nights, who: ['group:web'] }
  const dialog = await open('Nights')
  fireEvent.input(within(dialog).getByLabelText('Name'), { target: { value: 'At night' } })
  press('See what would have changed')
  await within(dialog).findByRole('button', { name: 'Save rule' })
  answers.setRules = () => {
    answers.rules = () => book([production, theirs], 5)
    throw new Refuse('changed')
  }
  press('Save rule')
  await within(dialog).findByText(/This rule now: group:web; every account; every set; nothing\./)
  answers.setRules = () => {
    answers.rules = () => book([production], 6)
    throw new Refuse('changed')
  }
  press('See what would have changed')
  await within(dialog).findByRole('button', { name: 'Save rule' })
  press('Save rule')
  await within(dialog).findByText(/No rule has that name now; saving adds it anew\./)
  expect((within(dialog).getByLabelText('Name') as HTMLInputElement).value).toBe('At night')
})

test('rules that came while one was looked at are not written over', async () => {
  answers.setRules = () => book()
  const dialog = await open('Nights')
  press('See what would have changed')
  await within(dialog).findByRole('button', { name: 'Save rule' })
  answers.rules = () => book([production, nights], 5)
  await know({ me: { ...owner, level: 3, role: 'admin' }, at: storyNow + 60_000 })
  await waitFor(() => expect(sent('rules')).toHaveLength(2))
  press('Save rule')
  await waitFor(() => expect(sent('setRules')[0]).toMatchObject({ terms: { version: 4 } }))
})

test('a refusal stands at the field it is about', async () => {
  answers.previewRules = () => {
    throw new Refuse(
      'invalid',
      { what: 'Nobody is called x.' },
      { field: 'rules.1.who.0', detail: 'Nobody is called x.' },
    )
  }
  const dialog = await open('Nights')
  press('See what would have changed')
  await waitFor(() =>
    expect(dialog.querySelector('.field.invalid')?.textContent).toContain('Nobody is called x.'),
  )
  expect(dialog.querySelector('.field.invalid label')?.textContent).toBe('Who')
})

test('a rule is taken out only after the same look', async () => {
  answers.setRules = () => book([production])
  show(<Rules />)
  fireEvent.click(await screen.findByRole('button', { name: 'Take out Nights' }))
  press('See what would have changed')
  await screen.findByText('None of 48 requests would have gone differently.')
  press('Take out the rule')
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect((sent('setRules')[0]!.input as { rules: Rule[] }).rules).toEqual([production])
  expect(screen.queryByText('Nights', { selector: 'b' })).toBeNull()
})

test('a new rule, with what is known to choose from', async () => {
  show(<Rules />)
  await screen.findByText('Production', { selector: 'b' })
  fireEvent.click(screen.getByRole('button', { name: 'New rule' }))
  const dialog = screen.getByRole('dialog', { name: 'New rule' })
  fireEvent.input(within(dialog).getByLabelText('Name'), { target: { value: 'Web' } })
  fireEvent.change(await within(dialog).findByLabelText('Add: Who'), { target: { value: 'group:web' } })
  fireEvent.click(within(dialog).getByLabelText('granted at once'))
  fireEvent.click(within(dialog).getByLabelText('Only for access that starts at these times'))
  fireEvent.click(within(dialog).getByLabelText('Sat'))
  press('See what would have changed')
  await within(dialog).findByRole('button', { name: 'Save rule' })
  const { rules } = sent('previewRules')[0]!.input as { rules: Rule[] }
  expect(rules.at(-1)).toEqual({
    name: 'Web',
    effect: 'allow',
    who: ['group:web'],
    where: [],
    sets: [],
    approval: 'automatic',
    times: {
      zone: 'Europe/Berlin',
      weekly: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat'], from: '09:00', to: '17:00' }],
    },
  })
})

test('a rule has an address of its own', async () => {
  replaceRoute({ page: 'rules', rule: 'Nights' })
  show(<Rules rule="Nights" />)
  const dialog = await screen.findByRole('dialog', { name: 'Rule: Nights' })
  fireEvent.click(within(dialog).getByRole('button', { name: 'Discard' }))
  await waitFor(() => expect(route.value).toEqual({ page: 'rules' }))
})

test('without a rule it says what holds; offline nothing can be changed', async () => {
  answers.rules = () => book([])
  const { unmount } = show(<Rules />)
  await screen.findByText('There is no rule.')
  unmount()
  answers.rules = () => book()
  show(<Rules />)
  await screen.findByText('Production', { selector: 'b' })
  await link('offline')
  await screen.findByText('You are offline')
  expect(screen.getByRole('button', { name: 'New rule' }).getAttribute('aria-disabled')).toBe('true')
  expect(screen.getByRole('button', { name: 'Edit Nights' }).getAttribute('aria-disabled')).toBe('true')
})

test('a rule that is opened and left as it is stays what it was', () => {
  const sameDay = {
    ...production,
    times: { zone: 'UTC', weekly: [{ days: ['sun' as const], from: '22:00', to: '06:00' }] },
  }
  expect(ruleOf(draftOf(sameDay, 'UTC'))).toEqual(sameDay)
  expect(ruleOf(draftOf(nights, 'UTC'))).toEqual(nights)
  expect(fieldOf('rules.12.maxSeconds')).toBe('hours')
  expect(fieldOf('rules.0.levels')).toBeNull()
})
