import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'

/**
 * Puts what a built page starts with into one script and one style. The pages share their chunks, but each file costs
 * a way through the browser's own process, and a popup is opened for a glance. Not a module, at the end of the page:
 * it runs as soon as it is there, and Chromium keeps its compiled code.
 */
export async function inOneFile(folder: string, page: string, target: string[]): Promise<void> {
  const at = join(folder, `${page}.html`)
  const html = await readFile(at, 'utf8')
  const [script = ''] = named(html, /<script[^>]*\ssrc="\/([^"]+)"/g)
  const styles = named(html, /<link rel="stylesheet"[^>]*\shref="\/([^"]+)"/g)
  const texts = await Promise.all(styles.map((style) => readFile(join(folder, style), 'utf8')))
  const style = styles.at(-1) ?? ''
  const outfile = join(folder, script)
  const made = {
    bundle: true,
    format: 'iife',
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
  } as const
  await build({ ...made, entryPoints: [outfile], outfile, target, allowOverwrite: true })
  await writeFile(join(folder, style), texts.join(''))
  await writeFile(at, withOne(html, { script, style }))
}

function named(html: string, tag: RegExp): string[] {
  return [...html.matchAll(tag)].map(([, path = '']) => path)
}

function withOne(html: string, { script, style }: { script: string; style: string }): string {
  const without = html.replace(
    / *<(?:link rel="(?:stylesheet|modulepreload)"[^>]*>|script.*<\/script>)\n?/g,
    '',
  )
  return without
    .replace('</head>', `  <link rel="stylesheet" href="/${style}" />\n  </head>`)
    .replace('</body>', `  <script src="/${script}"></script>\n  </body>`)
}
