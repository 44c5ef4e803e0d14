import type { Notes } from '../../worker/engine/notes.ts'
import {
  Unreachable,
  type Aws,
  type Chance,
  type Clock,
  type Gate,
  type Ledger,
  type Memory,
  type Timer,
} from '../../worker/engine/ports.ts'
import type { SetsAws, Writer } from '../../worker/engine/writer/ports.ts'
import type { Assignments } from '../../worker/aws/port.ts'
import type { Db } from '../../worker/db/batch.ts'
import type { Deps, Keepers } from '../../worker/deps.ts'
import type { SweepParts } from '../../worker/sweep.ts'
import { Unanswered } from '../../worker/aws/answer.ts'
import type { Faults } from './faults.ts'
import type { Loop } from './loop.ts'
import type { Random } from './random.ts'

/** The same calls, as a keeper answers them. */
type Told = { readonly [M in keyof Keepers]: (...args: never[]) => Promise<void> }

/** `now`: synchronous. `here`: the object's own storage. `far`: over a network. `send`: may land long afterwards. */
type Reach = 'now' | 'here' | 'far' | 'send'
type Plan<P> = { readonly [M in keyof P]: Reach }

interface PortPlans {
  memory: Plan<Memory<Notes>>
  timer: Plan<Timer>
  ledger: Plan<Ledger>
  aws: Plan<Aws>
  gate: Plan<Gate>
  clock: Plan<Clock>
  chance: Plan<Chance>
  lists: Plan<Pick<Assignments, 'listOutcomes'>>
  keepers: Plan<Told>
  holders: Plan<Pick<Deps, 'holders'>>
  db: Plan<Db>
  sweep: Plan<Pick<SweepParts, 'poke'>>
  writer: Plan<Omit<Writer, 'collect'>>
  collector: Plan<Pick<Writer, 'collect'>>
  sets: Plan<SetsAws>
}

/** Every method of every port. The types demand each one; a method of an object that is not here stops the run. */
const plans: PortPlans = {
  memory: { read: 'now', write: 'now' },
  timer: { read: 'here', set: 'here', clear: 'here' },
  ledger: { sessionsOf: 'far', record: 'send' },
  aws: { look: 'far', create: 'send', remove: 'send', outcome: 'far', roleStands: 'far' },
  gate: { turn: 'here', done: 'here', outcomes: 'here' },
  clock: { now: 'now' },
  chance: { below: 'now' },
  lists: { listOutcomes: 'far' },
  keepers: { hold: 'far', end: 'far' },
  holders: { holders: 'far' },
  db: { batch: 'far' },
  sweep: { poke: 'far' },
  writer: { seal: 'far', kill: 'far', retire: 'far' },
  collector: { collect: 'far' },
  sets: {
    read: 'far',
    inline: 'far',
    roleIn: 'far',
    create: 'send',
    attachManaged: 'send',
    attachCustomer: 'send',
    putBoundary: 'send',
    putInline: 'send',
    provision: 'send',
    provisioned: 'far',
    remove: 'send',
  },
}
export type PortName = keyof PortPlans

export const sites: readonly string[] = Object.entries(plans).flatMap(([port, plan]) =>
  Object.keys(plan).flatMap((method) => [`${port}.${method} before`, `${port}.${method} after`]),
)

/** One process, object or call. Once it is dead nothing of it goes on. */
export interface Life {
  alive: boolean
  die(): void
}

export interface Crossing {
  readonly loop: Loop
  readonly random: Random
  readonly faults: Faults
  /** How far apart objects are, at most, one way. */
  readonly farMs: number
  readonly sitesHit: Set<string>
  /** A crash aimed at a site: there it happens at the n-th visit. */
  readonly aims: Map<string, number>
  awaits: number
  crashes: number
  crashed(life: Life): void
  /** A Create arrives later than any request should. */
  arrivesLate(args: unknown[]): void
}

const zombieMs = 30_000
const farLateMs = 4 * 60_000
/** A new one each time: whoever waits for it is forgotten with it. */
const never = () => new Promise<never>(() => {})

interface Site {
  readonly name: string
  readonly reach: Reach
  readonly before: string
  readonly after: string
  /** Visited so often that its crashes would hide all others. */
  readonly isFrequent: boolean
}

const sitesOf = new Map(
  Object.entries(plans).map(([port, plan]) => [port, Object.entries<Reach>(plan).map(siteOf(port))]),
)

function siteOf(port: string) {
  return ([method, reach]: [string, Reach]): readonly [string, Site] => {
    const name = `${port}.${method}`
    const isFrequent = port === 'memory' || port === 'clock' || port === 'chance'
    return [method, { name, reach, before: `${name} before`, after: `${name} after`, isFrequent }]
  }
}

/** The same port, with every await a place where the world may break. */
export function crossed<P extends object>(port: PortName, real: P, life: Life, world: Crossing): P {
  for (const name of methodsOf(real))
    if (!(name in plans[port])) throw new Error(`No crash site for ${port}.${name}`)
  const crossing: Record<string, Method> = {}
  for (const [name, site] of sitesOf.get(port)!) {
    const method = (real as Record<string, Method>)[name]!.bind(real)
    crossing[name] =
      site.reach === 'now' ? atOnce(site, method, life, world) : over(site, method, life, world)
  }
  return crossing as P
}

function methodsOf(real: object): string[] {
  const own = Object.keys(real)
  const proto: unknown = Object.getPrototypeOf(real)
  const inherited = proto === Object.prototype || proto === null ? [] : Object.getOwnPropertyNames(proto)
  return [...own, ...inherited].filter(
    (name) => name !== 'constructor' && typeof (real as Record<string, unknown>)[name] === 'function',
  )
}

type Method = (...args: unknown[]) => unknown

/** A crash here leaves the continuation running, but nothing of it reaches anything any more. */
function atOnce(site: Site, method: Method, life: Life, world: Crossing): Method {
  return (...args) => {
    if (life.alive && crashesAt(site, 'before', world)) world.crashed(life)
    if (!life.alive && site.name === 'memory.write') return undefined
    const value = method(...args)
    if (life.alive && crashesAt(site, 'after', world)) world.crashed(life)
    return value
  }
}

function over(site: Site, method: Method, life: Life, world: Crossing): Method {
  const { name, reach } = site
  const { loop, random, faults } = world
  return async (...args) => {
    if (!life.alive) return never()
    world.awaits++
    if (crashesAt(site, 'before', world)) {
      world.crashed(life)
      return never()
    }
    const far = reach !== 'here'
    if (far && faults.strikes('error')) return failLater(name, life, world)
    if (reach === 'send' && faults.strikes('zombie')) {
      const ms = random.between(0, lateMs(name, random))
      loop.after(ms, () => {
        if (ms > zombieMs) world.arrivesLate(args)
        void quietly(method, args)
      })
      if (random.happens(0.5)) world.crashed(life)
      return failLater(name, life, world)
    }
    const sentAt = loop.now
    if (far) await loop.sleep(latency(name, reach, world))
    if (!life.alive) return dropOrLand(name, method, args, sentAt, world)
    const answer = await quietly(method, args)
    if (far) await loop.sleep(latency(name, reach, world))
    if (!life.alive) return never()
    if (far && faults.strikes('lost')) throw errorOf(name)
    if (crashesAt(site, 'after', world)) {
      world.crashed(life)
      return never()
    }
    return answer()
  }
}

/** A Create may come later than anything should: it is found by the looks after an end. */
function lateMs(site: string, random: Random): number {
  return site === 'aws.create' && random.happens(0.15) ? farLateMs : zombieMs
}

/** What was on its way when its sender died may still arrive. */
function dropOrLand(site: string, method: Method, args: unknown[], sentAt: number, world: Crossing) {
  const { loop, random } = world
  const lands = isOfAws(site) && random.happens(0.5)
  if (lands) loop.at(sentAt + random.between(0, zombieMs), () => void quietly(method, args))
  return never()
}

async function quietly(method: Method, args: unknown[]): Promise<() => unknown> {
  try {
    const value = await method(...args)
    return () => value
  } catch (error) {
    return () => {
      throw error
    }
  }
}

async function failLater(site: string, life: Life, { loop, random }: Crossing): Promise<never> {
  await loop.sleep(random.between(1, 8_000))
  if (!life.alive) return never()
  throw errorOf(site)
}

function errorOf(site: string): Error {
  if (isOfAws(site) || site.startsWith('lists.')) return new Unanswered(site, { kind: 'unknown' })
  return site.startsWith('ledger.') ? new Unreachable(site) : new Error(`no answer from ${site}`)
}

const usualMs: Readonly<Record<Reach, readonly [number, number]>> = {
  now: [0, 0],
  here: [0, 0],
  far: [2, 60],
  send: [5, 90],
}

function latency(site: string, reach: Reach, { random, faults }: Crossing): number {
  const [from, to] = usualMs[reach]
  const tail = faults.strikes('slow') ? random.between(200, isOfAws(site) ? 3_500 : 2_400) : 0
  return random.between(from, to) + tail
}

function crashesAt(site: Site, when: 'before' | 'after', world: Crossing): boolean {
  const { aims, faults, random } = world
  const aimed = aims.size > 0 ? aims.get(site[when]) : undefined
  if (aimed !== undefined && faults.isOn) aims.set(site[when], aimed - 1)
  const seldom = !site.isFrequent || random.happens(0.1)
  const isIt = (aimed === 1 && faults.isOn) || (seldom && faults.strikes('crash'))
  if (!isIt) return false
  if (aimed === 1) faults.note('crash')
  world.sitesHit.add(site[when])
  return true
}

function isOfAws(site: string): boolean {
  return site.startsWith('aws.') || site.startsWith('sets.')
}
