// @vitest-environment happy-dom
import { show } from './test-portal.tsx'
import { screen } from '@testing-library/preact'
import { expect, test } from 'vitest'
import { later } from './parts/later.tsx'

test('under its title until it is there', async () => {
  let arrive: (screen: () => string) => void = () => undefined
  const Screen = later('portal_audit', () => new Promise<() => string>((loaded) => (arrive = loaded)))
  show(<Screen />)
  expect(screen.getByRole('heading', { name: 'Audit' })).toBeTruthy()
  expect(document.querySelector('[aria-busy=true]')).not.toBeNull()
  arrive(() => 'It is there.')
  await screen.findByText('It is there.')
})

test('when the browser updated the extension under the page, it says so and offers to load again', async () => {
  const Screen = later('portal_audit', () => Promise.reject(new Error('404')))
  show(<Screen />)
  await screen.findByRole('button', { name: 'Load again' })
  expect(screen.getByRole('heading', { name: 'Audit' })).toBeTruthy()
})
