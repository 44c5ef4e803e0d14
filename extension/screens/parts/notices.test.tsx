// @vitest-environment happy-dom
import { fakeBrowser } from '../../test-browser.ts'
import { show } from '../test-portal.tsx'
import { fireEvent, screen, waitFor } from '@testing-library/preact'
import { expect, test, vi } from 'vitest'
import { carriedItem } from '../../lib/storage.ts'
import { Button } from '../../ui/button.tsx'
import { NoteOf, ProblemNote } from './notices.tsx'

const outdated = { type: '/problems/outdated', params: {} }

test('a button of the place itself stands before the usual one', () => {
  const pressed = vi.fn()
  show(<NoteOf problem={outdated} mend={<Button onClick={pressed}>Look again</Button>} />)
  expect(screen.getAllByRole('button').map(({ textContent }) => textContent)).toEqual(['Look again'])
  fireEvent.click(screen.getByRole('button'))
  expect(pressed).toHaveBeenCalledOnce()
})

test('what says Update updates, and keeps what was typed for the page after it', async () => {
  const again = vi.fn()
  fakeBrowser.runtime.reload = vi.fn()
  show(<ProblemNote problem={outdated} mend={again} />)
  fireEvent.click(screen.getByRole('button', { name: 'Update' }))
  await waitFor(() => expect(fakeBrowser.runtime.reload).toHaveBeenCalledOnce())
  expect(await carriedItem.getValue()).toMatchObject({ route: '/' })
  expect(again).not.toHaveBeenCalled()
})
