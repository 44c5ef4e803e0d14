// @vitest-environment happy-dom
import { know, link, show, told, words } from './test-portal.tsx'
import { fireEvent, screen, waitFor } from '@testing-library/preact'
import { beforeEach, expect, test } from 'vitest'
import { fakeBrowser } from '../test-browser.ts'
import { account, sampleRequest } from '../test-samples.ts'
import { look } from '../models/first-run.ts'
import { FirstRun } from './first-run.tsx'
import { SamplePage } from './sample-page.tsx'

const browserSays = { allowed: false, pinned: false as boolean | undefined, gives: false }
Object.assign(fakeBrowser.permissions, {
  contains: async () => browserSays.allowed,
  request: async ({ origins }: { origins: string[] }) => {
    expect(origins[0]).toBe('https://*.console.aws.amazon.com/*')
    browserSays.allowed = browserSays.gives
    return browserSays.gives
  },
})
Object.assign(fakeBrowser.action, { getUserSettings: async () => ({ isOnToolbar: browserSays.pinned }) })

beforeEach(() => Object.assign(browserSays, { allowed: false, pinned: false, gives: false }))

const states = () => [...document.querySelectorAll('.first-step .state')].map((state) => words(state))
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }))

test('each step says how it stands, live, and only the next has the primary button', async () => {
  await know(null)
  await link('signed-out')
  await look()
  show(<FirstRun />)
  expect(states()).toEqual(['Next', 'Later', 'Later', 'Later'])
  expect([...document.querySelectorAll('.primary')].map(words)).toEqual(['Sign in'])
  press('Sign in')
  await waitFor(() => expect(told).toContain('sign-in'))
  await know({})
  await link('online')
  await waitFor(() => expect(states()).toEqual(['Done', 'Next', 'Later', 'Later']))
  expect(words()).toContain('Signed in as Owner One.')
})

test('Allow asks the browser for the console; a no is said, a yes goes on', async () => {
  await look()
  show(<FirstRun />)
  press('Allow')
  await screen.findByText(/The browser did not allow it/)
  browserSays.gives = true
  press('Allow')
  await waitFor(() => expect(states()).toEqual(['Done', 'Done', 'Next', 'Later']))
})

test('a pin is seen; where it is not wanted it is skipped, and not said to be done', async () => {
  browserSays.allowed = true
  await look()
  show(<FirstRun />)
  press('Skip')
  await waitFor(() => expect(states()).toEqual(['Done', 'Done', 'Later', 'Next']))
  expect(screen.getByRole('link', { name: 'Open the sample page' }).getAttribute('href')).toBe('sample.html')
  browserSays.pinned = true
  await look()
  await screen.findByText('The icon is in the toolbar.')
})

test('with a request of their own nobody is sent to the sample any more', async () => {
  Object.assign(browserSays, { allowed: true, pinned: true })
  await look()
  await know({ mine: [sampleRequest()] })
  show(<FirstRun />)
  expect(states()).toEqual(['Done', 'Done', 'Done', 'Done'])
  expect(screen.getByRole('link', { name: 'Follow it in My Requests' }).getAttribute('href')).toBe(
    'options.html#/requests',
  )
})

const set = { arn: 'arn:set', name: 'ReadOnly', maxSeconds: 3600, sealed: false }
const web = { ...account, id: '444455556666', name: 'stage-web', permissionSets: [set], decidersCount: 1 }

test('the sample says that it is none of AWS’s and what it sends is real, and marks its message as the console does', async () => {
  await know({ catalog: [account, web] })
  show(<SamplePage />)
  expect(words()).toContain('A sample page of Hallpass, not of AWS')
  expect(words()).toContain('a real request: the people who decide for stage-web are asked')
  expect(document.querySelector('[data-analytics-alert="error"]')?.textContent).toContain(
    'is not authorized to perform: ec2:DescribeInstances',
  )
})

test('without an account to ask for, or signed out, it plays no console and says what is missing', async () => {
  const { unmount } = show(<SamplePage />)
  expect(words()).toContain('Nothing can be requested yet.')
  unmount()
  await link('signed-out')
  show(<SamplePage />)
  expect(words()).toContain('You are signed out')
  press('Sign in')
  await waitFor(() => expect(told).toEqual(['open']))
  expect(document.querySelector('meta[name="awsc-session-data"], [data-analytics-alert]')).toBeNull()
})
