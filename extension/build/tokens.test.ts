import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { tokensCss } from './tokens.ts'

const stylesheet = readFileSync(new URL('../ui/tokens.css', import.meta.url), 'utf8')

test("the stylesheet is what Cloudscape's tokens give: else run node extension/build/tokens.ts", () => {
  expect(stylesheet).toBe(tokensCss())
})

test('no part asks for a token that is not declared', () => {
  const parts = ['../ui/base.css', '../entrypoints/popup/popup.css']
  const css = parts.map((part) => readFileSync(new URL(part, import.meta.url), 'utf8')).join('')
  const asked = [...css.matchAll(/var\((--(?:color|border|motion)[\w-]+)\)/g)].map(([, name = '']) => name)
  expect(asked.filter((name) => !stylesheet.includes(`${name}:`))).toEqual([])
})
