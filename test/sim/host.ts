import { createHash } from 'node:crypto'
import type { Loop } from './loop.ts'
import type { Random } from './random.ts'

/** What the platform gives a program, as long as a world is simulated: its time and its chance are the world's. */
export interface Host {
  loop: Loop
  random: Random
  /** How far the clocks of our own machines are off. */
  offsetMs: number
}

let host: Host | null = null

/** Replaces the platform's clock, timers and chance once for the process; `host` may change from world to world. */
export function liveIn(next: Host): void {
  const isFirst = host === null
  host = next
  if (isFirst) replaceGlobals()
}

export function clock(): number {
  return host!.loop.now + host!.offsetMs
}

function replaceGlobals(): void {
  Date.now = clock
  Math.random = () => host!.random.next()
  globalThis.setTimeout = ((run: () => unknown, ms = 0) => {
    const timer = { cleared: false }
    host!.loop.after(ms, () => timer.cleared || run())
    return timer
  }) as unknown as typeof setTimeout
  globalThis.clearTimeout = ((timer?: { cleared: boolean }) => {
    if (timer) timer.cleared = true
  }) as unknown as typeof clearTimeout
  replaceCrypto()
  for (const name of ['warn', 'error', 'info'] as const) console[name] = () => {}
}

/** Digests at once instead of on another thread, so that one seed is one order of events. */
function replaceCrypto(): void {
  const bytes = (array: Uint8Array) => {
    for (let i = 0; i < array.length; i++) array[i] = host!.random.below(256)
    return array
  }
  let ids = 0
  const digest = async (_: unknown, data: Uint8Array) => {
    const hash = createHash('sha256').update(data).digest()
    return hash.buffer.slice(hash.byteOffset, hash.byteOffset + hash.length)
  }
  Object.defineProperty(globalThis.crypto, 'getRandomValues', { value: bytes })
  Object.defineProperty(globalThis.crypto, 'randomUUID', { value: () => `uuid-${++ids}` })
  Object.defineProperty(globalThis.crypto.subtle, 'digest', { value: digest })
}
