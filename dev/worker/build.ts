import { rm } from 'node:fs/promises'
import { relative } from 'node:path'
import { build } from 'esbuild'

/** Bundles the worker into `outDir` and answers its modules, the entry first, as paths relative to it. */
export async function buildWorker(
  entry: string,
  outDir: string,
  { minify = false }: { minify?: boolean } = {},
): Promise<string[]> {
  await rm(outDir, { recursive: true, force: true })
  const { metafile } = await build({
    entryPoints: { worker: entry },
    outdir: outDir,
    bundle: true,
    metafile: true,
    minify,
    // What is imported lazily stays a module of its own, and is read only when it is needed.
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2024',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['cloudflare:*'],
    // As in wrangler.toml.
    alias: {
      bowser: './worker/aws/left-out.ts',
      '@smithy/core/event-streams': './worker/aws/left-out.ts',
    },
    logLevel: 'warning',
  })
  const modules = Object.keys(metafile.outputs).map((path) => relative(outDir, path))
  return modules.sort((a, b) => Number(b === 'worker.js') - Number(a === 'worker.js'))
}
