import { expect, test } from 'vitest'
import { html } from './html.ts'

test('values are escaped in text and in attributes; markup stays markup', () => {
  const item = (text: string) => html`<li title="${text}">${text}</li>`
  const { markup } = html`<ul>
      ${['<b>', `"'&`].map(item)}
    </ul>
    ${1}`
  expect(markup.replaceAll(/\n\s*/g, '')).toBe(
    '<ul><li title="&lt;b&gt;">&lt;b&gt;</li><li title="&quot;&#39;&amp;">&quot;&#39;&amp;</li></ul>1',
  )
})
