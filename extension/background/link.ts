import { linkItem, type LinkState } from '../lib/storage.ts'
import type { Refused } from '../lib/words.ts'

/** Keeps for every screen whether calls get through: `null` for one that did. */
export async function noteLink(problem: Refused | null): Promise<void> {
  const next = stateAfter(problem)
  const before = await linkItem.getValue()
  if (before?.state !== next.state || before.retryAt !== next.retryAt) await linkItem.setValue(next)
}

/** Any other refusal is an answer of the API, so it is reached. */
function stateAfter(problem: Refused | null): LinkState {
  const type = problem?.type
  if (type === '/problems/signed-out') return { state: 'signed-out', retryAt: null }
  if (type === '/problems/offline') return { state: 'offline', retryAt: null }
  if (type !== '/problems/unreachable') return { state: 'online', retryAt: null }
  return { state: 'unreachable', retryAt: Date.now() + 1000 * Number(problem?.params['n'] ?? 10) }
}
