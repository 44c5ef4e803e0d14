import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'

/** Bytes of these files, each compressed by itself as a browser or a Worker upload gets it. */
export function gzipped(files: Iterable<string>): number {
  return [...files].reduce((sum, file) => sum + gzipSync(readFileSync(file), { level: 9 }).length, 0)
}

/** These modules and all they import as they start; what is only imported when needed, `import('…')`, is left out. */
export function loadedAtStart(entries: readonly string[], root: string): ReadonlySet<string> {
  const seen = new Set<string>()
  const wanted = entries.map((entry) => resolve(entry))
  for (let file = wanted.pop(); file !== undefined; file = wanted.pop()) {
    if (seen.has(file)) continue
    seen.add(file)
    wanted.push(...importedBy(file, root))
  }
  return seen
}

/** The scripts a page names; `/` is the extension's root. */
export function scriptsOf(page: string, root: string): string[] {
  const html = readFileSync(page, 'utf8')
  const named = [...html.matchAll(/(?:src|href)="([^"]+\.js)"/g)].map(([, path = '']) => path)
  return named.map((path) => placeOf(path, page, root))
}

/** Every script of a folder. */
export function scriptsIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return names.filter((name) => /\.m?js$/.test(name)).map((name) => join(folder, name))
}

function importedBy(file: string, root: string): string[] {
  const statement = /(?:\bfrom|\bimport)\s*["']([./][^"']*\.js)["']/g
  return [...readFileSync(file, 'utf8').matchAll(statement)].map(([, path = '']) => placeOf(path, file, root))
}

function placeOf(path: string, from: string, root: string): string {
  return path.startsWith('/') ? resolve(join(root, path)) : resolve(dirname(from), path)
}
