import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')

interface Manifest {
  readonly license?: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>
}
interface Locked extends Manifest {
  readonly version?: string
  readonly resolved?: string
  readonly integrity?: string
  readonly inBundle?: boolean
}

const read = <T>(path: string) => JSON.parse(readFileSync(join(root, path), 'utf8')) as T
const manifest = read<Manifest>('package.json')
const { packages } = read<{ packages: Readonly<Record<string, Locked>> }>('package-lock.json')
const locked = Object.entries(packages).filter(([path]) => path !== '')

/** Where Node finds `name` from the package at `from`: beside it, or in a folder above. */
function find(from: string, name: string): string | null {
  const path = `${from === '' ? '' : `${from}/`}node_modules/${name}`
  if (path in packages) return path
  return from === '' ? null : find(from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))), name)
}

test('the lock holds the parts of every platform, not only of the machine it was made on', () => {
  const wrong = locked.flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => find(path, name) === null)
      .map((name) => `${name}, an optional part of ${path}, should be in package-lock.json.`),
  )
  expect(wrong).toEqual([])
})

test('every version is named exactly', () => {
  const named = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })
  const wrong = named.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
  expect(wrong.map(([name, version]) => `${name} should be one version, not ${version}.`)).toEqual([])
})

test('the lock says what package.json says', () => {
  const { dependencies, devDependencies } = packages['']!
  expect({ dependencies, devDependencies }).toEqual({
    dependencies: manifest.dependencies,
    devDependencies: manifest.devDependencies,
  })
  const named = Object.entries({ ...dependencies, ...devDependencies })
  const wrong = named.filter(([name, version]) => packages[`node_modules/${name}`]?.version !== version)
  expect(wrong.map(([name]) => `${name} should be locked as package.json names it: npm install.`)).toEqual([])
})

test('packages come from the public registry, and are what they were', () => {
  const elsewhere = locked.filter(([, { resolved }]) => {
    return resolved !== undefined && new URL(resolved).hostname !== 'registry.npmjs.org'
  })
  expect(elsewhere.map(([path]) => `${path} should name no registry of its own.`)).toEqual([])
  const unchecked = locked.filter(([, { integrity, inBundle }]) => integrity === undefined && !inBundle)
  expect(unchecked.map(([path]) => `${path} should have its integrity in package-lock.json.`)).toEqual([])
})

const permissive = new Set(['MIT', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', '0BSD'])

test('all that runs in production has a permissive licence', () => {
  const shipped = shippedWith('', Object.keys(manifest.dependencies ?? {}), new Set())
  expect(shipped.size).toBeGreaterThan(20)
  const wrong = [...shipped].filter((path) => !permissive.has(licenceOf(path)))
  expect(wrong.map((path) => `${path} (${licenceOf(path)}) should be replaced.`)).toEqual([])
})

function shippedWith(from: string, names: readonly string[], found: Set<string>): Set<string> {
  for (const name of names) {
    const path = find(from, name)
    if (path === null || found.has(path)) continue
    found.add(path)
    shippedWith(path, needsOf(packages[path]!), found)
  }
  return found
}

function needsOf({ dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta }: Manifest) {
  const peers = Object.keys(peerDependencies ?? {}).filter((name) => !peerDependenciesMeta?.[name]?.optional)
  return [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers]
}

/** As the installed package says; parts of other platforms are not installed, and the lock says it. */
function licenceOf(path: string): string {
  const installed = existsSync(join(root, path)) ? read<Manifest>(`${path}/package.json`) : packages[path]
  return installed?.license ?? 'none'
}
