import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const manifest = '.output/chrome-mv3/manifest.json'
const sources = ['extension', 'schema/contract', 'wxt.config.ts', 'package-lock.json']

/** Builds the extension for Chromium unless the build is newer than all it is made from. */
export async function buildExtension(): Promise<void> {
  if (existsSync(manifest) && (await newest(sources)) < (await stat(manifest)).mtimeMs) return
  await promisify(execFile)(process.execPath, ['node_modules/wxt/bin/wxt.mjs', 'build'], {
    maxBuffer: 16 * 2 ** 20,
  })
}

/** The latest change below any of these paths; those that are not there count as never. */
export async function newest(paths: readonly string[]): Promise<number> {
  const times = await Promise.all(paths.filter(existsSync).map(newestOf))
  return Math.max(0, ...times)
}

async function newestOf(path: string): Promise<number> {
  const about = await stat(path)
  if (!about.isDirectory()) return about.mtimeMs
  const names = await readdir(path)
  return Math.max(about.mtimeMs, await newest(names.map((name) => join(path, name))))
}
