import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { manifestFor } from './manifest.ts'

const api = 'http://127.0.0.1:8787'

test.each(['chrome', 'firefox'] as const)('the manifest for %s asks for what is agreed on', (browser) => {
  const golden: unknown = JSON.parse(
    readFileSync(new URL(`manifest.${browser}.json`, import.meta.url), 'utf8'),
  )
  expect(golden).toMatchObject(manifestFor({ browser, api }))
})

test('one build is for one organisation: its API is the only host, and the only one pages may call', () => {
  const manifest = manifestFor({ browser: 'chrome', api: 'https://hallpass.example.com' })
  expect(manifest.host_permissions).toEqual(['https://hallpass.example.com/*'])
  expect(manifest.content_security_policy.extension_pages).toContain(
    'connect-src https://hallpass.example.com wss://hallpass.example.com;',
  )
})
