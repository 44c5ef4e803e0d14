import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { gzipped, loadedAtStart, scriptsIn, scriptsOf } from './bundle-size.ts'

const kib = 1024
const extension = '.output/chrome-mv3'
const worker = 'dist/worker'
const entry = join(worker, 'worker.js')
const reader = 'dist/reader'

interface Artefact {
  readonly name: string
  readonly bytes: number
  /** What it may weigh; without one it is only told. */
  readonly boundKib?: number
}

/** Builds, and weighs what came of it, gzip; exits 1 if something is heavier than it may be. */
function main(): void {
  build()
  const artefacts = [page('popup', 20), page('options', 45), contentScript(), ...workerBundle()]
  for (const artefact of artefacts) console.log(line(artefact))
  if (artefacts.some(isOver)) process.exit(1)
}

function page(name: string, boundKib: number): Artefact {
  const html = join(extension, `${name}.html`)
  const files = loadedAtStart(scriptsOf(html, extension), extension)
  return { name: `${name} JS`, bytes: gzipped(files), boundKib }
}

function contentScript(): Artefact {
  const file = join(extension, 'content-scripts/console.js')
  return { name: 'content script', bytes: gzipped([file]), boundKib: 15 }
}

function workerBundle(): Artefact[] {
  return [
    { name: 'Worker, at start', bytes: gzipped(loadedAtStart([entry], worker)) },
    { name: 'Worker, in all', bytes: gzipped(scriptsIn(worker)), boundKib: 180 },
    { name: 'Worker that reads', bytes: gzipped(scriptsIn(reader)), boundKib: 240 },
  ]
}

/** Its output goes to stderr: the table stands alone. */
function build(): void {
  const { status } = spawnSync(process.execPath, ['dev/build.ts'], { stdio: ['ignore', 2, 2] })
  if (status !== 0) process.exit(1)
}

function isOver({ bytes, boundKib }: Artefact): boolean {
  return boundKib !== undefined && bytes > boundKib * kib
}

function line(artefact: Artefact): string {
  const { name, bytes, boundKib } = artefact
  const size = `${(bytes / kib).toFixed(1).padStart(6)} KiB gzip`
  if (boundKib === undefined) return `${name.padEnd(17)}${size}`
  return `${name.padEnd(17)}${size} of ${boundKib}${isOver(artefact) ? '  TOO BIG' : ''}`
}

main()
