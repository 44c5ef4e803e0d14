import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'

const run = promisify(execFile)
const out = mkdtempSync(join(tmpdir(), 'extension-'))
const builds = { chrome: 'chrome-mv3', firefox: 'firefox-mv3' } as const

beforeAll(async () => {
  for (const browser of Object.keys(builds)) {
    const args = ['node_modules/wxt/bin/wxt.mjs', 'build', '-b', browser]
    await run(process.execPath, args, { env: { ...process.env, WXT_OUT: out } })
  }
})
afterAll(() => rmSync(out, { recursive: true }))

test.each(Object.entries(builds))(
  'the manifest for %s is the one agreed on, to the letter',
  (browser, folder) => {
    const golden = readFileSync(new URL(`manifest.${browser}.json`, import.meta.url), 'utf8')
    const { version: _, ...manifest } = JSON.parse(readFileSync(join(out, folder, 'manifest.json'), 'utf8'))
    expect(manifest).toEqual(JSON.parse(golden))
  },
)

test.each(Object.values(builds))(
  '%s holds no code that makes code, and loads none from elsewhere',
  (folder) => {
    const names = readdirSync(join(out, folder), { recursive: true, encoding: 'utf8' })
    const text = names
      .filter((name) => /\.(js|html)$/.test(name))
      .map((name) => readFileSync(join(out, folder, name), 'utf8'))
      .join('\n')
    expect(text).not.toMatch(/\beval\(|new Function\b|document\.write|insertAdjacentHTML|<script[^>]*>[^<]/)
    expect(text).not.toMatch(/(?:src|href)="https?:|import\(\s*["'`]https?:/)
  },
)
