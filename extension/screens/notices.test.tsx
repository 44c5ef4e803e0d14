// @vitest-environment happy-dom
import { know, show, told as asked, words } from './test-portal.tsx'
import { fireEvent, screen, waitFor } from '@testing-library/preact'
import { beforeEach, expect, test } from 'vitest'
import { fakeBrowser } from '../test-browser.ts'
import { noticesItem } from '../lib/storage.ts'
import { owner } from '../test-samples.ts'
import { NoticesPage } from './notices.tsx'
import { Sidebar } from './sidebar.tsx'

let may: boolean
let says: boolean
let level: string
let shown: string[]
let removed: () => void
const listeners = { addListener: () => undefined, removeListener: () => undefined }

beforeEach(async () => {
  ;[may, says, level, shown] = [false, true, 'granted', ['/requests/r1']]
  Object.assign(fakeBrowser.permissions, {
    contains: async () => may,
    request: async () => (may = says),
    remove: async () => {
      may = false
      return true
    },
    onAdded: listeners,
    onRemoved: { ...listeners, addListener: (listener: typeof removed) => void (removed = listener) },
  })
  Object.assign(fakeBrowser, {
    notifications: {
      getPermissionLevel: async () => level,
      getAll: async () => Object.fromEntries(shown.map((id) => [id, true])),
      clear: async (id: string) => void (shown = shown.filter((each) => each !== id)),
    },
  })
  await noticesItem.removeValue()
})

const turnOn = async () => {
  show(<NoticesPage />)
  fireEvent.click(await screen.findByRole('button', { name: 'Turn on notices' }))
}

test('says what it will tell before it asks; who decides nothing reads of nothing to decide', async () => {
  show(<NoticesPage />)
  await screen.findByText('Off. The browser asks you whether it may.')
  expect(words()).toContain('10 min before your access ends, and when it ends')
  expect(words()).toContain('An urgent request that waits for you, and reminders')
  await know({ me: { ...owner, level: 0, owns: [] } })
  await waitFor(() => expect(words()).not.toContain('urgent'))
})

test('before it is known who is signed in, nothing can be turned on', async () => {
  await know(null)
  show(<NoticesPage />)
  await new Promise((done) => setTimeout(done, 20))
  expect(screen.queryByRole('button')).toBeNull()
  await know({})
  await screen.findByRole('button', { name: 'Turn on notices' })
})

test('a press asks the browser; then it is on for this person, without names', async () => {
  await turnOn()
  await screen.findByText('On in this browser.')
  expect(await noticesItem.getValue()).toEqual({ by: owner.id, details: false })
  expect(screen.getByRole<HTMLInputElement>('switch').checked).toBe(false)
  expect(asked).toEqual(['refresh'])
})

test('names are a choice, which can be taken back', async () => {
  await turnOn()
  fireEvent.click(await screen.findByRole('switch', { name: /Name the account/ }))
  await waitFor(async () => expect((await noticesItem.getValue())?.details).toBe(true))
  await waitFor(() => expect(screen.getByRole<HTMLInputElement>('switch').checked).toBe(true))
  fireEvent.click(screen.getByRole('switch'))
  await waitFor(async () => expect((await noticesItem.getValue())?.details).toBe(false))
})

test('refused by the browser it says so, and can be pressed again', async () => {
  says = false
  await turnOn()
  await screen.findByText(/The browser did not allow it/)
  expect(await noticesItem.getValue()).toBeNull()
  says = true
  fireEvent.click(screen.getByRole('button', { name: 'Turn on notices' }))
  await screen.findByText('On in this browser.')
})

test('turned off, what stands there goes and the browser is asked for no more', async () => {
  await turnOn()
  fireEvent.click(await screen.findByRole('button', { name: 'Turn off notices' }))
  await screen.findByText(/^Off\./)
  await waitFor(() => expect([may, shown, words().includes('On in')]).toEqual([false, [], false]))
  expect(await noticesItem.getValue()).toBeNull()
})

test('taken back in the browser’s own list it is off, and kept back by its settings it says so', async () => {
  level = 'denied'
  await turnOn()
  await screen.findByText('No notices are shown')
  may = false
  removed()
  await screen.findByText(/^Off\./)
})

test('what another person chose in this browser counts for them alone', async () => {
  may = true
  await noticesItem.setValue({ by: 'former', details: true })
  show(<NoticesPage />)
  await screen.findByText(/^Off\./)
})

test('it stands in the sidebar beside Sign out', () => {
  show(<Sidebar />)
  expect(screen.getByRole('link', { name: 'Notices' }).getAttribute('href')).toBe('#/notices')
})
