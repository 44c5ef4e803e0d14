import type { CatalogAccount, CatalogPage } from '../../schema/contract/catalog.ts'
import type { Me } from '../../schema/contract/people.ts'
import type { Outcome } from '../lib/messages.ts'
import { catalogItem, type Known, personalItems, placesItem, seenItem } from '../lib/storage.ts'
import type { Refused } from '../lib/words.ts'
import { callApi } from './client.ts'

/** The directory changes rarely; it is read again after this long, or when asked for. */
const rarelyMs = 15 * 60_000

type Refreshed = { readonly ok: true } | { readonly ok: false; readonly problem: Refused }

/** Reads everything a screen starts from and keeps it. Calls that come meanwhile get one more reading, together. */
export function refresh(whole = false): Promise<Refreshed> {
  wanted = { whole: whole || (wanted?.whole ?? false) }
  running ??= drain().finally(() => (running = null))
  return running
}

let running: Promise<Refreshed> | null = null
let wanted: { readonly whole: boolean } | null = null

async function drain(): Promise<Refreshed> {
  let last: Refreshed = { ok: true }
  while (wanted) {
    const { whole } = wanted
    wanted = null
    last = await readAll(whole).then(() => ({ ok: true }) as const, refusedOf)
  }
  return last
}

function refusedOf(error: unknown): Refreshed {
  if (error instanceof Refusal) return { ok: false, problem: error.problem }
  throw error
}

/** Ends a reading early: what is stored stays as it is. */
class Refusal extends Error {
  readonly problem: Refused

  constructor(problem: Refused) {
    super(problem.type)
    this.problem = problem
  }
}

async function readAll(whole: boolean): Promise<void> {
  const at = Date.now()
  const before = await seenItem.getValue()
  const old = whole || !before?.catalogAt || at - before.wholeAt > rarelyMs
  const [me, directory, summary, mine, sessions, queue] = await Promise.all([
    // Each time: somebody may have become an owner, an approver or a stand-in, or be one no more.
    callApi('me', {}).then(value),
    old ? readDirectory() : { ...before, catalog: null },
    callApi('summary', {}).then(value),
    callApi('requests', { scope: 'mine' }).then(items),
    callApi('sessions', { scope: 'mine' }).then(items),
    before && mayDecide(before.me) ? readQueue() : null,
  ])
  const toDecide = mayDecide(me) ? (queue ?? (await readQueue())) : []
  if (before && before.me.id !== me.id) await Promise.all(personalItems.map((item) => item.removeValue()))
  const { catalog, minSeconds, windowSeconds } = directory
  const times = {
    at,
    wholeAt: old ? at : before.wholeAt,
    catalogAt: (catalog && (await keepCatalog(catalog, at))) ?? before?.catalogAt ?? at,
  }
  const lists = { mine, sessions, toDecide, places: await placesItem.getValue() }
  await seenItem.setValue({ me, summary, ...lists, minSeconds, windowSeconds, ...times })
}

/** When it was written; `null` where it is as it was. */
async function keepCatalog(catalog: readonly CatalogAccount[], at: number): Promise<number | null> {
  if (JSON.stringify(catalog) === JSON.stringify(await catalogItem.getValue())) return null
  await catalogItem.setValue(catalog)
  return at
}

async function readQueue(): Promise<Known['toDecide']> {
  return items(await callApi('requests', { scope: 'to-decide', part: 'first' }))
}

function mayDecide({ level, owns }: Me): boolean {
  return level >= 1 || owns.length > 0
}

async function readDirectory(): Promise<Pick<Known, 'catalog' | 'minSeconds' | 'windowSeconds'>> {
  const catalog: CatalogAccount[] = []
  let page: CatalogPage
  let after: string | null = null
  do {
    page = value(await callApi('catalog', after === null ? {} : { after }))
    catalog.push(...page.accounts)
    after = page.next
  } while (after !== null)
  return { catalog, minSeconds: page.minSeconds, windowSeconds: page.windowSeconds }
}

function value<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Refusal(outcome.problem)
  return outcome.output
}

function items<T>(outcome: Outcome<{ readonly items: readonly T[] }>): readonly T[] {
  return value(outcome).items
}
