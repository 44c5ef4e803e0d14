import { readFileSync, readdirSync } from 'node:fs'
import { expect, test } from 'vitest'

const here = new URL('.', import.meta.url)
const files = readdirSync(here).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
const text = (name: string) => readFileSync(new URL(name, here), 'utf8')

test.each(files)('%s takes time, chance and the world from its ports alone', (name) => {
  // `new Date(at)` only words an instant that somebody else told.
  const own =
    /(Date\.now|new Date\(\)|Math\.random|\bset(Timeout|Interval)|\bfetch\(|\b(crypto|performance|console)\b)/
  expect(text(name)).not.toMatch(own)
})

test.each(files)('%s imports nothing from outside of the engine', (name) => {
  const imported = [...text(name).matchAll(/from '([^']+)'/g)].map(([, from]) => from!)
  expect(imported.filter((from) => !/^\.\.?\/[\w-]+\.ts$/.test(from))).toEqual([])
})
