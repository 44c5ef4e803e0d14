import { settled } from '../../../schema/contract/lifecycle.ts'
import type { Request } from '../../../schema/contract/requests.ts'

/** What stood behind `items` before, if nothing of it can change any more; else `null`. */
export function settledRest(
  items: readonly Request[],
  before: readonly Request[],
): readonly Request[] | null {
  const last = items.at(-1)?.id
  const at = before.findIndex(({ id }) => id === last)
  const rest = before.slice(at + 1)
  return at >= 0 && rest.every(isOver) ? rest : null
}

/** What failed may be tried again. */
function isOver({ status }: Request): boolean {
  return settled.has(status) && status !== 'failed'
}
