import { rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { buildExtension } from './extension-build.ts'
import { assertFree } from './free-port.ts'
import { hasDisplay } from './launch.ts'
import { loopback, ports } from './ports.ts'
import { startProgram } from './process.ts'
import { foundations, worker, type Service } from './programs.ts'
import { catalogIsRead, seed } from './seed.ts'
import { supervise, type Supervised } from './supervise.ts'

const { values: flags } = parseArgs({
  options: {
    second: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
  },
})

const up: Supervised[] = []

/** The whole local stack: what stands alone first, the worker on top of it. Its state is in `.local/`. */
async function main(): Promise<void> {
  const services = [...foundations, worker('API', ports.api)]
  if (flags.second)
    services.push(worker('second API', ports.secondApi, ['--var', 'POKE=off', '--cron-seconds', '0']))
  for (const { name, port } of services) await assertFree(port, name)
  if (flags.fresh) await rm('.local', { recursive: true, force: true })

  const extension = buildExtension().catch((error: unknown) => error)
  await Promise.all(foundations.map(start))
  await seed(`http://${loopback}:${ports.database}`)
  for (const service of services.slice(foundations.length)) await start(service)
  await catalogRead()
  const unbuilt = await extension
  if (unbuilt !== undefined) console.error(`The extension is not built: ${reason(unbuilt)}`)
  for (const { name, url } of services) console.log(`${name.padEnd(20)} ${url}`)
  await openBrowser()
  console.log('ready (Ctrl-C ends everything)')
}

/** A request is made on what the sets are, so they are read before anybody is told to begin. */
async function catalogRead(): Promise<void> {
  while (!(await catalogIsRead(`http://${loopback}:${ports.database}`))) await sleep(250)
}

async function start(service: Service): Promise<void> {
  up.push(await supervise(await service.program(), (line) => console.error(line)))
}

/** Where nobody could see a window, the command is named instead. */
async function openBrowser(): Promise<void> {
  if (!hasDisplay())
    return console.log('npm run browser      opens Chromium with the extension, as viewer and as owner')
  const browser = await startProgram({ name: 'browser', args: ['dev/browser.ts'] }).catch(
    (error: unknown) => error,
  )
  if (browser instanceof Error) return console.error(browser.message)
  up.push(browser as Supervised)
}

let ending = false

async function down(code: number): Promise<void> {
  if (ending) return
  ending = true
  await Promise.all(up.map((one) => one.stop()))
  process.exit(code)
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void down(0))

// npm passes SIGTERM to the shell between us, and that shell ends without passing it on.
const parent = process.ppid
if (process.env['npm_lifecycle_event'] !== undefined)
  setInterval(() => process.ppid !== parent && void down(0), 500).unref()

await main().catch((error: unknown) => {
  if (!ending) console.error(reason(error))
  return down(1)
})
