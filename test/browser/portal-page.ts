import { mkdtemp, readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { findOrInstallChromium } from '../../dev/chromium.ts'
import { startConsoleReplica } from '../../dev/console-replica/server.ts'
import { hostRules } from '../../dev/launch.ts'
import { ports } from '../../dev/ports.ts'
import { storyNow } from '../../extension/test-samples.ts'
import { refuses, type Story } from './story.ts'

/*
 * The built pages in a real Chromium, with the browser's own parts played by a script: so that every screen can be
 * looked at in any state, language and theme, at an hour that does not move, without a stack behind it.
 */

export type Words = Readonly<Record<string, { readonly message: string }>>

export interface Look extends BrowserContextOptions {
  readonly words?: Words
  readonly direction?: 'ltr' | 'rtl'
  /** The background, for what a page of the console says to it. */
  readonly hear?: (message: unknown) => Promise<unknown>
}

export interface PortalStage {
  readonly origin: string
  readonly words: Words
  /** The texts of another language; what it leaves out is English, as in a browser. */
  wordsOf(locale: string): Promise<Words>
  /** A page of the extension, or a whole address: a page of the console, with our scripts in it. */
  open(route: string, story: Story, look?: Look): Promise<Page>
  stop(): Promise<void>
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
}

export async function startPortalStage(
  build = process.env['HALLPASS_BUILD'] ?? '.output/test-chrome-mv3',
): Promise<PortalStage> {
  const server = await serveFolder(build)
  const address = server.address()
  const origin = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  const wordsOf = async (locale: string): Promise<Words> =>
    JSON.parse(await readFile(join(build, `_locales/${locale}/messages.json`), 'utf8'))
  const words = await wordsOf('en')
  const replica = await startConsoleReplica({
    port: ports.console,
    stateDir: await mkdtemp(join(tmpdir(), 'hallpass-looks-')),
  })
  const browser = await chromium.launch({
    executablePath: await findOrInstallChromium(),
    args: [
      `--host-resolver-rules=${hostRules(ports.console)}`,
      `--ignore-certificate-errors-spki-list=${replica.spki}`,
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  })
  const scripts = await scriptsOf(build)
  return {
    origin,
    words,
    wordsOf: async (locale) => ({ ...words, ...(await wordsOf(locale)) }),
    async open(route, story, look = {}) {
      const page = await newPage(browser, story, { words, ...look })
      if (route.startsWith('https:')) await page.addInitScript(scripts)
      await page.goto(new URL(route, `${origin}/`).href)
      return page
    },
    async stop() {
      await browser.close()
      await replica.close()
      server.close()
    },
  }
}

/** What the manifest puts into the console, and into the access portal. */
async function scriptsOf(build: string): Promise<string> {
  const read = (name: string) => readFile(join(build, `content-scripts/${name}.js`), 'utf8')
  const [portal, ...ofConsole] = await Promise.all(
    ['access-portal', 'console', 'console-frame', 'alert-place'].map(read),
  )
  return `addEventListener('DOMContentLoaded', () => {
    if (location.hostname.endsWith('.awsapps.com')) { ${portal} }
    else if (location.protocol === 'https:') { ${ofConsole.join(';')} }
  })`
}

async function serveFolder(folder: string): Promise<Server> {
  const server = createServer((asked, answer) => {
    const path = new URL(asked.url ?? '/', 'http://x').pathname
    readFile(join(folder, path)).then(
      (body) =>
        answer.setHeader('content-type', types[extname(path)] ?? 'application/octet-stream').end(body),
      () => answer.writeHead(404).end(),
    )
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return server
}

async function newPage(browser: Browser, story: Story, look: Look): Promise<Page> {
  const { words = {}, direction = 'ltr', hear = async () => null, ...options } = look
  const context = await browser.newContext({
    viewport: { width: 1280, height: 720 },
    timezoneId: 'Europe/Berlin',
    ...options,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  await page.clock.setFixedTime(storyNow)
  await page.exposeFunction('hallpassAnswer', (endpoint: string, input: Record<string, unknown>) =>
    answerOf(story, endpoint, input),
  )
  await page.exposeFunction('hallpassHear', hear)
  const { catalog, ...known } = story.seen ?? {}
  const stored = { seen: story.seen && known, catalog, link: { state: story.link, retryAt: storyNow + 8000 } }
  await page.addInitScript(playBrowser, { words, direction, stored, siteOff: story.siteOff ?? false })
  return page
}

async function answerOf(story: Story, endpoint: string, input: Record<string, unknown>): Promise<unknown> {
  const answer = story.answers[endpoint as keyof Story['answers']]
  const output = answer ? await answer(input) : refuses('not-found')
  return isRefused(output) ? { ok: false, problem: output.refused } : { ok: true, output }
}

export function isRefused(output: unknown): output is ReturnType<typeof refuses> {
  return typeof output === 'object' && output !== null && 'refused' in output
}

interface Played {
  readonly words: Words
  readonly direction: string
  readonly stored: Record<string, unknown>
  readonly siteOff: boolean
}

/** Runs in the page, before anything of ours. */
function playBrowser({ words, direction, stored, siteOff }: Played): void {
  const never = { addListener: () => undefined, removeListener: () => undefined }
  const area = {
    get: async (key: string) => ({ [key]: stored[key] }),
    set: async () => undefined,
    remove: async () => undefined,
    onChanged: never,
  }
  const said: Record<string, string> = direction === 'rtl' ? { ui_direction: 'rtl' } : {}
  interface Message {
    readonly kind: string
    readonly endpoint: string
    readonly input: Record<string, unknown>
    readonly text?: string
  }
  interface Said {
    readonly text?: string
  }
  interface Background {
    hallpassAnswer(endpoint: string, input: unknown): Promise<unknown>
    hallpassHear(message: Message): Promise<unknown>
    /** To the page itself: that something changed, or what a frame in it was denied. */
    hallpassSays?(message: Said): void
    hallpassSaid?: Said
  }
  const background = globalThis as unknown as Background
  const sendMessage = async (message: Message): Promise<unknown> => {
    const { kind, endpoint, input } = message
    if (kind === 'call') return background.hallpassAnswer(endpoint, input)
    if (/^(sign-|refresh)/.test(kind)) return { ok: true, output: null }
    if (kind !== 'denied') return background.hallpassHear(message)
    const top = globalThis.top as unknown as Background
    top.hallpassSaid = message
    return top.hallpassSays?.(message)
  }
  const onMessage = {
    ...never,
    addListener: (listener: (message: Said) => void) => {
      background.hallpassSays = listener
      // Once all of ours listens: a frame may have loaded first.
      setTimeout(() => background.hallpassSaid && listener(background.hallpassSaid))
    },
  }
  const runtime = {
    id: 'played',
    sendMessage,
    getURL: (path: string) => path,
    getManifest: () => ({ version: '0.1.0' }),
    connect: () => ({
      onMessage,
      onDisconnect: never,
      postMessage: () => undefined,
      disconnect: () => undefined,
    }),
    onMessage: never,
  }
  const i18n = { getMessage: (key: string) => said[key] ?? words[key]?.message ?? '' }
  const permissions = {
    contains: async () => !siteOff,
    request: async () => true,
    onAdded: never,
    onRemoved: never,
  }
  const action = { getUserSettings: async () => ({ isOnToolbar: false }) }
  const tabs = { query: async () => [], create: async () => undefined }
  Reflect.set(globalThis, 'chrome', {
    runtime,
    i18n,
    tabs,
    permissions,
    action,
    storage: { local: area, session: area },
  })
}
