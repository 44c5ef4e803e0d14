import type { Key, PrincipalId } from '../../worker/engine/ports.ts'
import { SimAws } from './aws.ts'
import { SimDatabase, type Copy } from './database.ts'
import { Faults, type Kind } from './faults.ts'
import { liveIn, type Host } from './host.ts'
import { Loop, quiet } from './loop.ts'
import { Observer, type Violation } from './observer.ts'
import { Random } from './random.ts'
import { SetRules } from './set-rules.ts'
import { SimSets } from './sets.ts'
import { sites, type Crossing } from './sites.ts'
import { System, type Classes } from './system.ts'
import { Workload } from './workload.ts'

export interface Outcome {
  readonly seed: number
  readonly sessions: number
  readonly simulatedMs: number
  readonly awaits: number
  readonly events: number
  readonly faults: Readonly<Partial<Record<Kind, number>>>
  readonly crashes: number
  readonly sitesHit: readonly string[]
  readonly maxRemovalMs: number
  readonly violations: readonly Violation[]
}

const second = 1_000
const minute = 60 * second
const startsAt = Date.UTC(2026, 10, 23, 2)
/** Ten minutes, and time to come back. */
const longOutageMs = 11 * minute
/** Longer than any session, window, backoff and look for late arrivals after the last fault. */
const restMs = 50 * minute

/** One world from its first minute to its rest. The same seed is the same world, event for event. */
export async function runSeed(
  seed: number,
  classes: Classes,
  trace: ((line: string) => void) | null,
): Promise<Outcome> {
  const random = new Random(seed)
  const loop = new Loop(startsAt)
  const host: Host = { loop, random: random.fork(), offsetMs: 0 }
  liveIn(host)
  const faults = new Faults(loop, random.fork())
  const aws = new SimAws(loop, random.fork(), faults)
  const database = new SimDatabase(faults)
  const world = crossing(seed, loop, random.fork(), faults)
  const sets = new SimSets(loop, random.fork(), faults, aws)
  aws.spreadMs = world.farMs
  const observer = new Observer({ loop, aws, sets, database, faults })
  observer.trace = trace && ((text) => trace(`${stamp(loop.now)} ${text}`))
  faults.trace = observer.trace
  const { sessions } = observer
  const wrong = (rule: string, text: string) => observer.wrong(rule, text)
  const killsAtEnd = (account: string) =>
    database.ask('select 1 from accounts where id = ? and kill_at_end = 1', account).length > 0
  // What nobody forgot needs nobody who finds it.
  const { restore, alarmLost } = faults.intensity
  const isCollected = restore + alarmLost > 0 || world.random.happens(0.5)
  const restoredAt = () => observer.restoredAt
  const skewMs = () => observer.skewMs
  const officeAt = () => observer.officeAt
  const rules = new SetRules({
    loop,
    aws,
    sets,
    faults,
    sessions,
    wrong,
    skewMs,
    officeAt,
    restoredAt,
    createdAt: (pair) => observer.createdAt(pair),
    killsAtEnd,
    isCollected,
  })
  observer.rules = rules
  sets.wrong = wrong
  sets.onHeldRemoval = (...held) => rules.checkUnheld(...held)
  sets.trace = observer.trace
  sets.onRole = () => rules.tick()
  aws.onHolding = (key) => sets.follow(key)
  const issued: Observer['issued'] = (...args) => observer.issued(...args)
  const assigned: SetRules['assigned'] = (...args) => rules.assigned(...args)
  const roleGone = (key: Key) => observer.time.roleGone(key)
  const heard = (key: Key) => observer.heard(key)
  const said = (key: Key) => observer.time.said(key)
  const saw = (key: Key, at: number) => observer.removal.saw(key, at)
  const held = (ids: readonly string[]) => ids.forEach((id) => observer.told.set(id, loop.now))
  const { traffic } = observer
  const atWork: Observer['atWork'] = (what) => observer.atWork(what)
  const told = { issued, heard, saw, held, said, roleGone, assigned, traffic, atWork }
  const system = new System({ world, aws, sets, database, classes, ...told })
  world.crashed = (life) => {
    world.crashes++
    observer.trace?.('crash')
    life.die()
    if (world.random.happens(0.3)) system.crashEverything()
  }
  world.arrivesLate = ([key, principal]) =>
    observer.time.arrivesLate(sets.aliased(key as Key), principal as PrincipalId)
  const workload = new Workload({ world, system, aws, sets, database, observer, rules })
  await workload.seed()
  observer.read()
  workload.before()
  workload.plan()
  const activeMs = 40 * minute + workload.lastsMs + (faults.isPure ? longOutageMs : 0)
  planWeather({ world, system, aws, database, observer, host, activeMs })
  const isOver = () => observer.violations.length > 0
  const sweep = () =>
    system.sweep().catch((error) => {
      // Without the database a minute of it is as good as skipped.
      if (database.isDown) faults.touch('cronSkipped')
      observer.trace?.(`sweep failed: ${String(error)}`)
    })
  loop.at(startsAt + 39 * minute, () => every(loop, 5 * second, () => (observer.tick(), quiet)))
  loop.at(startsAt + 39 * minute, () =>
    every(loop, minute, () => {
      // Long after the last fault every second minute does.
      if (loop.now > startsAt + activeMs + 10 * minute && Math.round(loop.now / minute) % 2 === 1)
        return quiet
      const skipped = faults.strikes('cronSkipped')
      observer.trace?.(skipped ? 'cron skipped' : 'cron')
      if (!skipped) void sweep()
    }),
  )
  // Often, so that it meets clones in the making and those just given up; or never.
  if (isCollected) loop.at(startsAt + minute, () => every(loop, 20_000, () => void system.collect()))
  await loop.runUntil(startsAt + activeMs, isOver)
  calm({ faults, aws, database, system })
  if (!isOver()) await loop.runUntil(loop.now + restMs, isOver)
  if (!isOver()) observer.atRest()
  database.close()
  return {
    seed,
    sessions: observer.approvals.size,
    simulatedMs: loop.now - startsAt - 39 * minute,
    awaits: world.awaits,
    events: loop.events,
    faults: faults.counts,
    crashes: world.crashes,
    sitesHit: [...world.sitesHit],
    maxRemovalMs: observer.time.maxRemovalMs,
    violations: observer.violations,
  }
}

function stamp(now: number): string {
  return new Date(now).toISOString().slice(11, 23)
}

/** Few worlds come here, and not often. */
const rareSites = sites.filter((site) => /^(sets|collector|writer)\./.test(site))

/** Some sites are visited so seldom that a crash has to be aimed at them. */
function crossing(seed: number, loop: Loop, random: Random, faults: Faults): Crossing {
  // One by turns, so that chance leaves none out.
  const aims = new Map(faults.intensity.crash === 0 ? [] : [[rareSites[seed % rareSites.length]!, 1]])
  const many = faults.intensity.crash === 0 ? 0 : random.between(0, 8)
  for (let i = 0; i < many; i++) {
    // An aim at what a world never visits is none.
    const isRare = random.happens(0.85)
    const nth = random.happens(0.6) ? 1 : random.between(1, isRare ? 4 : 30)
    aims.set(random.pick(isRare ? rareSites : sites), nth)
  }
  const farMs = random.pick([15, 15, 150])
  const told = { crashed: () => {}, arrivesLate: () => {} }
  return { loop, random, faults, farMs, sitesHit: new Set(), aims, awaits: 0, crashes: 0, ...told }
}

interface Weather {
  readonly world: Crossing
  readonly system: System
  readonly aws: SimAws
  readonly database: SimDatabase
  readonly observer: Observer
  readonly host: Host
  readonly activeMs: number
}

/** Outages, clock steps, restarts and a restored database, drawn before the run. */
function planWeather(weather: Weather): void {
  const { world, system, aws, database, observer, host } = weather
  const { faults } = world
  windows(weather, 'awsOutage', (isDown) => (aws.isDown = isDown))
  windows(weather, 'databaseOutage', (isDown) => database.turn(isDown, world.loop.now))
  windows(weather, 'gateOutage', (isDown) => (system.gateIsDown = isDown))
  if (faults.intensity.clockStep > 0) observer.skewMs = 2 * second
  times(weather, 'clockStep', () => (host.offsetMs = world.random.between(-2_000, 2_000)))
  times(weather, 'restart', () => system.crashEverything())
  times(weather, 'restore', () => {
    const copy: Copy = database.copy()
    world.loop.after(world.random.between(20, 300) * second, () => {
      if (!faults.isOn) return
      observer.trace?.('database restored')
      faults.touch()
      database.restore(copy)
      observer.restored()
    })
  })
}

function times({ world, activeMs }: Weather, kind: Kind, happen: () => unknown): void {
  const { random, faults, loop } = world
  const [from, to] = faults.isPure ? [42 * minute, activeMs - longOutageMs] : [38 * minute, activeMs]
  for (let i = faults.windows(kind); i > 0; i--)
    loop.at(startsAt + random.between(from, to), () => {
      if (!faults.isOn) return
      faults.note(kind)
      happen()
    })
}

function windows(weather: Weather, kind: Kind, set: (isDown: boolean) => unknown): void {
  const { loop, random, faults } = weather.world
  times(weather, kind, () => {
    set(true)
    const seconds = weather.world.faults.isPure ? 600 : random.pick([5, 20, 60, 150, 400, 600])
    loop.after(seconds * second, () => {
      set(false)
      if (faults.isOn) faults.touch(kind)
    })
  })
}

function calm({
  faults,
  aws,
  database,
  system,
}: {
  faults: Faults
  aws: SimAws
  database: SimDatabase
  system: System
}) {
  faults.touch()
  faults.isOn = false
  aws.isDown = false
  database.isDown = false
  system.gateIsDown = false
}

function every(loop: Loop, ms: number, run: () => unknown): void {
  loop.after(ms, () => {
    const said = run()
    every(loop, ms, run)
    return said
  })
}
