import type { Reading } from '../schema/contract/policies.ts'
import { intended, type Grantable } from './deciding.ts'
import type { PrincipalId } from './engine/ports.ts'
import { sealedCopy } from './engine/writer/statements.ts'
import { waitsForOf } from './policy.ts'
import { instant } from './wire.ts'

/**
 * The inline policy as it is going to be created, with the statements of ours, by the functions that make it: to the end
 * that was granted or, while somebody has to decide, to the one that a yes at `now` would give. `null` where no set is made.
 */
export function sealedAs(facts: Grantable, inline: string | null, now: number): Reading['created'] {
  const { request } = facts
  const isGranted = request.grantedS !== null
  if (!isGranted && waitsForOf(request.status) === null) return null
  const { cloneName, endsAt } = isGranted ? request : intended(facts, request.durationS, now)
  if (cloneName === null || endsAt === null) return null
  const principal = request.principalId as PrincipalId
  const made = sealedCopy(inline ?? '', { until: endsAt, principal })
  if (typeof made === 'string') return null
  return { inlinePolicy: made.json, endsAt: instant(endsAt), granted: isGranted }
}
