import type { CatalogAccount } from '../../../schema/contract/catalog.ts'
import type { Asked } from '../../../schema/contract/requests.ts'
import { act } from './act.ts'
import { keyOf, type Problem, problemOf } from './trouble.ts'

/** As many as may wait for one person. */
export const mostAccounts = 20

/** What became of the requests of one need, so far. */
export interface Outcomes {
  readonly sent: readonly CatalogAccount[]
  /** Why it is not sent in an account, by its id. */
  readonly refused: ReadonlyMap<string, Problem>
}

export const nothingSent: Outcomes = { sent: [], refused: new Map() }

const ofAll = new Set([
  'offline',
  'unreachable',
  'signed-out',
  'too-fast',
  'too-many-open',
  'outdated',
  'broken',
  'reason-short',
  'invalid',
  'malformed',
  'ticket-missing',
])

/** True of every account: what is left is not tried. */
export function isOfAll(problem: Problem): boolean {
  return ofAll.has(keyOf(problem))
}

/**
 * A request each, one after the other; one that is refused stops no other. `tell` hears after each. Throws what is
 * true of all of them: sent again, those that are sent stay as they are.
 */
export async function sendEach(
  asked: Asked,
  accounts: readonly CatalogAccount[],
  tell: (outcomes: Outcomes) => void,
): Promise<Outcomes> {
  let outcomes = nothingSent
  for (const account of accounts) {
    const problem = await sendIn(asked, account)
    outcomes = problem
      ? { ...outcomes, refused: new Map(outcomes.refused).set(account.id, problem) }
      : { ...outcomes, sent: [...outcomes.sent, account] }
    tell(outcomes)
  }
  return outcomes
}

async function sendIn(asked: Asked, { id }: CatalogAccount): Promise<Problem | null> {
  try {
    await act('open', { ...asked, accountId: id })
    return null
  } catch (error) {
    const problem = problemOf(error)
    if (isOfAll(problem)) throw error
    return problem
  }
}

/** The sets that may be asked for in all of them, each for as long as the strictest lets it be. */
export function commonSets([first, ...others]: readonly CatalogAccount[]): CatalogAccount['permissionSets'] {
  return (first?.permissionSets ?? []).flatMap((set) => {
    const same = others.map(({ permissionSets }) => permissionSets.find(({ arn }) => arn === set.arn))
    if (same.includes(undefined)) return []
    return [{ ...set, maxSeconds: Math.min(set.maxSeconds, ...same.map((each) => each?.maxSeconds ?? 0)) }]
  })
}
