import { crossed, type Crossing, type Life } from './sites.ts'
import { clock } from './host.ts'

interface Watch {
  /** Somebody else would find out if its alarm were lost. */
  readonly mayLose: () => boolean
  /** Told something while no alarm was at work, and booked none for soon. */
  readonly asleep: (after: 'a call' | 'a crash') => void
}

interface Behaviour {
  alarm?(): Promise<void>
}

const retriesOfAnAlarm = 6
/** At once, by clocks that may step meanwhile. */
const soonMs = 5_000

/** A Durable Object: storage that outlives it, one alarm, and an instance that may die at any await. */
export class SimObject<T extends object> {
  readonly storage = new Map<string, unknown>()
  alarmAt: number | null = null
  life: Life | null = null
  #instance: T | null = null
  #isAlarming = false
  #booking = 0
  #retries = 0
  readonly #world: Crossing
  readonly #make: (ctx: DurableObjectState, life: Life) => T
  /** When it is to be woken, whether or not the platform keeps to that. */
  #wakesAt: number | null = null
  /** Something was told to it since its last alarm. */
  #isTold = false
  readonly #mayLose: Watch['mayLose']
  readonly #asleep: Watch['asleep']

  constructor(
    world: Crossing,
    make: (ctx: DurableObjectState, life: Life) => T,
    { mayLose = () => true, asleep = () => {} }: Partial<Watch> = {},
  ) {
    this.#world = world
    this.#make = make
    this.#mayLose = mayLose
    this.#asleep = asleep
  }

  /** A call by the network. Rejects when the object dies meanwhile, or never answers while nothing gets through. */
  async call<R>(method: (instance: T) => Promise<R>): Promise<R> {
    const { loop, random, faults, farMs } = this.#world
    const slow = () => (faults.strikes('slow') ? random.between(100, 4_000) : 0)
    await loop.sleep(random.between(1, farMs) + slow())
    if (faults.strikes('error')) throw new Error('the object was not reached')
    const instance = this.#wake()
    const { died } = this.life as Life & { died: Promise<never> }
    const value = await Promise.race([method(instance), died])
    if (!this.#isAlarming && !this.#isSoon()) this.#asleep('a call')
    await loop.sleep(random.between(1, farMs) + slow())
    if (faults.strikes('lost')) throw new Error('the answer of the object was lost')
    return value
  }

  #wake(): T {
    if (this.#instance && this.life?.alive) return this.#instance
    const death = Promise.withResolvers<never>()
    death.promise.catch(() => {})
    const life = {
      alive: true,
      died: death.promise,
      die: () => {
        life.alive = false
        this.#died()
        death.reject(new Error('the object was reset'))
      },
    }
    this.life = life
    this.#instance = this.#make(this.#ctx(life), life)
    return this.#instance
  }

  /** An alarm that did not end is fired again. */
  #died(): void {
    this.#instance = null
    if (!this.#isAlarming && this.#isTold && !this.#isSoon()) this.#asleep('a crash')
    if (!this.#isAlarming) return
    this.#isAlarming = false
    this.#retry()
  }

  #retry(): void {
    // Dropped is lost, which no world has beside an older copy of the database.
    const mayDrop = this.#world.faults.intensity.restore === 0
    if (++this.#retries > retriesOfAnAlarm && mayDrop) return
    const at = clock() + this.#world.random.between(500, 2_000 * 2 ** Math.min(this.#retries, 5))
    this.#book(Math.min(this.alarmAt ?? at, at))
  }

  #isSoon(): boolean {
    return this.#wakesAt !== null && this.#wakesAt <= clock() + soonMs
  }

  #book(at: number): void {
    const { faults, random, loop } = this.#world
    this.alarmAt = at
    this.#wakesAt = at
    const booking = ++this.#booking
    if (faults.mayStrike('alarmLost') && this.#mayLose() && faults.strikes('alarmLost')) {
      // The platform forgets it, or says for ever that it is about to ring.
      if (random.happens(0.5)) this.alarmAt = null
      return
    }
    const late = faults.strikes('alarmLate') ? random.between(1_000, 60_000) : random.between(0, 40)
    loop.after(Math.max(0, at - clock()) + late, () => this.#ring(booking))
  }

  #ring(booking: number): void {
    if (booking !== this.#booking || this.alarmAt === null) return
    if (this.#isAlarming) return this.#world.loop.after(50, () => this.#ring(booking))
    this.#world.faults.trace?.('alarm rings')
    const again = this.#world.faults.strikes('alarmTwice')
    this.alarmAt = null
    this.#wakesAt = null
    this.#isTold = false
    void this.#alarm(again)
  }

  async #alarm(again: boolean): Promise<void> {
    const instance = this.#wake()
    const { life } = this
    this.#isAlarming = true
    const failed = await (instance as Behaviour).alarm!().then(
      () => false,
      () => true,
    )
    if (!life!.alive) return
    this.#isAlarming = false
    if (failed && this.alarmAt === null) return this.#retry()
    this.#retries = 0
    if (again) await this.#alarm(false)
  }

  #ctx(life: Life): DurableObjectState {
    const { storage } = this
    const timer = crossed('timer', this.#timer(life), life, this.#world)
    const kv = {
      get: (name: string) => storage.get(name),
      put: (name: string, value: unknown) => {
        if (!life.alive) return
        // Its own name is nothing to act on.
        this.#isTold ||= name !== 'key' && !this.#isAlarming
        storage.set(name, stored(value))
      },
      delete: (name: string) => life.alive && storage.delete(name),
      list: ({ prefix = '' } = {}) => sorted(storage, prefix),
    }
    const alarms = { getAlarm: timer.read, setAlarm: timer.set, deleteAlarm: timer.clear }
    const real = { kv, ...alarms, sync: async () => {} }
    return { storage: real } as unknown as DurableObjectState
  }

  #timer(life: Life) {
    return {
      read: async () => this.alarmAt,
      set: async (at: number) => {
        if (life.alive) this.#book(at)
      },
      clear: async () => {
        if (!life.alive) return
        this.alarmAt = null
        this.#wakesAt = null
      },
    }
  }
}

function sorted(storage: ReadonlyMap<string, unknown>, prefix: string): [string, unknown][] {
  return [...storage]
    .filter(([name]) => name.startsWith(prefix))
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
}

/** What is stored changes no more, and neither does what is read: as good as a copy each time, and much quicker. */
function stored<T>(value: T): T {
  if (typeof value === 'function') throw new Error('A function cannot be stored.')
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  if (Object.getPrototypeOf(value) !== Object.prototype && !Array.isArray(value))
    throw new Error('Only plain objects and lists are stored here.')
  for (const part of Object.values(value)) stored(part)
  return Object.freeze(value)
}
