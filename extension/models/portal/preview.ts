import { computed, type ReadonlySignal } from '@preact/signals'
import type { Asked } from '../../../schema/contract/requests.ts'
import type { RequestPreview } from '../../../schema/contract/before-sending.ts'
import { call } from '../../lib/call.ts'
import { latest } from './latest.ts'
import { keyOf, type Problem } from './trouble.ts'

/** What would happen to the request if it were sent as it stands. */
export interface Preview {
  readonly shown: ReadonlySignal<RequestPreview | null>
  /** Why it would be refused, in the words of sending it. */
  readonly problem: ReadonlySignal<Problem | null>
  readonly look: (asked: Asked | null) => Promise<void>
}

/** These are said where the network is spoken of, and a reason is still being written. */
const elsewhere = new Set([
  'offline',
  'unreachable',
  'signed-out',
  'reason-short',
  'too-fast',
  'broken',
  'not-found',
])

export function previewing(): Preview {
  const { shown, problem, look } = latest((asked: Asked) => call('previewOpen', asked))
  const told = computed(() => (problem.value && !elsewhere.has(keyOf(problem.value)) ? problem.value : null))
  return { shown, problem: told, look }
}
