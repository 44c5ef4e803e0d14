import { existsSync } from 'node:fs'
import { installed } from './debian.ts'

const knownPaths = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/snap/bin/chromium',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
]

/** `CHROMIUM_PATH`, a usual place, or as root on Debian its own package; else throws one line that says what to do. */
export async function findOrInstallChromium(): Promise<string> {
  const found = findChromium(process.env['CHROMIUM_PATH'], existsSync)
  if (found !== null) return found
  if (await installChromium()) return '/usr/bin/chromium'
  throw new Error('No Chromium found: install it (Debian: apt-get install chromium) or set CHROMIUM_PATH.')
}

/** A path that was named is taken or refused, never passed over in silence. */
export function findChromium(named: string | undefined, exists: (path: string) => boolean): string | null {
  if (named === undefined || named === '') return knownPaths.find(exists) ?? null
  if (exists(named)) return named
  throw new Error(`CHROMIUM_PATH is ${named}, and there is no such file.`)
}

async function installChromium(): Promise<boolean> {
  return (await installed('chromium')) && existsSync('/usr/bin/chromium')
}
