import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseAccessDenied, type AccessDenied } from './access-denied.ts'

interface Sample {
  readonly text: string
  readonly expect: AccessDenied
}

const fixtures = join(import.meta.dirname, '../../test/fixtures')
const samplesOf = (file: string): Sample[] =>
  readFileSync(join(fixtures, file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Sample)

test.each(samplesOf('access-denied.jsonl'))('reads $text', ({ text, expect: meant }) => {
  expect(parseAccessDenied(text)).toEqual(meant)
})
