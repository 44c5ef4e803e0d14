import { waiting } from '../../../schema/contract/lifecycle.ts'
import type { Asked, Request } from '../../../schema/contract/requests.ts'
import { call } from '../../lib/call.ts'
import { act } from './act.ts'
import { keyOf, problemOf } from './trouble.ts'

/**
 * Sends `asked` in the place of a request that waits: what the server would refuse is refused before the old one goes.
 * `withdrawn` is called once it is gone, so that the page can say so if the new one is refused all the same.
 */
export async function replace(old: Request, asked: Asked, withdrawn: () => void): Promise<Request> {
  const current = await call('request', { id: old.id })
  if (current.status !== 'withdrawn') {
    await foresee(asked)
    // One that was decided meanwhile is not taken back: with the version that was read the server refuses.
    await act('withdraw', { id: old.id }, waiting.has(current.status) ? current.version : old.version)
  }
  withdrawn()
  return act('open', asked)
}

/** True of the old one as long as it waits, and of nothing once it is gone. */
const onlyMeanwhile = new Set(['already-asked', 'too-many-open'])

async function foresee(asked: Asked): Promise<void> {
  try {
    await call('previewOpen', asked)
  } catch (error) {
    if (!onlyMeanwhile.has(keyOf(problemOf(error)))) throw error
  }
}
