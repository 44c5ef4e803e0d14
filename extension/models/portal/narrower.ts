import type { Request } from '../../../schema/contract/requests.ts'
import { t } from '../../lib/words.ts'
import { seen } from '../seen.ts'
import type { Opinion } from './review.ts'

/** The sets that could be offered instead: the same account's, without the one that was asked for. */
export function otherSets({ accountId, permissionSetArn }: Request) {
  const account = seen.value?.catalog.find(({ id }) => id === accountId)
  return account?.permissionSets.filter(({ arn }) => arn !== permissionSetArn) ?? []
}

/** A rejection that begins with an offer; `null` where there is nothing to offer. */
export function startNarrower(request: Request): Partial<Opinion> | null {
  const [set] = otherSets(request)
  if (!set) return null
  const seconds = Math.min(request.durationSeconds, set.maxSeconds)
  return { narrower: { setArn: set.arn, seconds }, reason: t('portal_narrower_reason', { set: set.name }) }
}
