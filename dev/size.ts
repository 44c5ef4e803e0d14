import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { gzipped, loadedAtStart, scriptsIn, scriptsOf } from './bundle-size.ts'

const kib = 1024
const extension = '.output/chrome-mv3'
const worker = 'dist/worker'

interface Artefact {
  readonly name: string
  readonly bytes: number
  /** What it may weigh; without one it is only told. */
  readonly boundKib?: number
}

/** Weighs what `npm run build` made, gzip; exits 1 if something is heavier than it may be. */
function main(): void {
  const artefacts = [popup(), contentScript(), ...workerBundle()]
  for (const artefact of artefacts) console.log(line(artefact))
  if (artefacts.some(isOver)) process.exit(1)
}

function popup(): Artefact {
  const page = built(join(extension, 'popup.html'))
  const files = loadedAtStart(scriptsOf(page, extension), extension)
  return { name: 'popup JS', bytes: gzipped(files), boundKib: 15 }
}

function contentScript(): Artefact {
  const file = built(join(extension, 'content-scripts/console.js'))
  return { name: 'content script', bytes: gzipped([file]), boundKib: 12 }
}

function workerBundle(): Artefact[] {
  const entry = built(join(worker, 'worker.js'))
  return [
    { name: 'Worker, at start', bytes: gzipped(loadedAtStart([entry], worker)) },
    { name: 'Worker, in all', bytes: gzipped(scriptsIn(worker)), boundKib: 180 },
  ]
}

function built(file: string): string {
  if (existsSync(file)) return file
  console.error(`${file} is not there: run "npm run build" first.`)
  process.exit(1)
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
