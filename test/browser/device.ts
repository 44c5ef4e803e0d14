import type { BrowserContext, Page } from 'playwright-core'
import type { Request } from '../../schema/contract/requests.ts'
import { openPopup, signInAs, type BrowserStage } from './stage.ts'

/** What a device showed from some moment on. */
export interface Showed {
  readonly at: number
  readonly badge: string
  readonly toDecide: readonly string[]
  readonly mine: readonly string[]
}

export interface Called {
  readonly ok: boolean
  readonly output?: Request
  readonly problem?: { readonly type: string }
}

/** A browser profile of its own, looked at from a page of the extension that stays open and wakes nothing. */
export class RealDevice {
  readonly name: string
  readonly #context: BrowserContext
  readonly #page: Page

  static async signedIn(stage: BrowserStage, name: string, person: string): Promise<RealDevice> {
    const context = await stage.browser(name)
    const page = await openPopup(context)
    await signInAs(context, person, () => page.getByRole('button', { name: 'Sign in' }).click())
    await page.locator('.cards').waitFor()
    await page.evaluate(watch)
    return new RealDevice(name, context, page)
  }

  private constructor(name: string, context: BrowserContext, page: Page) {
    this.name = name
    this.#context = context
    this.#page = page
  }

  now(): Promise<Showed> {
    return this.#page.evaluate(() => (Reflect.get(globalThis, 'showed') as Showed[]).at(-1)!)
  }

  /** Everything it showed since it was asked last. */
  taken(): Promise<readonly Showed[]> {
    return this.#page.evaluate(() => (Reflect.get(globalThis, 'showed') as Showed[]).splice(0))
  }

  /** As a screen of ours does; `null` when the background was stopped before it answered. */
  call(endpoint: string, input: object): Promise<Called | null> {
    return this.#page.evaluate(
      ([name, fields]) => {
        const { runtime } = Reflect.get(globalThis, 'chrome') as {
          runtime: { sendMessage(message: object): Promise<never> }
        }
        const terms = { idempotencyKey: crypto.randomUUID() }
        return runtime.sendMessage({ kind: 'call', endpoint: name, input: fields, terms }).catch(() => null)
      },
      [endpoint, input] as const,
    )
  }

  /** As Chromium does after half a minute without an event. */
  async stopWorker(): Promise<void> {
    const session = await this.#context.newCDPSession(this.#page)
    await session.send('ServiceWorker.enable')
    await session.send('ServiceWorker.stopAllWorkers')
    await session.detach()
  }

  async setOffline(offline: boolean): Promise<void> {
    await this.#context.setOffline(offline)
  }

  /** As opening the popup does. */
  async look(): Promise<void> {
    await this.#page.evaluate(() => {
      const { runtime } = Reflect.get(globalThis, 'chrome') as {
        runtime: { sendMessage(message: object): Promise<unknown> }
      }
      return runtime.sendMessage({ kind: 'refresh' }).catch(() => null)
    })
  }

  /** What it keeps was learned so much longer ago: what it looked up is old, and its token over. */
  async growOlder(ms: number): Promise<void> {
    await this.#page.evaluate(older, ms)
  }
}

/** Runs in the page. */
async function older(ms: number): Promise<void> {
  type Area = Record<'get', (key: string) => Promise<Record<string, Record<string, number> | undefined>>> &
    Record<'set', (items: object) => Promise<void>>
  const { local, session } = (
    Reflect.get(globalThis, 'chrome') as { storage: Record<'local' | 'session', Area> }
  ).storage
  const back = async (area: Area, key: string, times: readonly string[]) => {
    const { [key]: kept } = await area.get(key)
    if (!kept) return
    const then = times.flatMap((time) => (time in kept ? [[time, kept[time]! - ms]] : []))
    await area.set({ [key]: { ...kept, ...Object.fromEntries(then) } })
  }
  await back(local, 'seen', ['at', 'wholeAt'])
  await back(session, 'tokens', ['until'])
}

/** Runs in the page: notes each change of the badge and of what is stored. */
async function watch(): Promise<void> {
  interface Stored {
    seen?: { toDecide: { id: string }[]; mine: { id: string; status: string }[] }
  }
  const { action, storage } = Reflect.get(globalThis, 'chrome') as {
    action: { getBadgeText(of: object): Promise<string> }
    storage: { local: { get(key: string): Promise<Stored> } }
  }
  const look = async () => {
    const [badge, { seen }] = await Promise.all([action.getBadgeText({}), storage.local.get('seen')])
    const toDecide = (seen?.toDecide ?? []).map(({ id }) => id)
    const mine = (seen?.mine ?? []).map(({ id, status }) => `${id} ${status}`)
    return { badge, toDecide, mine }
  }
  let last = await look()
  const showed = [{ at: Date.now(), ...last }]
  Reflect.set(globalThis, 'showed', showed)
  const note = async () => {
    const next = await look()
    if (showed.length > 0 && JSON.stringify(next) === JSON.stringify(last)) return
    last = next
    showed.push({ at: Date.now(), ...next })
  }
  setInterval(() => void note(), 40)
}
