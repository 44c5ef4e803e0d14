import { spawnSync } from 'node:child_process'
import { buildWorker } from './worker/build.ts'

/** All that is shipped: `.output/chrome-mv3`, `.output/firefox-mv3`, `dist/worker`, `dist/reader`. */
async function main(): Promise<void> {
  wxt('build')
  wxt('build', '-b', 'firefox')
  const modules = await buildWorker('worker/index.ts', 'dist/worker', { minify: true })
  console.log(`dist/worker: ${modules.join(', ')}`)
  const reader = await buildWorker('worker/reader/index.ts', 'dist/reader', { minify: true })
  console.log(`dist/reader: ${reader.join(', ')}`)
}

function wxt(...args: readonly string[]): void {
  const { status } = spawnSync(process.execPath, ['node_modules/wxt/bin/wxt.mjs', ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (status !== 0) throw new Error(`wxt ${args.join(' ')} did not succeed.`)
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
