import { build } from 'esbuild'

/** What a service worker sees of the world: everything our code asks the browser for. */
export interface WorkerGlobals {
  readonly chrome: unknown
  readonly fetch: typeof fetch
  readonly WebSocket: unknown
  readonly Date: unknown
  readonly setTimeout: (run: () => void, ms: number) => number
  readonly clearTimeout: (id: number | undefined) => void
  readonly setInterval: (run: () => void, ms: number) => number
  readonly clearInterval: (id: number | undefined) => void
  readonly navigator: { readonly onLine: boolean }
  readonly crypto: Pick<Crypto, 'getRandomValues' | 'randomUUID' | 'subtle'>
}

const names = [
  'chrome',
  'fetch',
  'WebSocket',
  'Date',
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'navigator',
  'crypto',
] as const satisfies readonly (keyof WorkerGlobals)[]

/** Our background script as one function: each call is a service worker that starts with nothing in memory. */
export async function backgroundCode(): Promise<(globals: WorkerGlobals) => void> {
  const contents = "import background from './extension/entrypoints/background.ts'\nbackground.main()"
  const made = await build({
    stdin: { contents, resolveDir: process.cwd() },
    define: { 'import.meta.env': '{}' },
    bundle: true,
    format: 'iife',
    write: false,
  })
  // oxlint-disable-next-line no-new-func, typescript/no-implied-eval
  const start = new Function('globalThis', ...names, made.outputFiles[0]!.text)
  return (globals) => start({ chrome: globals.chrome }, ...names.map((name) => globals[name]))
}
