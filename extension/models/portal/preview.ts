import { type ReadonlySignal, signal } from '@preact/signals'
import type { Asked } from '../../../schema/contract/requests.ts'
import type { RequestPreview } from '../../../schema/contract/before-sending.ts'
import { call } from '../../lib/call.ts'
import { keyOf, type Problem, problemOf } from './trouble.ts'

/** What would happen to the request if it were sent as it stands. */
export interface Preview {
  readonly shown: ReadonlySignal<RequestPreview | null>
  /** Why it would be refused, in the words of sending it. */
  readonly problem: ReadonlySignal<Problem | null>
  look(asked: Asked | null): Promise<void>
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
  const shown = signal<RequestPreview | null>(null)
  const problem = signal<Problem | null>(null)
  let turn = 0
  async function look(asked: Asked | null) {
    const mine = ++turn
    const answer =
      asked &&
      (await call('previewOpen', asked).then(
        (preview) => ({ preview, refused: null }),
        (error: unknown) => ({ preview: null, refused: problemOf(error) }),
      ))
    if (mine !== turn) return
    shown.value = answer?.preview ?? null
    const refused = answer?.refused ?? null
    problem.value = refused && !elsewhere.has(keyOf(refused)) ? refused : null
  }
  return { shown, problem, look }
}
