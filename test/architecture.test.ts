import { execFileSync } from 'node:child_process'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { compatibilityDate, durableObjects } from '../dev/worker/config.ts'
import { api } from '../schema/contract/api.ts'

// Each of these names what is wrong as an instruction: what to do, not only what not to.

const root = join(import.meta.dirname, '..')
const text = (path: string) => readFileSync(join(root, path), 'utf8')
const sources = globSync('{schema,worker,extension,dev,test}/**/*.{ts,tsx}', { cwd: root }).toSorted()
const product = sources.filter((path) => !path.startsWith('test/') && !isOfTests(path))
const within = (folder: string) => product.filter((path) => path.startsWith(folder))

function isOfTests(path: string): boolean {
  return /\.test\.tsx?$|\/test-[\w-]+\.tsx?$/.test(path)
}

interface Import {
  readonly by: string
  /** A path of ours, or a package's name. */
  readonly what: string
}
const imports: readonly Import[] = product.flatMap(importsOf)

function importsOf(by: string): Import[] {
  const named = text(by).matchAll(/(?:\bfrom|\bimport)\s*\(?\s*['"]([^'"]+)['"]/g)
  return [...named].map(([, name]) => ({ by, what: name!.startsWith('.') ? resolved(by, name!) : name! }))
}

function resolved(by: string, name: string): string {
  return relative(root, join(root, dirname(by), name))
}

const ours = /^(schema|worker|extension|dev|test|bench)\//

describe('arrows only go down', () => {
  const reaches: readonly { readonly folder: string; readonly to: RegExp; readonly so: string }[] = [
    { folder: 'schema/contract/', to: /^schema\/contract\//, so: 'the contract runs anywhere' },
    { folder: 'schema/', to: /^schema\//, so: 'schema/ imports nothing of ours' },
    {
      folder: 'extension/',
      to: /^(extension|schema\/contract)\//,
      so: 'the API is all it knows of the worker',
    },
    {
      folder: 'dev/',
      to: /^(?!worker\/|schema\/policy)/,
      so: 'a sandbox that shares code proves only itself',
    },
    { folder: 'worker/', to: /^(worker|schema)\//, so: 'what is shipped rests on nothing that is not' },
    { folder: 'worker/engine/', to: /^(worker\/engine|schema\/contract)\//, so: 'the core is pure' },
    { folder: 'worker/policy.ts', to: /^schema\/contract\//, so: 'rules are pure' },
    {
      folder: 'worker/routes/',
      to: /^(?!worker\/aws\/|schema\/tables\/)/,
      so: 'a route asks lifecycle or worker/db',
    },
  ]
  test.each(reaches)('$folder: $so', ({ folder, to, so }) => {
    const wrong = imports.filter(({ by, what }) => by.startsWith(folder) && ours.test(what) && !to.test(what))
    expect(wrong.map(({ by, what }) => `${by} should do without ${what}: ${so}.`)).toEqual([])
  })

  const importers: readonly { what: string; names: RegExp; by: RegExp; so: string }[] = [
    { what: 'routes', names: /^worker\/routes\//, by: /^worker\/(app\.ts|routes\/)/, so: 'worker/app.ts' },
    { what: 'the app', names: /^worker\/app\.ts/, by: /^worker\/index\.ts/, so: 'worker/index.ts' },
    { what: 'the lifecycle', names: /^worker\/lifecycle\.ts/, by: /^worker\/routes\//, so: 'worker/routes' },
    {
      what: 'parts of the lifecycle',
      names: /^worker\/(open|asking|deciding|moving|granting|telling)\.ts/,
      by: /^worker\/(lifecycle|open|asking|deciding|moving|granting|noting|reminding|reopening|lapsing|before-sending|before-deciding|sealed-as|retrying)\.ts/,
      so: 'worker/lifecycle.ts and its parts',
    },
    { what: 'sign-in', names: /^worker\/auth\//, by: /^worker\/(auth|routes)\//, so: 'worker/routes' },
    {
      what: 'AWS behind its port',
      // A hash of texts speaks to nobody.
      names: /^worker\/aws\/(?!(port|policy-hash)\.ts)/,
      by: /^worker\/(aws\/|adapters\.ts|engine-deps\.ts|writer-deps\.ts|catalog\.ts|refresh-catalog\.ts|drift\/scan\.ts)/,
      so: 'worker/adapters.ts, engine-deps.ts or writer-deps.ts; everybody else speaks to worker/aws/port.ts',
    },
    { what: 'tables', names: /^schema\/tables\//, by: /^(worker|schema\/tables)\//, so: 'worker' },
    {
      what: 'SQL',
      names: /^drizzle-orm/,
      by: /^(schema\/tables\/|worker\/(db\/|auth\/tokens\.ts|(lifecycle|deciding|moving|retrying)\.ts)|dev\/seed\.ts)/,
      so: 'worker/db, or as a guard by the lifecycle',
    },
    {
      what: "AWS's own client",
      names: /^@aws-sdk\//,
      by: /^(worker\/aws\/|dev\/aws-sandbox\/try-)/,
      so: 'worker/aws',
    },
    {
      what: 'valibot',
      names: /^valibot/,
      by: /^(schema\/contract|worker|dev|extension\/background)\//,
      so: 'extension/background: what runs in a page must stay small',
    },
  ]
  test.each(importers)('$what should be imported by $so', ({ names, by, so }) => {
    const wrong = imports.filter((each) => names.test(each.what) && !by.test(each.by))
    expect(wrong.map((each) => `${each.what} should be imported by ${so}; not by ${each.by}.`)).toEqual([])
  })
})

describe('what stands in one place only', () => {
  test('the engine has no clock, randomness or network of its own', () => {
    const own = /\b(Date\.now|new Date\(\)|Math\.random|crypto\.|setTimeout|setInterval|fetch\()/
    const wrong = within('worker/engine/').filter((path) => own.test(text(path)))
    expect(wrong.map((path) => `${path} should ask its ports (Clock, Chance, Aws) instead.`)).toEqual([])
  })

  test('no page of the extension waits at the top of a module', () => {
    // One such wait, and the bundler cuts what the pages share into many small files, which weigh more.
    const waits = within('extension/').filter((path) => /^(?:const .* = )?await /m.test(text(path)))
    expect(waits.map((path) => `${path} should wait in a function.`)).toEqual([])
  })

  test('a batch names its mode', () => {
    const wrong = within('worker/').filter(
      (path) => path !== 'worker/db/batch.ts' && /\.batch\(/.test(text(path)),
    )
    expect(
      wrong.map((path) => `${path} should call batch() of worker/db/batch.ts, which names the mode.`),
    ).toEqual([])
  })

  test('a status is written by advance() alone, and the first by open', () => {
    const updates = /update (?:\$\{requests\}|requests) set(?:(?!\bwhere\b)[^])*?\bstatus\s*=/
    const inserts = /insert into (?:\$\{requests\}|requests)\b(?! *\w*_)/
    const drizzled = /\.(?:update|insert)\(requests\)/
    const wrong = within('worker/').flatMap((path) => [
      ...(updates.test(text(path)) && path !== 'worker/db/advance.ts' ? [path] : []),
      ...(inserts.test(text(path)) && path !== 'worker/db/open.ts' ? [path] : []),
      ...(drizzled.test(text(path)) ? [path] : []),
    ])
    expect(
      wrong.map((path) => `${path} should move a request with advance() of worker/db/advance.ts.`),
    ).toEqual([])
  })

  test('the two that may write a status do', () => {
    expect(text('worker/db/advance.ts')).toContain('update ${requests} set status =')
    expect(text('worker/db/open.ts')).toContain('insert into ${requests} (')
  })

  test('every endpoint of the contract is mounted exactly once', () => {
    const mounted = within('worker/routes/').flatMap((path) =>
      [...text(path).matchAll(/serve\(\s*app,\s*api\.(\w+)/g)].map(([, name]) => name!),
    )
    expect(mounted.toSorted(), 'Mount it in worker/routes with serve(app, api.NAME, …), once.').toEqual(
      Object.keys(api).toSorted(),
    )
  })

  test('every console feature is listed in the content script, under the name of its file', () => {
    const entry = 'extension/entrypoints/console.content/features.ts'
    const listed: readonly string[] =
      /const features = \[([^\]]*)\]/.exec(text(entry))?.[1]?.match(/\w+/g) ?? []
    const all = within('extension/features/').filter((path) => dirname(path) === 'extension/features')
    // The access portal is a page of its own, with a content script of its own.
    const portal = 'extension/features/portal-page.tsx'
    expect(text('extension/entrypoints/access-portal.content.ts')).toContain('/features/portal-page.tsx')
    const features = all.filter((path) => path !== portal)
    expect(features.length).toBeGreaterThan(0)
    const wrong = features.flatMap((path) => {
      const [, name, id] = /export const (\w+): Feature = \{\s*id: '([^']+)'/.exec(text(path)) ?? []
      return [
        ...(name !== undefined && listed.includes(name)
          ? []
          : [`${path} should be listed in \`features\` of ${entry}.`]),
        ...(id === basename(path).split('.')[0] ? [] : [`${path} should have its own name as its id.`]),
      ]
    })
    expect(wrong).toEqual([])
  })

  test('both runtimes know the same Durable Objects', () => {
    const toml = text('wrangler.toml')
    const bound = [...toml.matchAll(/^name = "([A-Z_]+)"\nclass_name = "(\w+)"/gm)].map(([, n, c]) => [n, c])
    expect(Object.fromEntries(bound), 'Name it in wrangler.toml and in dev/worker/config.ts.').toEqual(
      durableObjects,
    )
    const migrated = [...toml.matchAll(/new_sqlite_classes = \[([^\]]*)\]/g)].flatMap(([, all]) =>
      all!.match(/\w+/g),
    )
    expect(migrated.map(String).toSorted(), 'A new class needs a [[migrations]] entry of its own.').toEqual(
      Object.values(durableObjects).toSorted(),
    )
    expect(toml).toContain(`compatibility_date = "${compatibilityDate}"`)
  })
})

describe('what is nowhere', () => {
  test('no text becomes markup or code in the extension', () => {
    const sink =
      /\b(innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML|document\.write|eval\(|new Function)/
    const wrong = within('extension/').filter((path) => sink.test(text(path)))
    expect(
      wrong.map((path) => `${path} should make elements, not markup: the page is hostile ground.`),
    ).toEqual([])
  })

  test('nothing rests on what stands outside of the repository', () => {
    // The brackets keep this very line from matching.
    const outside = /\.\.\/share[d]\b|\/work\/(?:main|share[d])\b/
    const committed = filesCommitted().filter((path) =>
      /\.(tsx?|c?js|json|md|sql|toml|css|html)$|^\.ci\//.test(path),
    )
    const wrong = committed.filter((path) => outside.test(text(path)))
    expect(wrong.map((path) => `${path} should read a copy in test/fixtures.`)).toEqual([])
  })
})

/** Without git (an archive of the sources), whatever is there. */
function filesCommitted(): string[] {
  try {
    const listed = execFileSync('git', ['ls-files', '-z'], { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] })
    return listed
      .toString()
      .split('\0')
      .filter((path) => existsSync(join(root, path)))
  } catch {
    return globSync('{*.*,.ci/*,{docs,schema,worker,extension,dev,test}/**/*.*}', { cwd: root })
  }
}
