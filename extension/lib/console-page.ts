import { sessionLabel } from './aws-hosts.ts'
import { selectors } from './selectors.ts'

/** What a console page says about itself. All of it is a suggestion: the server checks every id. */
export interface Identity {
  readonly accountId: string
  readonly region: string | null
  /** The role's name as AWS has it, `AWSReservedSSO_…` for a permission set. */
  readonly roleName: string | null
  readonly permissionSet: string | null
  /** Several AWS sessions side by side in one browser. */
  readonly multiSession: boolean
}

/** A console page for as long as it shows one account and role. `signal` ends with it. */
export interface Page extends Identity {
  readonly signal: AbortSignal
}

type Place = Pick<Location, 'hostname' | 'search'>
type Found = { accountId: string; role?: string | undefined }

/** Whose console this is, read in the order of how far each source can be trusted; `null`: stay away. */
export function readIdentity(page: Document, place: Place): Identity | null {
  const data = sessionData(page)
  const labelled = hostLabel(place.hostname)
  const multiSession = labelled !== null || String(data?.['prismModeEnabled']) === 'true'
  const found =
    fromSessionData(data) ?? (multiSession ? null : fromCookie(page)) ?? labelled ?? fromMenu(page)
  // An address and a page that name two accounts: one of them is wrong, and we cannot know which.
  if (!found || (labelled && labelled.accountId !== found.accountId)) return null
  const roleName = found.role ?? null
  return {
    accountId: found.accountId,
    region: regionOf(place, data),
    roleName,
    permissionSet: permissionSetOf(roleName),
    multiSession,
  }
}

/** Calls `show` for each account and role the page turns to; the page before ends first. */
export function watchPage(page: Document, show: (page: Page) => void, signal: AbortSignal): void {
  let seen = ''
  let shown: AbortController | null = null
  const look = () => {
    const identity = readIdentity(page, page.location)
    // Another region is the same page. One being redrawn says nothing for a moment; no reason to drop what was typed.
    const now = JSON.stringify({ ...identity, region: 0 })
    if (!identity || now === seen) return
    seen = now
    shown?.abort()
    shown = new AbortController()
    show({ ...identity, signal: AbortSignal.any([signal, shown.signal]) })
  }
  onChange(page, look, signal)
  look()
}

interface Watch {
  readonly looks: Set<() => void>
  end(): void
}
const watches = new Map<Document, Watch>()

/** Runs `look` after the page changed or its address did; at most once in `quietMs`. All looks share one observer. */
export function onChange(page: Document, look: () => void, signal: AbortSignal): void {
  if (signal.aborted) return
  const watch = watches.get(page) ?? watched(page)
  watches.set(page, watch)
  watch.looks.add(look)
  signal.addEventListener('abort', () => {
    watch.looks.delete(look)
    if (watch.looks.size > 0) return
    watches.delete(page)
    watch.end()
  })
}

function watched(page: Document): Watch {
  const looks = new Set<() => void>()
  const end = new AbortController()
  let due: ReturnType<typeof setTimeout> | undefined
  const soon = () => {
    due ??= setTimeout(() => {
      due = undefined
      // Each by itself: one that fails stops no other, and one that ends a page ends its looks.
      for (const look of looks) queueMicrotask(() => looks.has(look) && look())
    }, quietMs)
  }
  const observer = new MutationObserver(soon)
  observer.observe(page, { childList: true, subtree: true, characterData: true })
  for (const event of ['popstate', 'hashchange', 'pageshow', 'resize']) {
    page.defaultView?.addEventListener(event, soon, end)
  }
  return {
    looks,
    end() {
      observer.disconnect()
      clearTimeout(due)
      end.abort()
    },
  }
}

const quietMs = 150

const accountIdForm = /^\d{12}$/
const regionForm = /^[a-z]{2,4}(-[a-z]+)+-\d$/

function sessionData(page: Document): Record<string, unknown> | null {
  return parsed(page.querySelector(selectors.sessionData)?.getAttribute('content'))
}

function fromSessionData(data: Record<string, unknown> | null): Found | null {
  const accountId = data?.['accountId']
  if (typeof accountId !== 'string' || !accountIdForm.test(accountId)) return null
  return { accountId, role: roleIn(data?.['sessionARN'], accountId) }
}

/** `<account>-<8 characters>.<region>.console.aws.amazon.com` is how several sessions are told apart. */
function hostLabel(hostname: string): Found | null {
  const accountId = sessionLabel.exec(hostname)?.[1]
  return accountId ? { accountId } : null
}

/** Names the session that signed in last, so it speaks for a page only while there is one session. */
function fromCookie(page: Document): Found | null {
  const raw = /(?:^|;\s*)aws-userInfo=([^;]+)/.exec(page.cookie)?.[1]
  const arn = raw && parsed(decoded(raw))?.['arn']
  const accountId = typeof arn === 'string' ? /^arn:[\w-]+:\w+::(\d{12}):/.exec(arn)?.[1] : undefined
  return accountId ? { accountId, role: roleIn(arn, accountId) } : null
}

function fromMenu(page: Document): Found | null {
  const menu = page.querySelector(selectors.accountDetails)
  for (const span of menu?.querySelectorAll('span') ?? []) {
    const text = span.textContent.trim()
    if (/^\d{4}-\d{4}-\d{4}$/.test(text)) return { accountId: text.replaceAll('-', '') }
  }
  return null
}

/** The role of `arn:aws:sts::111122223333:assumed-role/ROLE/person`, if it is one of this account. */
function roleIn(arn: unknown, accountId: string): string | undefined {
  if (typeof arn !== 'string') return undefined
  const [, account, role] = /^arn:[\w-]+:sts::(\d{12}):assumed-role\/([^/]+)\//.exec(arn) ?? []
  return account === accountId ? role : undefined
}

/** Greedy, because a set's name may hold `_` itself. */
function permissionSetOf(role: string | null): string | null {
  return (role && /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/.exec(role)?.[1]) || null
}

function regionOf(place: Place, data: Record<string, unknown> | null): string | null {
  const host = place.hostname.split('.').find((label) => regionForm.test(label))
  const asked = new URLSearchParams(place.search).get('region')
  const told = [host, asked, data?.['infrastructureRegion']]
  return (
    told.find((region): region is string => typeof region === 'string' && regionForm.test(region)) ?? null
  )
}

function parsed(json: string | null | undefined): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(json ?? '')
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
