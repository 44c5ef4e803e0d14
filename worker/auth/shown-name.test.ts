import { expect, test } from 'vitest'
import { shownName } from './shown-name.ts'

test.each([
  ['as it is', 'Zoë van der Berg', 'Zoë van der Berg'],
  ['in one form', 'Zoe\u0308', 'Zo\u00eb'],
  [
    'in one line, its blanks together',
    ' Ann\r\n asks for\tReadOnly\u00a0 \u2028x ',
    'Ann asks for ReadOnly x',
  ],
  ['with nothing that turns or hides the rest', '\u202eAn\u200bn\u2066\ud800 O\u00ad\u0007ne', 'Ann O ne'],
  ['cut after 100 characters, none of them in two', '😀'.repeat(120), '😀'.repeat(100)],
  ['and none at all of what cannot be seen', ' \u200b\u202e\n', null],
])('a name is shown %s', (_, said, shown) => {
  expect(shownName(said)).toBe(shown)
})
