import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { extname, join } from 'node:path'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { findOrInstallChromium } from '../../dev/chromium.ts'
import { storyNow } from '../../extension/test-samples.ts'
import type { Story } from './story.ts'

/*
 * The built pages in a real Chromium, with the browser's own parts played by a script: so that every screen can be
 * looked at in any state, language and theme, at an hour that does not move, without a stack behind it.
 */

export type Words = Readonly<Record<string, { readonly message: string }>>

export interface Look extends BrowserContextOptions {
  readonly words?: Words
  readonly direction?: 'ltr' | 'rtl'
}

export interface PortalStage {
  readonly origin: string
  readonly words: Words
  /** The texts of another language; what it leaves out is English, as in a browser. */
  wordsOf(locale: string): Promise<Words>
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
  const browser = await chromium.launch({
    executablePath: await findOrInstallChromium(),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  })
  return {
    origin,
    words,
    wordsOf: async (locale) => ({ ...words, ...(await wordsOf(locale)) }),
    open: (route, story, look = {}) => openPage(browser, `${origin}/${route}`, story, { words, ...look }),
    async stop() {
      await browser.close()
      server.close()
    },
  }
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

async function openPage(browser: Browser, url: string, story: Story, look: Look): Promise<Page> {
  const { words = {}, direction = 'ltr', ...options } = look
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
  const stored = { seen: story.seen, link: { state: story.link, retryAt: null } }
  await page.addInitScript(playBrowser, { words, direction, stored })
  await page.goto(url)
  return page
}

async function answerOf(story: Story, endpoint: string, input: Record<string, unknown>): Promise<unknown> {
  const answer = story.answers[endpoint as keyof Story['answers']]
  if (!answer) return { ok: false, problem: { type: '/problems/not-found', params: {} } }
  return { ok: true, output: await answer(input) }
}

interface Played {
  readonly words: Words
  readonly direction: string
  readonly stored: Record<string, unknown>
}

/** Runs in the page, before anything of ours. */
function playBrowser({ words, direction, stored }: Played): void {
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
  }
  const answer = Reflect.get(globalThis, 'hallpassAnswer') as (e: string, i: unknown) => Promise<unknown>
  const runtime = {
    id: 'played',
    sendMessage: ({ kind, endpoint, input }: Message) =>
      kind === 'call' ? answer(endpoint, input) : Promise.resolve({ ok: true, output: null }),
    getURL: (path: string) => path,
    getManifest: () => ({ version: '0.1.0' }),
    connect: () => ({ onMessage: never, onDisconnect: never, postMessage: () => undefined }),
    onMessage: never,
  }
  const i18n = { getMessage: (key: string) => said[key] ?? words[key]?.message ?? '' }
  const tabs = { query: async () => [], create: async () => undefined }
  Reflect.set(globalThis, 'chrome', { runtime, i18n, tabs, storage: { local: area, session: area } })
}
