import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { gzipped, loadedAtStart, scriptsIn, scriptsOf } from './bundle-size.ts'

let root: string
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'size-'))))
afterEach(() => rmSync(root, { recursive: true }))

function file(path: string, text: string): string {
  mkdirSync(join(root, path, '..'), { recursive: true })
  writeFileSync(join(root, path), text)
  return join(root, path)
}

test('what a page loads at start is its script and, once each, all that is imported from there', () => {
  const page = file('popup.html', '<script type="module" src="/chunks/popup-1.js"></script>')
  const shared = file('chunks/base-2.js', 'export const a=1')
  const deep = file('chunks/deep-3.js', 'import"./base-2.js";export const b=2')
  const entry = file('chunks/popup-1.js', 'import{a}from"./base-2.js";import{b}from"./deep-3.js";a+b')

  expect([...loadedAtStart(scriptsOf(page, root), root)].toSorted()).toEqual([shared, deep, entry].toSorted())
})

test('what is imported only when it is needed is not loaded at start, and counts in all', () => {
  const entry = file('index.js', 'export const aws=()=>import("./sdk.js")')
  const lazy = file('sdk.js', 'export const sdk=1')

  expect([...loadedAtStart([entry], root)]).toEqual([entry])
  expect(scriptsIn(root).toSorted()).toEqual([entry, lazy].toSorted())
})

test('two modules that import each other are weighed once', () => {
  const a = file('a.js', 'import"./b.js"')
  const b = file('b.js', 'import"./a.js"')

  expect([...loadedAtStart([a], root)].toSorted()).toEqual([a, b])
})

test('a size is the sum of the files, each compressed by itself', () => {
  const text = 'x'.repeat(5000)
  const files = [file('a.js', text), file('b.js', text)]

  expect(gzipped(files)).toBe(2 * gzipSync(text, { level: 9 }).length)
})
