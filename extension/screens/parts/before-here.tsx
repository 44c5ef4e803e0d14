import type { Request } from '../../../schema/contract/requests.ts'
import { waiting } from '../../../schema/contract/lifecycle.ts'
import { call } from '../../lib/call.ts'
import { ago } from '../../lib/time.ts'
import { t } from '../../lib/words.ts'
import { now } from '../../models/seen.ts'
import type { Fact } from './facts.tsx'
import { useRead } from './use-read.ts'

const dayMs = 86_400_000
const days = 90

/** What the requester asked for on this account before, and what of this request is unlike it. */
export function useBefore(request: Request): { unusual: readonly Fact[]; before: readonly Fact[] } {
  const { accountId, requester, id } = request
  const from = new Date(Math.floor(now.value / dayMs - days) * dayMs).toISOString()
  const read = useRead(`before ${id}`, () =>
    call('requests', { scope: 'history', accountId, requesterId: requester.id, from }),
  ).value.value
  if (!read) return { unusual: [], before: [] }
  const earlier = read.items.filter((each) => each.id !== id && each.openedAt < request.openedAt)
  return {
    unusual: unusual(request, earlier),
    before: [[t('portal_before_here'), words(earlier, read.next !== null)]],
  }
}

function unusual(request: Request, earlier: readonly Request[]): readonly Fact[] {
  const { permissionSetName, requester, kind } = request
  const known = earlier.some((each) => each.kind === kind && each.permissionSetName === permissionSetName)
  return known || kind === 'custom'
    ? []
    : [[t('portal_unusual'), t('portal_first_time', { name: requester.name })]]
}

function words(earlier: readonly Request[], more: boolean): string {
  const [last] = earlier
  if (!last) return t('portal_before_none', { days: String(days) })
  const decided = earlier.filter(({ status, decision }) => !waiting.has(status) && decision)
  const approved = decided.filter(({ decision }) => decision?.decision === 'approve').length
  return t('portal_before', {
    n: more ? `${earlier.length}+` : String(earlier.length),
    days: String(days),
    approved: String(approved),
    ago: ago(last.openedAt, now.value),
  })
}
