import { type ReadonlySignal, signal } from '@preact/signals'
import type { RequestPreview } from '../../../schema/contract/before-sending.ts'
import type { Asked } from '../../../schema/contract/requests.ts'
import { call } from '../../lib/call.ts'
import { isOfAll } from './many.ts'
import { someAtOnce } from './some-at-once.ts'
import { type Problem, problemOf } from './trouble.ts'

/** What would happen to the request in one account; of two, one is `null`. */
export interface Foreseen {
  readonly preview: RequestPreview | null
  /** Why it would be refused there, while it may be sent elsewhere. */
  readonly problem: Problem | null
}

type Known = ReadonlyMap<string, Foreseen>

export interface Previews {
  /** By account id; what is not there is not known yet. What is known stays until the next answer. */
  readonly shown: ReadonlySignal<Known>
  readonly look: (asked: Asked | null, accountIds: readonly string[]) => Promise<void>
}

/** The same asked in each account: once an account, as long as nothing else about it changes. */
export function previews(): Previews {
  const shown = signal<Known>(new Map())
  let about = ''
  let begun = new Set<string>()
  async function look(asked: Asked | null, accountIds: readonly string[]) {
    const key = JSON.stringify({ ...asked, accountId: '', justification: '', ticket: '' })
    if (key !== about) begun = new Set()
    about = key
    if (asked === null) {
      shown.value = new Map()
      return
    }
    const waiting = accountIds.filter((id) => !begun.has(id))
    for (const id of waiting) begun.add(id)
    await someAtOnce(waiting, async (accountId) => {
      if (about !== key) return
      const foreseen = await foresee({ ...asked, accountId })
      if (about !== key) return
      if (foreseen) shown.value = new Map(shown.value).set(accountId, foreseen)
      else begun.delete(accountId)
    })
  }
  return { shown, look }
}

/** `null`: nothing that is about this account. */
async function foresee(asked: Asked): Promise<Foreseen | null> {
  try {
    return { preview: await call('previewOpen', asked), problem: null }
  } catch (error) {
    const problem = problemOf(error)
    return isOfAll(problem) ? null : { preview: null, problem }
  }
}
