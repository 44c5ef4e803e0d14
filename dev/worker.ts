import { spawn, type ChildProcess } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { parseArgs, parseEnv } from 'node:util'
import workerd from 'workerd'
import { ports } from './ports.ts'
import { buildWorker } from './worker/build.ts'
import { workerdConfig } from './worker/config.ts'

const readerEntry = 'worker/reader/index.ts'
const readerFolder = 'reader'

/** Runs the worker as production does, on this machine: `node dev/worker.ts [--port 8787] [--var NAME=VALUE]…`. */
async function main(): Promise<void> {
  const flags = readFlags()
  const buildDir = resolve(flags.build ?? `.local/worker-build/${flags.port}`)
  const modules = await buildWorker(flags.entry, buildDir)
  const readerModules = await buildWorker(readerEntry, join(buildDir, readerFolder))
  const stateDir = resolve(flags.persist)
  await mkdir(stateDir, { recursive: true })
  const vars = { ...(await envFile(flags['env-file'])), ...named(flags.var) }
  const config = join(buildDir, 'workerd.capnp')
  const port = Number(flags.port)
  await writeFile(
    config,
    workerdConfig({
      port,
      cronPort: Number(flags['cron-port']),
      modules,
      readerModules: readerModules.map((path) => `${readerFolder}/${path}`),
      readerPort: Number(flags['reader-port']),
      readerAt: flags['reader-at'],
      stateDir,
      vars,
    }),
  )

  const runtime = spawn(workerd.default, ['serve', config, '--control-fd=3', '--experimental'], {
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  })
  endTogether(runtime)
  const sockets = await listening(runtime)
  fireCron(sockets.cron, Number(flags['cron-seconds']))
  console.log(`ready http://127.0.0.1:${sockets.http} (cron on ${sockets.cron}, state in ${flags.persist})`)
}

function readFlags() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: String(ports.api) },
      persist: { type: 'string', default: '.local/worker' },
      entry: { type: 'string', default: 'worker/index.ts' },
      build: { type: 'string' },
      var: { type: 'string', multiple: true, default: [] },
      'env-file': { type: 'string' },
      'reader-port': { type: 'string', default: '0' },
      'reader-at': { type: 'string' },
      'cron-port': { type: 'string', default: '0' },
      'cron-seconds': { type: 'string', default: '60' },
    },
  })
  return values
}

async function envFile(path: string | undefined): Promise<Record<string, string>> {
  if (path === undefined) return {}
  const entries = Object.entries(parseEnv(await readFile(path, 'utf8')))
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined))
}

function named(pairs: readonly string[]): Record<string, string> {
  const split = pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)])
  return Object.fromEntries(split)
}

/** Neither outlives the other; the runtime is in this process's group, so a kill -9 of the group takes both. */
function endTogether(runtime: ChildProcess): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => runtime.kill(signal))
  runtime.once('error', (error) => fail(`The runtime did not start: ${error.message}`))
  runtime.once('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 1))
}

interface Sockets {
  http: number
  cron: number
}

/** The runtime tells each socket it opened on descriptor 3. */
function listening(runtime: ChildProcess): Promise<Sockets> {
  const sockets: Partial<Sockets> = {}
  return new Promise((open) => {
    createInterface({ input: runtime.stdio[3] as Readable }).on('line', (line) => {
      const said = JSON.parse(line) as { event: string; socket: keyof Sockets; port: number }
      if (said.event === 'listen') sockets[said.socket] = said.port
      if (sockets.http !== undefined && sockets.cron !== undefined) open(sockets as Sockets)
    })
  })
}

function fireCron(port: number, everySeconds: number): void {
  if (everySeconds <= 0) return
  const fire = (): void => {
    fetch(`http://127.0.0.1:${port}/cdn-cgi/handler/scheduled?cron=*+*+*+*+*`)
      .then(async (answer) => answer.ok || console.error(`The cron run ended with "${await answer.text()}"`))
      .catch((error: unknown) => console.error('The cron run did not answer', error))
  }
  // At once too: whatever came due while nothing ran is found now, not in a minute.
  fire()
  setInterval(fire, everySeconds * 1_000)
}

function fail(message: string): never {
  console.error(message)
  process.exit(1)
}

await main().catch((error: unknown) => fail(error instanceof Error ? error.message : String(error)))
