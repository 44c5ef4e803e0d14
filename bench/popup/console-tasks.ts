import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Bench } from './browser.ts'
import type { Tab } from './tab.ts'

const folder = 'test/fixtures/console/pages'
/** Long enough for what the features do late: they look again when the page has been quiet for a while. */
const quietMs = 2_500

export interface Tasks {
  readonly page: string
  /** Milliseconds of the longest task of the page's main thread in which our script ran. */
  readonly longest: number
  /** What our script took of the main thread altogether. */
  readonly altogether: number
}

const pages = ['single-session', 'missing-action', 'scp', 'home-noise', 'bare'] as const

/** What our content scripts do to pages of the console, the last one with a table of 5,000 rows. */
export async function consoleTasks(bench: Bench): Promise<readonly Tasks[]> {
  const expected = JSON.parse(await readFile(`${folder}/expected.json`, 'utf8')) as Record<
    string,
    { url: string }
  >
  const found: Tasks[] = []
  for (const page of pages) found.push(await tasksOn(bench, page, expected[page]!.url, await body(page)))
  const big = (await body('single-session')).replace('</main>', `${table(5_000)}</main>`)
  found.push(await tasksOn(bench, '5,000 rows', expected['single-session']!.url, big))
  return found
}

async function body(name: string): Promise<string> {
  const [frame, page] = await Promise.all(
    ['frame', name].map((one) => readFile(`${folder}/${one}.html`, 'utf8')),
  )
  return /<body/.test(page!) ? page! : frame!.replace('<main></main>', page!)
}

function table(rows: number): string {
  const row = (_: unknown, n: number) =>
    `<tr><td>db-${n}</td><td>available</td><td><button>Actions</button></td></tr>`
  return `<table>${Array.from({ length: rows }, row).join('')}</table>`
}

async function tasksOn(bench: Bench, name: string, url: string, html: string): Promise<Tasks> {
  const tab = await bench.open('about:blank')
  await answered(tab, html)
  const events = await traced(tab, async () => {
    await tab.send('Page.navigate', { url })
    await sleep(quietMs)
  })
  if (!(await tab.evaluate<boolean>("document.querySelector('[data-hallpass]') !== null")))
    throw new Error(`${name}: our script drew nothing.`)
  await tab.close()
  return { page: name, ...oursAmong(events, bench.ours) }
}

/** Whatever the tab asks for, it gets this page. */
async function answered(tab: Tab, html: string): Promise<void> {
  const answer = {
    responseCode: 200,
    responseHeaders: [{ name: 'content-type', value: 'text/html; charset=utf-8' }],
    body: Buffer.from(html).toString('base64'),
  }
  tab.on(
    'Fetch.requestPaused',
    ({ requestId }: { requestId: string }) => void tab.send('Fetch.fulfillRequest', { requestId, ...answer }),
  )
  await tab.send('Fetch.enable', { patterns: [{ urlPattern: 'https://*' }] })
}

interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly ts: number
  readonly dur?: number
  readonly tid: number
  readonly pid: number
  readonly args?: { readonly data?: { readonly url?: string } }
}

async function traced(tab: Tab, act: () => Promise<void>): Promise<readonly TraceEvent[]> {
  const events: TraceEvent[] = []
  tab.on('Tracing.dataCollected', ({ value }: { value: TraceEvent[] }) => void events.push(...value))
  const over = new Promise<void>((done) => tab.on('Tracing.tracingComplete', () => done()))
  const categories = 'devtools.timeline,disabled-by-default-devtools.timeline,v8.execute,toplevel'
  await tab.send('Tracing.start', { categories, transferMode: 'ReportEvents' })
  await act()
  await tab.send('Tracing.end')
  await over
  return events
}

function oursAmong(events: readonly TraceEvent[], ours: string): Omit<Tasks, 'page'> {
  const isOurs = ({ args, dur }: TraceEvent) =>
    dur !== undefined && Boolean(args?.data?.url?.startsWith(ours))
  const runs = outermost(events.filter(isOurs))
  const tasks = events.filter(({ name, dur }) => name === 'RunTask' && dur !== undefined)
  const around = tasks.filter((task) => runs.some((run) => isWithin(run, task)))
  const ms = (some: readonly TraceEvent[]) => some.map(({ dur }) => dur! / 1000)
  return {
    longest: Math.max(0, ...ms(around)),
    altogether: ms(runs).reduce((sum, each) => sum + each, 0),
  }
}

function outermost(runs: readonly TraceEvent[]): readonly TraceEvent[] {
  return runs.filter((run) => !runs.some((other) => other !== run && isWithin(run, other)))
}

function isWithin(inner: TraceEvent, outer: TraceEvent): boolean {
  if (inner.pid !== outer.pid || inner.tid !== outer.tid) return false
  return outer.ts <= inner.ts && inner.ts + inner.dur! <= outer.ts + outer.dur!
}
