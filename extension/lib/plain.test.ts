import { expect, test } from 'vitest'
import { plain } from './plain.ts'

test('text that turns its direction or hides is written out', () => {
  expect(plain('admin\u202enimda\u200b')).toBe('admin\\u{202e}nimda\\u{200b}')
})

test('lines and ordinary text stay as they are', () => {
  expect(plain('Größe:\n\t10 %, ”quoted”')).toBe('Größe:\n\t10 %, ”quoted”')
})
