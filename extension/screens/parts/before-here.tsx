import type { Request } from '../../../schema/contract/requests.ts'
import { waiting } from '../../../schema/contract/lifecycle.ts'
import { ago } from '../../lib/time.ts'
import { t } from '../../lib/words.ts'
import {
  askEarlier,
  earlierDays,
  earlierOf,
  isFirstTime,
  isOutsideHours,
} from '../../models/portal/earlier.ts'
import type { Page } from '../../models/portal/listing.ts'
import { now } from '../../models/seen.ts'
import type { Fact } from './facts.tsx'
import { useRead } from './use-read.ts'

const days = String(earlierDays)

/** What the requester asked for on this account, newest first. */
export function useBefore(request: Request) {
  return useRead(`before ${request.id}`, () => askEarlier(request), request.version)
}

export function beforeFacts(request: Request, page: Page<Request>): readonly Fact[] {
  return [[t('portal_before_here'), words(earlierOf(request, page), page.next !== null)]]
}

/** What of this request is unlike what came before. */
export function unusualFacts(request: Request, page: Page<Request>): readonly Fact[] {
  const said = [
    ...(isFirstTime(request, page) ? [t('portal_first_time', { name: request.requester.name, days })] : []),
    ...(isOutsideHours(request, page) ? [t('portal_outside_hours')] : []),
  ]
  return said.length === 0 ? [] : [[t('portal_unusual'), said.join('; ')]]
}

function words(earlier: readonly Request[], more: boolean): string {
  const [last] = earlier
  if (!last) return t('portal_before_none', { days })
  const decided = earlier.filter(({ status, decision }) => !waiting.has(status) && decision)
  const approved = decided.filter(({ decision }) => decision?.decision === 'approve').length
  return t('portal_before', {
    n: more ? `${earlier.length}+` : String(earlier.length),
    days,
    approved: String(approved),
    ago: ago(last.openedAt, now.value),
  })
}
