import type { Talk } from '../../extension/lib/messages.ts'
import type { LinkState as Reached, Seen } from '../../extension/lib/storage.ts'
import type { Who } from '../stage.ts'
import type { WorkerGlobals } from './background-code.ts'
import { chromeFor, id, origin, StoredArea, type Profile } from './chrome-api.ts'
import type { Link } from './link.ts'
import { Listeners } from './listeners.ts'
import { PlayedWorker } from './played-worker.ts'
import type { VirtualTime } from './virtual-time.ts'

export interface Sender {
  readonly id: string
  readonly url: string
  readonly frameId?: number
  readonly tab?: { readonly id: number }
}
const consoleUrl = 'https://eu-west-1.console.aws.amazon.com/rds/home'
export const ours: Sender = { id, url: `${origin}/popup.html` }
export const page: Sender = { id, url: consoleUrl, frameId: 0, tab: { id: 7 } }

/** A page's end of a port. */
export interface Port {
  onMessage: () => void
  onDisconnect: () => void
}

export interface DeviceParts {
  readonly who: Who
  readonly time: VirtualTime
  readonly link: Link
  readonly code: (globals: WorkerGlobals) => void
  readonly signIn: (url: string) => Promise<string>
}

/** A browser profile with our extension: what it keeps outlives the service worker, which may be stopped at any moment. */
export class Device implements Profile {
  readonly who: Who
  readonly link: Link
  readonly local = new StoredArea()
  readonly session = new StoredArea()
  badge = ''
  hasAlarm = false
  /** Told each time the badge was drawn. */
  onBadge: () => void = () => {}
  /** Told each time our alarm was answered. */
  onAlarm: () => void = () => {}
  readonly #parts: DeviceParts
  #worker: PlayedWorker | null = null
  readonly #ports = new Set<Port>()
  readonly #unanswered = new Set<() => void>()

  constructor(parts: DeviceParts) {
    this.who = parts.who
    this.link = parts.link
    this.#parts = parts
  }

  get seen(): Seen | null {
    return this.local.get('seen') ?? null
  }

  get reached(): Reached | null {
    return this.session.get('link') ?? null
  }

  get isRunning(): boolean {
    return this.#worker !== null
  }

  /** Says something to the background, which wakes for it; `null` when it was stopped before it answered. */
  tell<K extends keyof Talk>(
    message: { kind: K } & Talk[K]['says'],
    sender: Sender,
  ): Promise<Talk[K]['hears'] | null> {
    const { events } = this.#wake()
    const wire: unknown = JSON.parse(JSON.stringify(message))
    return new Promise((answered) => {
      this.#unanswered.add(() => answered(null))
      if (!events.message.fire(wire, sender, answered).includes(true)) answered(null)
    })
  }

  /** As a console page's content script does. */
  connect(port: Port): void {
    const { events } = this.#wake()
    this.#ports.add(port)
    events.connect.fire({
      name: 'hallpass',
      sender: page,
      onMessage: new Listeners(),
      onDisconnect: new Listeners(),
      postMessage: () => port.onMessage(),
      disconnect: () => void this.#ports.delete(port),
    })
  }

  /** As Chromium does when nothing goes on, or when it needs the memory. */
  stop(): void {
    if (!this.#worker) return
    this.#worker.stop()
    this.#worker = null
    for (const socket of this.link.sockets) socket.forget()
    const [ports, unanswered] = [[...this.#ports], [...this.#unanswered]]
    this.#ports.clear()
    this.#unanswered.clear()
    for (const port of ports) port.onDisconnect()
    for (const nobody of unanswered) nobody()
  }

  setBadge(text: string): void {
    this.badge = text
    this.onBadge()
  }

  setAlarm(periodMs: number): void {
    if (this.hasAlarm) throw new Error('The alarm is there already: making it anew would put it off.')
    this.hasAlarm = true
    const { time } = this.#parts
    const ring = (): void => {
      time.after(periodMs, ring)
      this.#wake().events.alarm.fire({ name: 'look' })
      time.after(1, () => this.onAlarm())
    }
    time.after(periodMs, ring)
  }

  async signIn(url: string): Promise<string> {
    await this.link.delay()
    if (this.link.state !== 'up') throw new Error('Authorization page could not be loaded.')
    return this.#parts.time.during(this.#parts.signIn(url))
  }

  #wake(): PlayedWorker {
    const worker = this.#worker ?? this.#started()
    worker.active()
    return worker
  }

  #started(): PlayedWorker {
    const worker = new PlayedWorker(this.#parts.time, () => this.stop())
    this.#worker = worker
    this.#parts.code(worker.globals(this.link, chromeFor(this, worker)))
    return worker
  }
}
