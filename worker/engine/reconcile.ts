import { brokenRetryMs } from './pace.ts'
import type { Instant, Key } from './ports.ts'
import { Run, type Ports } from './run.ts'

const maxRounds = 500

/**
 * Makes AWS and the database match the sessions of one key, as far as that is possible now, and answers when to come
 * back. Before each effect it plans anew, so whatever was told meanwhile counts. Never sleeps.
 */
export async function reconcile(key: Key, ports: Ports, maxCalls = 25): Promise<Instant | null> {
  const run = new Run(key, ports)
  await run.readLedger()
  for (let round = 0; round < maxRounds; round++) {
    const { effect, wakeAt } = run.plan()
    if (effect === null && run.isBehind) await run.readLedger()
    else if (effect === null) return run.close(wakeAt)
    else if (effect.do !== 'record' && (run.calls >= maxCalls || run.isOld))
      return run.close(ports.clock.now())
    else await run.perform(effect)
  }
  return run.close(ports.clock.now() + brokenRetryMs)
}
