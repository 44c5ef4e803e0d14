import type { WorkerGlobals } from './background-code.ts'
import { PlayedSocket, type Link } from './link.ts'
import { Listeners } from './listeners.ts'
import type { VirtualTime } from './virtual-time.ts'

/** Chromium stops a service worker for which nothing happened for so long. */
const idleMs = 30_000

/** One life of a service worker: its timers, and what the browser tells it. */
export class PlayedWorker {
  readonly events = { message: new Listeners(), connect: new Listeners(), alarm: new Listeners() }
  #isAlive = true
  #idle = 0
  #made = 0
  /** Of each timer the one that is armed: an interval has another each time. */
  readonly #timers = new Map<number, number>()
  readonly #time: VirtualTime
  readonly #rest: () => void

  constructor(time: VirtualTime, rest: () => void) {
    this.#time = time
    this.#rest = rest
  }

  /** Something happens: it goes on for a while. */
  active(): void {
    this.#time.cancel(this.#idle)
    if (this.#isAlive) this.#idle = this.#time.after(idleMs, this.#rest)
  }

  stop(): void {
    this.#isAlive = false
    for (const timer of [...this.#timers.values(), this.#idle]) this.#time.cancel(timer)
  }

  /** What a stopped worker waits for never comes, and what it does then is not done. */
  whileAlive<T>(work: () => Promise<T>): Promise<T> {
    return new Promise((done, failed) => {
      if (!this.#isAlive) return
      this.active()
      work().then(
        (value) => this.#isAlive && done(value),
        (error: unknown) => this.#isAlive && failed(error as Error),
      )
    })
  }

  globals(link: Link, chrome: unknown): WorkerGlobals {
    const clear = (timer = 0): void => this.#time.cancel(this.#timers.get(timer) ?? 0)
    const fetchIt = (url: string, init: RequestInit) => this.whileAlive(() => link.fetch(url, init))
    return {
      chrome,
      fetch: fetchIt as typeof fetch,
      WebSocket: socketsOn(link, () => this.active()),
      Date: dateOf(this.#time),
      setTimeout: (run, ms) => this.#timed(run, ms, false),
      setInterval: (run, ms) => this.#timed(run, ms, true),
      clearTimeout: clear,
      clearInterval: clear,
      navigator: {
        get onLine() {
          return link.state !== 'cut'
        },
      },
      crypto: cryptoDuring(this.#time),
    }
  }

  #timed(run: () => void, ms: number, again: boolean): number {
    const timer = ++this.#made
    const arm = (): void => {
      const rings = (): void => {
        if (again) arm()
        run()
      }
      this.#timers.set(timer, this.#time.after(ms, rings))
    }
    arm()
    return timer
  }
}

function socketsOn(link: Link, active: () => void): unknown {
  return class extends PlayedSocket {
    constructor(url: string) {
      super(url, link, active)
    }
  }
}

function dateOf(time: VirtualTime): unknown {
  return class extends Date {
    static override now = (): number => time.now
    constructor(at: number | string = time.now) {
      super(at)
    }
  }
}

/** A digest takes real time. */
function cryptoDuring(time: VirtualTime): WorkerGlobals['crypto'] {
  const { subtle } = crypto
  const digest: SubtleCrypto['digest'] = (kind, what) => time.during(subtle.digest(kind, what))
  return {
    getRandomValues: (array) => crypto.getRandomValues(array),
    randomUUID: () => crypto.randomUUID(),
    subtle: Object.assign(Object.create(subtle) as SubtleCrypto, { digest }),
  }
}
