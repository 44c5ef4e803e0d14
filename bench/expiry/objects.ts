import { registerHooks } from 'node:module'
import { sleep } from './clock.ts'

/** Our objects inherit from the platform's class: outside of it, this one takes its place. */
const durableObject = `export class DurableObject {
  constructor(ctx, env) { this.ctx = ctx; this.env = env }
}`

registerHooks({
  resolve: (name, context, next) =>
    name === 'cloudflare:workers'
      ? { url: `data:text/javascript,${encodeURIComponent(durableObject)}`, shortCircuit: true }
      : next(name, context),
})

/** What the platform takes: a call from object to object, one way, and an alarm beyond its instant. */
const networkMs = [1, 8] as const
const lateMs = [0, 50] as const

export function between([from, to]: readonly [number, number]): number {
  return from + Math.random() * (to - from)
}

type Alarmed = object & { alarm?(): void | Promise<void> }

/** Objects by name, each made when it is first called, as the platform does. */
export function namespace<T extends Alarmed>(make: (ctx: DurableObjectState) => T) {
  const known = new Map<string, T>()
  const getByName = (name: string): T => {
    const one = known.get(name) ?? overTheNetwork(started(make))
    known.set(name, one)
    return one
  }
  return { getByName, get: getByName, idFromName: (name: string) => name }
}

/** Storage, and one alarm that never overlaps itself. */
function started<T extends Alarmed>(make: (ctx: DurableObjectState) => T): T {
  const alarm = { at: null as number | null, timer: undefined as NodeJS.Timeout | undefined, rings: false }
  const book = (at: number | null): void => {
    clearTimeout(alarm.timer)
    alarm.at = at
    if (at !== null && !alarm.rings)
      alarm.timer = setTimeout(() => void ring(), Math.max(0, at - Date.now()) + between(lateMs))
  }
  const ring = async (): Promise<void> => {
    alarm.rings = true
    alarm.at = null
    await instance.alarm?.()
    alarm.rings = false
    book(alarm.at)
  }
  const timer = { getAlarm: async () => alarm.at, setAlarm: async (at: number) => book(at) }
  const storage = { kv: keyValues(), ...timer, sync: async () => {} }
  const instance = make({ storage } as unknown as DurableObjectState)
  return instance
}

function keyValues() {
  const stored = new Map<string, unknown>()
  return {
    get: (name: string) => structuredClone(stored.get(name)),
    put: (name: string, value: unknown) => void stored.set(name, value),
    delete: (name: string) => stored.delete(name),
    list: ({ prefix = '' } = {}) => [...stored].filter(([name]) => name.startsWith(prefix)),
  }
}

/** A call of an object is never answered at once. */
function overTheNetwork<T extends Alarmed>(instance: T): T {
  return new Proxy(instance, {
    get: (_, name) => {
      const method = instance[name as keyof T] as (...given: unknown[]) => Promise<unknown>
      return async (...given: unknown[]) => {
        await sleep(between(networkMs))
        const answer = await method.apply(instance, given)
        await sleep(between(networkMs))
        return answer
      }
    },
  })
}
