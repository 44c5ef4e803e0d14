import { brokenRetryMs } from '../pace.ts'
import type { Instant } from '../ports.ts'
import { costOf, WriterRun, type WriterPorts } from './run.ts'

const maxRounds = 500

/**
 * Makes the set what its notes want it to be, as far as that is possible now, and answers when to come back. Before each
 * effect it plans anew, so whatever was asked meanwhile counts. Never sleeps.
 */
export async function reconcileSet(ports: WriterPorts, maxCalls = 25): Promise<Instant | null> {
  const run = new WriterRun(ports)
  for (let round = 0; round < maxRounds; round++) {
    const { effect, wakeAt } = run.plan()
    if (effect === null) return wakeAt
    if (run.calls + costOf(effect) > maxCalls) return ports.clock.now()
    await run.perform(effect)
  }
  return ports.clock.now() + brokenRetryMs
}
