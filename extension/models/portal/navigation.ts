import type { Seen } from '../../lib/storage.ts'
import { signal } from '@preact/signals'
import { toDecideCount } from '../../lib/to-decide.ts'
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
  | 'people'
  | 'away'
  | 'insights'
  | 'rules'
  | 'audit'

/** Where the request that is open stands: among one's own, or in the history. */
export const under = signal<'requests' | 'history'>('requests')

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
  people: 'portal_people', away: 'portal_away', insights: 'portal_insights', rules: 'portal_rules', audit: 'portal_audit',
}

export interface Navigation {
  readonly own: readonly NavItem[]
  readonly approver: readonly NavItem[]
  readonly admin: readonly NavItem[]
}

/** What everybody has; below the divider what those who decide, own or audit have, then what an Admin has. */
export function navigation(seen: Seen | null): Navigation {
  const active = seen?.summary.activeSessions ?? 0
  const own = [
    item('dashboard'),
    item('request'),
    item('requests', { within: under.value === 'requests' ? ['requests', 'one'] : ['requests'] }),
    item('sessions', active > 0 ? { count: String(active) } : {}),
  ]
  const approver = seen ? below(seen) : []
  // Who has no other part looks at what is their own.
  if (approver.length === 0) own.push(item('insights'))
  const admin = seen?.me.role === 'admin' ? [item('people'), item('rules'), item('audit')] : []
  return { own, approver, admin }
}

function below(seen: Seen): readonly NavItem[] {
  const { level, auditor, owns } = seen.me
  const decides = level > 0 || owns.length > 0
  const badge = badgeOf(seen)
  const approvals = item('approvals', { within: ['approvals', 'review'], ...(badge ? { badge } : {}) })
  // Who owns nothing has nobody to stand in for them.
  const away = owns.length > 0 && !auditor ? [item('away')] : []
  const history = item('history', { within: under.value === 'history' ? ['history', 'one'] : ['history'] })
  const told = [...(auditor && seen.me.role !== 'admin' ? [item('audit')] : []), item('insights')]
  if (decides) return [approvals, history, item('manage'), item('accounts'), ...away, ...told]
  return auditor ? [history, item('manage'), ...told] : []
}

/** What was decided here is left out at once. */
function badgeOf(seen: Seen): string | null {
  const waits = toDecideCount(seen, queue().length)
  if (waits === 0) return null
  return waits > 99 ? '99+' : String(waits)
}

function item(page: Section, more: Partial<NavItem> = {}): NavItem {
  return { page, title: t(titles[page]), within: [page], ...more }
}
