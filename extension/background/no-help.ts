import type { AccessDenied } from '../../schema/contract/access-denied.ts'
import { t } from '../lib/text.ts'

/**
 * Why no grant helps, in a sentence; `null` where one may. Only what no policy of one's own allows yet can be granted:
 * every other policy stands above a permission set, or belongs to the resource.
 */
export function reasonNot({
  reason,
  action = '',
  policyArn,
}: Pick<AccessDenied, 'reason' | 'action' | 'policyArn'>): string | null {
  if (reason === undefined || reason === 'implicit_identity_policy') return null
  const [, way = '', kind = ''] = /^(implicit|explicit)_(.+)$/.exec(reason) ?? []
  const params = { policyKind: t(`denied_kind_${kind}`), action, policy: policyArn ?? '' }
  const everyone = way === 'explicit' && /^[sr]cp$/.test(kind) ? '_everyone' : ''
  return t(`denied_${way}${everyone}${policyArn ? '_policy' : ''}`, params)
}
