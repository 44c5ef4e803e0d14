import type { Api } from '../../../schema/contract/api.ts'
import type { CatalogAccount } from '../../../schema/contract/catalog.ts'
import type { Output } from '../../../schema/contract/endpoint.ts'
import type { Request } from '../../../schema/contract/requests.ts'
import { t } from '../../lib/words.ts'
import { catalog } from '../catalog.ts'
import type { Opinion } from './review.ts'

type Known = Output<Api['narrower']>['items']
type Other = Pick<CatalogAccount['permissionSets'][number], 'arn' | 'name' | 'maxSeconds'>

/**
 * The sets that could be offered instead of the one that was asked for: those known to be narrower and to allow what was
 * denied, the narrowest first, then the account's others.
 */
export function otherSets({ accountId, permissionSetArn }: Request, known: Known): readonly Other[] {
  const sets = catalog()?.find(({ id }) => id === accountId)?.permissionSets ?? []
  const taken = new Set([permissionSetArn, ...known.map(({ arn }) => arn)])
  return [...known, ...sets.filter(({ arn }) => !taken.has(arn))]
}

/** A rejection that begins with an offer: the narrowest set, or none until one is chosen; `null` where there is nothing to offer. */
export function startNarrower(
  request: Request,
  known: Known,
  { reason }: Opinion,
): Pick<Opinion, 'narrower' | 'reason' | 'writing'> | null {
  if (otherSets(request, known).length === 0) return null
  const [narrowest] = known
  const none = { narrower: { setArn: '', seconds: 0 }, reason }
  return { ...(narrowest ? offering(request, narrowest, reason, '') : none), writing: 'reason' }
}

/** What was written stays, unless it is what was filled in for `before`. */
export function offering(
  { durationSeconds }: Request,
  set: Other,
  reason: string,
  before: string,
): Pick<Opinion, 'narrower' | 'reason'> {
  const filled = reason === '' || reason === reasonFor(before)
  return {
    narrower: { setArn: set.arn, seconds: Math.min(durationSeconds, set.maxSeconds) },
    reason: filled ? reasonFor(set.name) : reason,
  }
}

function reasonFor(set: string): string {
  return t('portal_narrower_reason', { set })
}
