import type { CatalogAccount } from '../../schema/contract/catalog.ts'
import type { Me, Summary } from '../../schema/contract/people.ts'
import type { Asked, Request } from '../../schema/contract/requests.ts'
import type { Stood } from './shown.ts'
import { stored } from './stored.ts'

/** What was seen last. Every screen starts from it, before the network answers. */
export interface Seen {
  readonly me: Me
  readonly summary: Summary
  /** My own requests, the newest 25. */
  readonly mine: readonly Request[]
  /** My running sessions, soonest end first. */
  readonly sessions: readonly Request[]
  /** Requests I may decide, soonest deadline first; empty for those who decide nothing. */
  readonly toDecide: readonly Request[]
  readonly minSeconds: number
  readonly windowSeconds: number
  /** Where each request was made, by its id. */
  readonly places?: Readonly<Record<string, string>>
  /** When all this was answered, in milliseconds. */
  readonly at: number
  /** When the rarely read part of it was: the person and the catalog. */
  readonly wholeAt: number
  /** When the catalog that `catalogItem` has was written; of an earlier version there is none. */
  readonly catalogAt?: number
}

/** With the accounts one may ask for. They are megabytes where there are thousands, so few need them. */
export interface Known extends Seen {
  readonly catalog: readonly CatalogAccount[]
  /** What was told of each request when it was sent, by its id. */
  readonly foreseen?: Readonly<Record<string, Foreseen>>
}

/** Who would be there, and how long a decision usually took at that hour; `null` where nobody could say. */
export interface Foreseen {
  readonly onlineCount: number | null
  readonly usualSeconds: number | null
}

export interface Tokens {
  readonly access: string
  readonly refresh: string
  /** When `access` ends, in milliseconds by our own clock. */
  readonly until: number
}

export type Link = 'online' | 'offline' | 'unreachable' | 'signed-out'

/** Whether the last call got through, and when the next one is tried if it did not. */
export interface LinkState {
  readonly state: Link
  readonly retryAt: number | null
}

/** No secret: names and times. Only our own pages read it (`lockStorage`), never a content script. */
export const seenItem = stored<Seen | null>('local', 'seen', null)

/** Written only when it changed. `null`: not read yet. */
export const catalogItem = stored<readonly CatalogAccount[] | null>('local', 'catalog', null)

/** In memory only, gone when the browser closes. Written and read by the background alone. */
export const tokensItem = stored<Tokens | null>('session', 'tokens', null)

export const linkItem = stored<LinkState | null>('session', 'link', null)

/** What opening a role would do to the AWS tabs of this browser, as far as their pages told the background. */
export interface OpenTabs {
  /** One of them is in the browser's only session, which would take another role. */
  readonly shareSession: boolean
  /** As many sessions are open side by side as AWS allows. */
  readonly full: boolean
}

export const noTabs: OpenTabs = { shareSession: false, full: false }

export const tabsItem = stored<OpenTabs>('session', 'tabs', noTabs)

/** The console pages requests were made from, by request; never sent to anybody. The newest last. */
export const placesItem = stored<Readonly<Record<string, string>>>('local', 'places', {})

/** What was foreseen of requests sent from a page; it holds for minutes only. The newest last. */
export const foreseenItem = stored<Readonly<Record<string, Foreseen>>>('session', 'foreseen', {})

/** The narrowest set that allows an action in an account, as it was last answered, by `accountId action missingAction resource`. */
export const narrowestItem = stored<Readonly<Record<string, string>>>('local', 'narrowest', {})

/** The custom set that was drafted last, and for what. */
export const draftedItem = stored<{
  readonly for: string
  readonly custom: NonNullable<Asked['custom']>
} | null>('session', 'drafted', null)

/** Where a console page's form stood that `pastedItem` is the text of. Written before that text. */
export const stoodItem = stored<Stood | null>('session', 'stood', null)

/** The text somebody wants to ask about, on its way to the form. */
export const pastedItem = stored<string>('session', 'pasted', '')

/** Who wants to be told outside our pages, and whether with names; `null` for nobody. A choice, which a sign-out leaves. */
export const noticesItem = stored<{ readonly by: string; readonly details: boolean } | null>(
  'local',
  'notices',
  null,
)

/** What one person was told already. `background/notices.ts` forgets it with them. */
export interface Told {
  readonly by: string
  /** When what it was told from was read. */
  readonly seenAt: number
  /** When each fact was told, or was known without. */
  readonly keys: Readonly<Record<string, number>>
}
export const toldItem = stored<Told | null>('local', 'told', null)

/** The session whose end the popup is opened to confirm. */
export const endWishedItem = stored<{ readonly id: string; readonly at: number } | null>(
  'session',
  'end-wished',
  null,
)

/** What was typed in the portal, on its way over an update of the extension; on disk, for all else is gone then. */
export const carriedItem = stored<Carried | null>('local', 'carried', null)

export interface Carried {
  /** The screen that was open. */
  readonly route: string
  /** Whose words they are. */
  readonly by: string
  readonly typed: Readonly<Record<string, unknown>>
}

/** What belongs to one person: it goes when they sign out, and when somebody else comes. */
export const personalItems = [
  catalogItem,
  placesItem,
  foreseenItem,
  narrowestItem,
  draftedItem,
  stoodItem,
  pastedItem,
  endWishedItem,
  carriedItem,
] as const
