import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findOrInstallChromium } from '../../dev/chromium.ts'
import { openTab, type Tab } from './tab.ts'

export interface Bench {
  /** Origins of our extension, and of one whose popup is a line of text. */
  readonly ours: string
  readonly empty: string
  open(url: string): Promise<Tab>
  stop(): Promise<void>
}

/** Chromium with two extensions, ours as it is built, without anything attached that would hold a popup up. */
export async function startBench(build = '.output/chrome-mv3'): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'hallpass-popup-'))
  const other = await emptyExtension(join(folder, 'empty'))
  const extensions = [resolve(build), other].join()
  const profile = join(folder, 'profile')
  const args = [
    '--headless=new',
    '--remote-debugging-port=0',
    `--user-data-dir=${profile}`,
    `--disable-extensions-except=${extensions}`,
    `--load-extension=${extensions}`,
    '--disable-features=DisableLoadExtensionCommandLineSwitch',
    '--no-first-run',
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    'about:blank',
  ]
  const program = spawn(await findOrInstallChromium(), args, { stdio: 'ignore' })
  const exited = new Promise((done) => program.once('exit', done))
  const port = await portOf(profile)
  return {
    ours: 'chrome-extension://kkdnmnfoidnjfgbgjfmknihfkheokedf',
    empty: originOf(other),
    open: (url) => openTab(port, url),
    stop: async () => {
      program.kill()
      await exited
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
    },
  }
}

async function portOf(profile: string): Promise<number> {
  for (let tries = 0; tries < 300; tries++) {
    const said = await readFile(join(profile, 'DevToolsActivePort'), 'utf8').catch(() => '')
    if (said.includes('\n')) return Number(said.split('\n')[0])
    await sleep(100)
  }
  throw new Error('Chromium did not start.')
}

async function emptyExtension(folder: string): Promise<string> {
  const action = { default_popup: 'popup.html' }
  const manifest = { manifest_version: 3, name: 'Empty', version: '1', action }
  await mkdir(folder)
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest))
  const html = '<!doctype html><meta charset="utf-8"><title>Empty</title><p>Empty</p>'
  await writeFile(join(folder, 'popup.html'), html)
  return realpath(folder)
}

/** Of an unpacked extension without a key: the hash of where it lies, in the letters a to p. */
function originOf(folder: string): string {
  const hash = createHash('sha256').update(folder).digest('hex').slice(0, 32)
  const id = hash.replace(/./g, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 16)))
  return `chrome-extension://${id}`
}
