// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import { keepKeys, ownKeys } from './own-keys.ts'

test('what is typed in ours never reaches the page, wherever it listens; what is typed elsewhere does', () => {
  const end = new AbortController()
  const heard: string[] = []
  keepKeys(window, end.signal)
  for (const target of [window, document]) {
    target.addEventListener('keydown', () => heard.push('page'), { capture: true })
  }
  const ours = document.body.appendChild(document.createElement('div'))
  const theirs = document.body.appendChild(document.createElement('input'))
  ownKeys(ours, () => heard.push('ours'), end.signal)
  ours.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', bubbles: true, composed: true }))
  expect(heard).toEqual([]) // nor do we obey a key that nobody pressed
  theirs.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', bubbles: true }))
  expect(heard).toEqual(['page', 'page'])
  end.abort()
})
