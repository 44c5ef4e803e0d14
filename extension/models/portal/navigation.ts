import type { Seen } from '../../lib/storage.ts'
import { t } from '../../lib/words.ts'
import { queue } from './queue.ts'
import type { PageName } from './route.ts'

type Section =
  | 'dashboard'
  | 'request'
  | 'requests'
  | 'sessions'
  | 'approvals'
  | 'history'
  | 'manage'
  | 'accounts'

export interface NavItem {
  readonly page: Section
  readonly title: string
  readonly count?: string
  /** How many wait for this person. */
  readonly badge?: string
  /** The screens that stand under it. */
  readonly within: readonly PageName[]
}

// oxfmt-ignore
const titles: Record<Section, string> = {
  dashboard: 'portal_dashboard', request: 'portal_request_access', requests: 'portal_my_requests', sessions: 'portal_active_sessions',
  approvals: 'portal_pending_approvals', history: 'portal_request_history', manage: 'portal_manage_sessions', accounts: 'portal_owned_accounts',
}

/** What everybody has, and what those who decide, own or audit have below the divider. */
export function navigation(seen: Seen | null): { own: readonly NavItem[]; approver: readonly NavItem[] } {
  const active = seen?.summary.activeSessions ?? 0
  const own = [
    item('dashboard'),
    item('request'),
    item('requests', { within: ['requests', 'one'] }),
    item('sessions', active > 0 ? { count: String(active) } : {}),
  ]
  return { own, approver: seen ? below(seen) : [] }
}

function below(seen: Seen): readonly NavItem[] {
  const { level, auditor, owns } = seen.me
  const decides = level > 0 || owns.length > 0
  const badge = badgeOf(seen)
  const approvals = item('approvals', { within: ['approvals', 'review'], ...(badge ? { badge } : {}) })
  if (decides) return [approvals, item('history'), item('manage'), item('accounts')]
  return auditor ? [item('history')] : []
}

/** The server counts more than storage holds; what was decided here is left out at once. */
function badgeOf({ summary, toDecide }: Seen): string | null {
  const decided = toDecide.length - queue().length
  const waits = summary.badge - decided
  if (waits <= 0) return null
  return waits > 99 ? '99+' : String(waits)
}

function item(page: Section, more: Partial<NavItem> = {}): NavItem {
  return { page, title: t(titles[page]), within: [page], ...more }
}
