import { fileURLToPath } from 'node:url'
import { defineConfig } from 'wxt'
import { manifestFor } from './extension/build/manifest.ts'
import { inOneFile } from './extension/build/one-file.ts'

const api = process.env['WXT_API'] ?? 'http://127.0.0.1:8787'
const quietContext = fileURLToPath(new URL('extension/lib/quiet-context.ts', import.meta.url))
const targets = ['chrome127', 'firefox140']
const forTests = process.env['WXT_TEST'] !== undefined

/** How WXT starts a content script tells of an error in its own words: the browser does as well, in fewer bytes. */
const startedPlainly = {
  name: 'hallpass:started-plainly',
  transform: (code: string, id: string) =>
    id.includes('content-script-isolated-world-entrypoint')
      ? code.replace(
          /const result = \(async.*?\n\}\)\(\);/s,
          'const result = definition.main(new ContentScriptContext());',
        )
      : null,
}

export default defineConfig({
  srcDir: 'extension',
  publicDir: 'extension/public',
  imports: false,
  manifestVersion: 3,
  outDir: process.env['WXT_OUT'] ?? '.output',
  outDirTemplate: `${forTests ? 'test-' : ''}{{browser}}-mv{{manifestVersion}}`,
  manifest: ({ browser }) => manifestFor({ browser: browser === 'firefox' ? 'firefox' : 'chrome', api }),
  vite: () => ({
    plugins: [startedPlainly],
    // WXT's own context talks to the page: ours does not.
    resolve: { alias: { 'wxt/utils/content-script-context': quietContext } },
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      target: targets,
      modulePreload: { polyfill: false },
    },
  }),
  hooks: {
    'build:done': ({ config }) => inOneFile(config.outDir, 'popup', targets),
    // Its pages are long: a tab of their own, not a box in the browser's settings.
    'build:manifestGenerated': (_, manifest) => {
      if (manifest.options_ui) manifest.options_ui.open_in_tab = true
    },
  },
})
