import { globSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { expect, test } from 'vitest'

const here = import.meta.dirname
const sources = globSync('**/*.ts', { cwd: here }).filter(
  (file) => !/\.test\.ts$|^try-sandbox\.ts$/.test(file),
)

test('the judge imports nothing but Node and itself', () => {
  const outside = sources.flatMap((file) => {
    const path = resolve(here, file)
    const imports = [...readFileSync(path, 'utf8').matchAll(/(?:from|import)\s*\(?['"]([^'"]+)['"]/g)].map(
      ([, name]) => name!,
    )
    const isInside = (name: string) =>
      name.startsWith('.') && resolve(dirname(path), name).startsWith(`${here}/`)
    return imports
      .filter((name) => !name.startsWith('node:') && !isInside(name))
      .map((name) => `${file}: ${name}`)
  })
  expect(sources.length).toBeGreaterThan(20)
  expect(outside).toEqual([])
})
