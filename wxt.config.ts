import { fileURLToPath } from 'node:url'
import { defineConfig } from 'wxt'
import { manifestFor } from './extension/build/manifest.ts'

const api = process.env['WXT_API'] ?? 'http://127.0.0.1:8787'
const quietContext = fileURLToPath(new URL('extension/lib/quiet-context.ts', import.meta.url))
const forTests = process.env['WXT_TEST'] !== undefined

export default defineConfig({
  srcDir: 'extension',
  publicDir: 'extension/public',
  imports: false,
  manifestVersion: 3,
  outDir: process.env['WXT_OUT'] ?? '.output',
  outDirTemplate: `${forTests ? 'test-' : ''}{{browser}}-mv{{manifestVersion}}`,
  manifest: ({ browser }) => manifestFor({ browser: browser === 'firefox' ? 'firefox' : 'chrome', api }),
  vite: () => ({
    // WXT's own context talks to the page: ours does not.
    resolve: { alias: { 'wxt/utils/content-script-context': quietContext } },
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      target: ['chrome127', 'firefox140'],
      modulePreload: { polyfill: false },
    },
  }),
  hooks: {
    // Its pages are long: a tab of their own, not a box in the browser's settings.
    'build:manifestGenerated': (_, manifest) => {
      if (manifest.options_ui) manifest.options_ui.open_in_tab = true
    },
  },
})
