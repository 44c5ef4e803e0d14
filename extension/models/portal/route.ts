import { signal } from '@preact/signals'
import { isStatus, type Filter, filters } from './filter.ts'
import type { Status } from '../../../schema/contract/lifecycle.ts'

/** What the form is opened with: an account and a set, or a request to send again or to extend. */
export interface Asking {
  readonly account?: string
  readonly set?: string
  readonly again?: string
  readonly extend?: string
  /** The rejected request whose narrower offer is taken. */
  readonly instead?: string
  /** The waiting request that is withdrawn when this one is sent. */
  readonly edit?: string
}

export interface Filtered {
  readonly filter: Filter
  readonly status?: Status
}

/** What of the history is looked for; days are local ones, `2026-11-23`, both within. */
export interface Narrowed {
  readonly account?: string
  readonly requester?: string
  readonly decider?: string
  readonly from?: string
  readonly to?: string
}

/** What of the audit trail is looked for: one thing, one person, a time in UTC, `2026-11-23T02:00`, to the minute. */
export interface AuditSought {
  readonly kind?: string
  readonly subject?: string
  readonly actor?: string
  readonly from?: string
  readonly to?: string
}

/** What is searched for, kept in the address. */
export interface Searched {
  readonly q?: string
}

/** Every screen of the portal and what its address carries. */
export type Route =
  | { readonly page: 'dashboard' | 'away' | 'insights' | 'notices' | 'unknown' }
  | { readonly page: 'approvals'; readonly part?: 'more' }
  | ({ readonly page: 'people' } & Searched)
  | ({ readonly page: 'accounts'; readonly part?: 'all' } & Searched)
  | ({ readonly page: 'request' } & Asking)
  | ({ readonly page: 'requests' } & Filtered)
  | ({ readonly page: 'history' } & Filtered & Narrowed)
  | { readonly page: 'one' | 'review'; readonly id: string }
  | ({ readonly page: 'sessions'; readonly end?: string } & Searched)
  | ({ readonly page: 'manage' } & Searched)
  /** `rule`: the name of the one that is open. */
  | { readonly page: 'rules'; readonly rule?: string }
  | ({ readonly page: 'audit' } & AuditSought)

export type PageName = Route['page']

/** The screen of an address: `#/requests?filter=open`. An empty one is the dashboard. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?')
  const [page = '', id] = path.split('/').map(decoded)
  const asked = new URLSearchParams(query)
  const only = (name: string) => (asked.get(name) ? { [name]: asked.get(name) } : {})
  switch (page) {
    case '':
    case 'dashboard':
      return { page: 'dashboard' }
    case 'request':
    case 'request-access':
      return {
        page: 'request',
        ...only('account'),
        ...only('set'),
        ...only('again'),
        ...only('extend'),
        ...only('instead'),
        ...only('edit'),
      }
    case 'requests':
      return id ? { page: 'one', id } : { page: 'requests', ...filtered(asked) }
    case 'history':
      return { page: 'history', ...filtered(asked), ...narrowed(asked) }
    case 'approvals':
      if (id) return { page: 'review', id }
      return { page: 'approvals', ...(asked.get('part') === 'more' ? { part: 'more' as const } : {}) }
    case 'sessions':
      return { page: 'sessions', ...only('end'), ...only('q') }
    case 'manage':
    case 'people':
      return { page, ...only('q') }
    case 'accounts':
      return { page, ...(asked.get('part') === 'all' ? { part: 'all' as const } : {}), ...only('q') }
    case 'away':
    case 'insights':
    case 'notices':
      return { page }
    case 'rules':
      return { page, ...only('rule') }
    case 'audit':
      return { page, ...auditSought(asked) }
    default:
      return { page: 'unknown' }
  }
}

/** The address of a screen, for links. */
export function href(route: Route): string {
  if (!('id' in route)) return withQuery(route)
  return `#/${route.page === 'one' ? 'requests' : 'approvals'}/${encodeURIComponent(route.id)}`
}

function withQuery({ page, ...rest }: Exclude<Route, { readonly id: string }>): string {
  const query = new URLSearchParams(
    Object.entries(rest).filter(([name, value]) => name !== 'filter' || value !== 'all'),
  )
  return `#/${page}${query.size > 0 ? `?${query.toString()}` : ''}`
}

function filtered(asked: URLSearchParams): Filtered {
  const filter = filters.find((name) => name === asked.get('filter')) ?? 'all'
  const status = asked.get('status')
  return isStatus(status) ? { filter, status } : { filter }
}

const minute = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/
const subject = /^[\w:/.+=@ -]{1,1300}$/

function auditSought(asked: URLSearchParams): AuditSought {
  const only = onlyOf<keyof AuditSought>(asked)
  return {
    ...only('kind', /^[a-z_]{1,40}$/),
    ...only('subject', subject),
    ...only('actor', opaque),
    ...only('from', minute),
    ...only('to', minute),
  }
}

const day = /^\d{4}-\d{2}-\d{2}$/
const account = /^\d{12}$/
const opaque = /^[\w-]{1,64}$/

/** What is no such thing is left out, or the server would refuse the whole question. */
function narrowed(asked: URLSearchParams): Narrowed {
  const only = onlyOf<keyof Narrowed>(asked)
  return {
    ...only('account', account),
    ...only('requester', opaque),
    ...only('decider', opaque),
    ...only('from', day),
    ...only('to', day),
  }
}

function onlyOf<Name extends string>(asked: URLSearchParams) {
  return (name: Name, form: RegExp) => {
    const value = asked.get(name)
    return value && form.test(value) ? { [name]: value } : {}
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

export const route = signal<Route>({ page: 'dashboard' })

/** Follows the address for as long as the page lives: the background opens a screen by changing it. */
export function followAddress(): void {
  const read = () => {
    route.value = parseRoute(location.hash)
  }
  addEventListener('hashchange', read)
  read()
}

export function go(to: Route): void {
  location.hash = href(to)
}

/** Changes the address in place, so that Back leaves the screen and does not undo a filter or a dialog. */
export function replaceRoute(to: Route): void {
  history.replaceState(null, '', href(to))
  route.value = to
}

/** Searches on the screen that is open: the address has it, and Back leaves the screen. */
export function searchFor(at: Extract<Route, Searched>, typed: string): void {
  replaceRoute({ ...at, ...(typed ? { q: typed } : {}) })
}
