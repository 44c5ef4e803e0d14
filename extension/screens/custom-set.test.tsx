// @vitest-environment happy-dom
import { answers, asked, denial, know, Refuse, show, told, words } from './test-portal.tsx'
import { fireEvent, screen, waitFor } from '@testing-library/preact'
import { beforeEach, describe, expect, test } from 'vitest'
import type { PolicyReview } from '../../schema/contract/policies.ts'
import { account, sampleRequest } from '../test-samples.ts'
import { askForm } from '../models/portal/ask-form.ts'
import { RequestAccessPage } from './request-access.tsx'
import './parts/custom-fields.tsx'

beforeEach(async () => {
  await know({ catalog: [account] })
  askForm({}, null).forget()
})

const give = (element: Element, value: string) => fireEvent.input(element, { target: { value } })
const field = (name: string) => screen.getByLabelText<HTMLTextAreaElement>(name)
const managed = () => screen.getByRole('combobox', { name: 'AWS managed policies' })
const button = (name: string) => screen.getByRole('button', { name })
const send = () => fireEvent.click(button('Send request'))
const sent = () => asked.filter(({ endpoint }) => endpoint === 'open')
const options = () => [...document.querySelectorAll('.picker li[role=option]')]
/** The typing rests for a moment before anybody is asked. */
const rested = { timeout: 3000 }

const aws = (name: string) => `arn:aws:iam::aws:policy/${name}`
const named = (name: string) => ({ arn: aws(name), name: name.split('/').at(-1)!, version: 'v1' })
const policies = ['ReadOnlyAccess', 'job-function/ViewOnlyAccess', 'AmazonS3ReadOnlyAccess'].map(named)

const sound: PolicyReview = {
  errors: [],
  unread: [],
  statements: [],
  findings: [],
  gives: { list: 1, read: 2, write: 0, permissionsManagement: 0, tagging: 0 },
  services: ['s3'],
}

async function open(): Promise<void> {
  show(<RequestAccessPage asking={{ account: account.id }} />)
  fireEvent.click(screen.getByRole('switch', { name: 'Create custom permission set' }))
  await screen.findByLabelText('Name')
}

async function pick(typed: string, name: string): Promise<void> {
  give(managed(), typed)
  await waitFor(() => expect(options().some((option) => words(option).startsWith(name))).toBe(true), rested)
  fireEvent.click(options().find((option) => words(option).startsWith(name))!)
}

test('an extension goes on with the set that runs: its fields are there to read', async () => {
  const custom = {
    label: 'Read invoices',
    sessionDuration: 'PT4H',
    managedPolicyArns: [],
    inlinePolicy: '{}',
  }
  const running = { ...sampleRequest({ id: 'run', kind: 'custom', accountId: account.id }), custom }
  answers.request = () => running
  show(<RequestAccessPage asking={{ extend: 'run' }} />)
  expect((await screen.findByLabelText<HTMLInputElement>('Name')).value).toBe('Read invoices')
  expect(field('Inline policy').closest('fieldset')?.disabled).toBe(true)
})

test('a custom set is sent as AWS knows it; what is missing is said at its field', async () => {
  answers.open = () => sampleRequest()
  answers.policies = () => ({ items: policies, next: null })
  await open()
  give(field('Why'), 'Read the invoices of October')
  send()
  await screen.findByText('Name the set.')
  give(field('Name'), ' Read invoices ')
  await screen.findByText('Name a managed policy, or write an inline policy.')
  await pick('view', 'ViewOnlyAccess')
  give(field('Inline policy'), '\uFEFF{ "Version": "2012-10-17" }')
  fireEvent.change(screen.getByLabelText('Session duration'), { target: { value: '12' } })
  expect(words()).toContain('10,216 characters left')
  expect(field('Inline policy').value.startsWith('{')).toBe(true)
  send()
  await waitFor(() => expect(sent()).toHaveLength(1))
  expect(sent()[0]?.input).toEqual({
    accountId: account.id,
    custom: {
      label: 'Read invoices',
      sessionDuration: 'PT12H',
      managedPolicyArns: [aws('job-function/ViewOnlyAccess')],
      inlinePolicy: '{ "Version": "2012-10-17" }',
    },
    durationSeconds: 3600,
    justification: 'Read the invoices of October',
  })
})

describe('managed policies', () => {
  beforeEach(() => {
    answers.policies = () => ({ items: policies, next: null })
  })

  test('are found by pieces of the name and taken with the keys; an ARN is looked for by its name', async () => {
    await open()
    give(managed(), 'read s3')
    await waitFor(() => expect(options().length).toBeGreaterThan(0), rested)
    fireEvent.keyDown(managed(), { key: 'ArrowDown' })
    expect(managed().getAttribute('aria-activedescendant')).toBe(options()[0]!.id)
    fireEvent.keyDown(managed(), { key: 'Enter' })
    expect(words(document.querySelector('.also-list'))).toBe('ReadOnlyAccess')
    expect(document.querySelector('.arns')?.textContent).toBe(aws('ReadOnlyAccess'))
    give(managed(), aws('job-function/ViewOnlyAccess'))
    await waitFor(() => expect(asked.at(-1)?.input).toEqual({ q: 'ViewOnlyAccess' }), rested)
  })

  test('what was found for other words is not taken for these', async () => {
    await open()
    give(managed(), 'read')
    await waitFor(() => expect(options()).toHaveLength(3), rested)
    answers.policies = () => new Promise(() => undefined)
    give(managed(), 'view')
    expect(options().map(words)).toEqual(['ViewOnlyAccess job-function'].map((text) => text.replace(' ', '')))
    give(managed(), 'viewer')
    expect(fireEvent.keyDown(managed(), { key: 'Enter' })).toBe(false)
    expect(document.querySelector('.also-list')).toBeNull()
  })

  test('a pasted list of ARNs is taken as it is, the first ten of it', async () => {
    await open()
    give(managed(), Array.from({ length: 11 }, (_, n) => aws(`service-role/Role${n}`)).join(', '))
    await screen.findByText('Only the first 10 were taken.')
    expect([...document.querySelectorAll('.also-list li')].map(words)[9]).toBe('Role9')
    fireEvent.click(button('Leave out Role0'))
    expect(words()).not.toContain('Only the first 10')
  })

  test('ten are the most: with them there is nothing to search in; one left out makes room', async () => {
    await open()
    give(managed(), Array.from({ length: 10 }, (_, n) => aws(`Policy${n}`)).join(' '))
    await screen.findByText('10 is the most that one set may have.')
    expect(screen.queryByRole('combobox', { name: 'AWS managed policies' })).toBeNull()
    fireEvent.click(button('Leave out Policy3'))
    expect(managed()).toBeTruthy()
    expect(document.querySelectorAll('.also-list li')).toHaveLength(9)
  })

  test('a refusal of one stands at the field, which gets the focus', async () => {
    answers.open = () => {
      throw new Refuse('invalid', { what: 'It is named twice.' }, { field: 'custom.managedPolicyArns.1' })
    }
    await open()
    give(field('Why'), 'Read the invoices of October')
    give(field('Name'), 'x')
    give(field('Inline policy'), '{}')
    send()
    await waitFor(() => expect(managed().getAttribute('aria-invalid')).toBe('true'))
    await waitFor(() => expect(document.activeElement).toBe(managed()))
  })
})

const policy = `{
  "Statement": [
    { "Action": "s3:*" },
    { "Action": "*" }
  ]
}`
const selected = () => {
  const { value, selectionStart, selectionEnd } = field('Inline policy')
  return value.slice(selectionStart, selectionEnd)
}

describe('what is written is read meanwhile', () => {
  test('an error is said with statement and line, and one press goes there', async () => {
    const error = { message: 'AWS has no action “s3:x”.', statement: 0, line: 3, column: 17 }
    answers.review = () => ({ ...sound, errors: [error] })
    await open()
    give(field('Inline policy'), policy)
    await screen.findByText(/Statement 1, line 3: AWS has no action “s3:x”\.$/, {}, rested)
    expect(field('Inline policy').getAttribute('aria-invalid')).toBe('true')
    fireEvent.click(button('Go to line'))
    expect(selected()).toBe('"s3:*" },')
    expect(document.activeElement).toBe(field('Inline policy'))
    expect(asked.find(({ endpoint }) => endpoint === 'review')?.input).toEqual({
      managedPolicyArns: [],
      inlinePolicy: policy,
    })
  })

  test('what nobody may have is said with its statement, and one press marks it', async () => {
    const block = {
      id: 'full',
      severity: 'block',
      because: 'Allows everything.',
      policy: null,
      statement: 1,
    } as const
    answers.review = () => ({ ...sound, findings: [block] })
    await open()
    give(field('Inline policy'), policy)
    await screen.findByText(/Statement 2: Allows everything\.$/, {}, rested)
    fireEvent.click(button('Go to statement'))
    expect(selected()).toBe('{ "Action": "*" }')
  })

  test('a managed policy that nobody may have is left out with one press', async () => {
    const arn = aws('PowerUserAccess')
    const block = { id: 'full', severity: 'block', because: 'Allows it.', policy: arn, statement: 0 } as const
    answers.policies = () => ({ items: [named('PowerUserAccess')], next: null })
    answers.review = () => ({ ...sound, findings: [block] })
    await open()
    await pick('power', 'PowerUserAccess')
    await screen.findByText(/PowerUserAccess, statement 1: Allows it\.$/, {}, rested)
    fireEvent.click(screen.getAllByRole('button', { name: 'Leave out PowerUserAccess' })[1]!)
    await waitFor(() => expect(words()).not.toContain('Allows it'), rested)
  })

  test('what the people who decide will see is shown, every finding with its weight', async () => {
    const finding = { id: 'x', because: 'Can open a bucket.', policy: null, statement: 0 }
    answers.review = () => ({
      ...sound,
      findings: [
        { ...finding, severity: 'exposure' },
        { ...finding, id: 'y', severity: 'notice', because: 'May hand a role on.' },
      ],
    })
    await open()
    give(field('Inline policy'), policy)
    await screen.findByText('Can open a bucket.', {}, rested)
    expect(words(document.querySelector('.look-first'))).toBe(
      'Look firstExposure Can open a bucket. Inline policy, statement 1Notice May hand a role on. Inline policy, statement 1',
    )
    expect(words()).toContain('3 actions in s3: 3 read, 0 write')
  })

  test('more than AWS takes is said by how much, and read by nobody', async () => {
    await open()
    give(field('Inline policy'), `"${'x '.repeat(10_250)}"`)
    await screen.findByText(/^12 characters too many\. AWS takes 10,240/)
    expect(words()).toContain('0 characters left')
    await new Promise((rest) => setTimeout(rest, 450))
    expect(asked.filter(({ endpoint }) => endpoint === 'review')).toEqual([])
  })

  test('a slip of pasting is mended with one press, which says what it does', async () => {
    const wrapped = `{"PolicyDocument": ${policy}}`
    answers.review = () => ({
      ...sound,
      errors: [{ message: 'No element “PolicyDocument”', statement: null, line: 1, column: 2 }],
    })
    await open()
    give(field('Inline policy'), wrapped)
    await screen.findByText(/Line 1: No element “PolicyDocument”\.$/, {}, rested)
    fireEvent.click(button('Use the policy inside'))
    expect(JSON.parse(field('Inline policy').value)).toEqual(JSON.parse(policy))
    give(field('Inline policy'), policy.replace('"s3:*"', '“s3:*”'))
    fireEvent.click(await screen.findByRole('button', { name: 'Straighten the quotes' }))
    expect(field('Inline policy').value).toBe(policy)
  })
})

describe('a pasted error', () => {
  const drafted = {
    label: 'Only s3:GetObject',
    sessionDuration: 'PT2H',
    managedPolicyArns: [],
    inlinePolicy: '{"Statement":[]}',
  }
  const read = {
    at: 's3:GetObject on x',
    denied: { action: 's3:GetObject', resource: 'arn:aws:s3:::x' },
    accountId: account.id,
    trouble: '',
    reason: '',
    drafted,
    suggested: { sets: [], draft: { maxSeconds: 3600, at: 0 }, says: '' },
  }
  /** A set allows it for certain, so the draft stands behind it. */
  const sure = { draft: { maxSeconds: 3600, at: 1 } }
  async function paste() {
    show(<RequestAccessPage asking={{}} />)
    fireEvent.click(button('Paste an error'))
    give(field('The error, as AWS printed it'), 'AccessDenied')
  }

  test('that no set helps against fills the custom fields with only what was denied', async () => {
    denial.read = read
    await paste()
    const name = await screen.findByLabelText<HTMLInputElement>('Name', {}, rested)
    expect(name.value).toBe('Only s3:GetObject')
    expect(field('Inline policy').value).toBe('{\n  "Statement": []\n}')
    expect(field('Session duration').value).toBe('2')
  })

  test('takes the narrowest set, and only what was denied at one press', async () => {
    const set = { arn: 'arn:s', name: 'StorageReader', maxSeconds: 3600, sealed: false, hint: '' }
    await know({ catalog: [{ ...account, permissionSets: [set] }] })
    denial.read = { ...read, suggested: { ...read.suggested, ...sure, sets: [set] } }
    await paste()
    await screen.findByText(/Stopped at s3:GetObject/)
    expect(screen.getByDisplayValue(set.name)).toBeTruthy()
    fireEvent.click(button('Only this action'))
    expect((await screen.findByLabelText<HTMLInputElement>('Name')).value).toBe('Only s3:GetObject')
  })

  test('takes only what was denied where a set may help and none is sure to', async () => {
    const set = { arn: 'arn:s', name: 'StorageReader', maxSeconds: 3600, sealed: false, hint: 'may help' }
    await know({ catalog: [{ ...account, permissionSets: [set] }] })
    denial.read = { ...read, suggested: { ...read.suggested, sets: [set] } }
    await paste()
    expect((await screen.findByLabelText<HTMLInputElement>('Name', {}, rested)).value).toBe(
      'Only s3:GetObject',
    )
    expect(screen.queryByRole('button', { name: 'Only this action' })).toBeNull()
  })

  test('is read once the typing rests, and the same denial takes nothing back', async () => {
    const set = { arn: 'arn:s', name: 'StorageReader', maxSeconds: 3600, sealed: false, hint: '' }
    await know({ catalog: [{ ...account, permissionSets: [set, { ...set, arn: 'arn:t', name: 'Other' }] }] })
    denial.read = { ...read, suggested: { ...read.suggested, ...sure, sets: [set] } }
    await paste()
    const reads = () => told.filter((kind) => kind === 'read').length
    for (const more of '.....') give(field('The error, as AWS printed it'), `AccessDenied${more}`)
    await screen.findByText(/Stopped at s3:GetObject/)
    expect(reads()).toBe(1)
    fireEvent.change(field('Permission Set'), { target: { value: 'arn:t' } })
    give(field('The error, as AWS printed it'), 'AccessDenied, and its next line')
    await waitFor(() => expect(reads()).toBe(2))
    await Promise.resolve()
    expect(screen.getByDisplayValue('Other')).toBeTruthy()
  })

  test('that nothing helps against says why', async () => {
    const says = 'No rule lets you ask for what would help.'
    denial.read = { ...read, drafted: null, suggested: { sets: [], draft: null, says } }
    await paste()
    await screen.findByText(says)
  })
})
