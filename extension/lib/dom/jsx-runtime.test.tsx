// @vitest-environment happy-dom
/** @jsxImportSource . */
import { expect, test, vi } from 'vitest'
import { draw } from './jsx-runtime.ts'

test('text stays text', () => {
  const mount = document.createElement('div')
  draw(mount, <p title={'"><b>'}>{'<b>bold</b>'}</p>)
  expect(mount.textContent).toBe('<b>bold</b>')
  expect(mount.querySelector('b')).toBeNull()
})

test('drawn again, a node is the same node: it keeps focus and what was typed, and hears the newest handler', () => {
  const mount = document.body.appendChild(document.createElement('div'))
  const [first, second] = [vi.fn(), vi.fn()]
  const form = (onClick: () => void, words: string) => (
    <>
      <textarea>{words}</textarea>
      <button onClick={onClick}>{words}</button>
    </>
  )
  draw(mount, form(first, 'a'))
  const [text, button] = [mount.querySelector('textarea')!, mount.querySelector('button')!]
  text.value = 'typed'
  text.focus()
  draw(mount, form(second, 'b'))
  button.click()
  expect(document.activeElement).toBe(text)
  expect([text.value, button.textContent]).toEqual(['typed', 'b'])
  expect([first.mock.calls.length, second.mock.calls.length]).toEqual([0, 1])
})

test('another key is another node: a press on what was there before does nothing to what is there now', () => {
  const mount = document.createElement('div')
  draw(mount, <p key="a">a</p>)
  const before = mount.firstChild
  draw(mount, <p key="b">a</p>)
  expect(mount.firstChild).not.toBe(before)
})

test('what is left out is taken away, attributes too', () => {
  const mount = document.createElement('div')
  draw(
    mount,
    <p class="x" data-first>
      a{false}
      {null}
      <i />
    </p>,
  )
  draw(mount, <p aria-invalid={false}>a</p>)
  expect(mount.querySelector('p')?.outerHTML).toBe('<p aria-invalid="false">a</p>')
})
