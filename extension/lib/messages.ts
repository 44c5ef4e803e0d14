import { browser } from 'wxt/browser'
import type { EndpointName } from '../../schema/contract/api.ts'
import type { Asked } from '../../schema/contract/requests.ts'
import type {
  Before,
  DeniedThere,
  Opened,
  ReadDenial,
  ShownAccount,
  ShownOffer,
  ShownRequest,
  ShownTrouble,
  Suggested,
} from './shown.ts'
import type { ProblemWords, Refused } from './words.ts'

/** Makes a write safe to try again, and refuses it if what was on the screen has changed. */
export interface Terms {
  readonly idempotencyKey?: string
  readonly version?: number
}

/** What a person sees of one account on a console page: their own requests there, and nobody else's. */
export interface Here {
  readonly signedIn: boolean
  /** Only to tell one person from the next; empty while nobody is known. */
  readonly who: string
  readonly account: ShownAccount | null
  /** Why nothing can be asked for here, where that is known. */
  readonly none: (ShownTrouble & ProblemWords) | null
  readonly minSeconds: number
  /** The set that stands chosen until somebody chooses. */
  readonly usualSet: string | null
  /** Who would be asked, and until when. */
  readonly asked: string
  readonly until: string
  readonly sessions: readonly ShownRequest[]
  /** What somebody has to decide here, or what is to become a session. */
  readonly underWay: ShownRequest | null
  /** As many AWS sessions are open in this browser as AWS allows. */
  readonly sessionsFull: boolean
}

/** Of each account of the access portal what one may ask for; then the accounts it does not list. */
export interface PortalHere {
  readonly listed: Readonly<Record<string, readonly string[]>>
  readonly others: readonly { readonly id: string; readonly name: string; readonly sensitive: boolean }[]
  /** Sessions that run now, by `accountId roleName`: the role is there, or AWS is about to show it. */
  readonly running: readonly string[]
}

export type Outcome<T> =
  | { readonly ok: true; readonly output: T }
  | { readonly ok: false; readonly problem: Refused }

/** Every message and its answer. A content script may send those of `PageKind` only. */
export interface Talk {
  /** `page`: where a request that was made elsewhere leads back to. */
  here: { says: { readonly accountId: string; readonly page?: string }; hears: Here }
  /** All that a frame within a page says: that something in it looks like a refusal of AWS. */
  denied: { says: { readonly text: string }; hears: null }
  offer: {
    says: { readonly accountId: string; readonly roleName: string | null; readonly text: string }
    hears: ShownOffer | null
  }
  /** Only once a person opened an offer: what was denied leaves the browser with it. */
  suggest: {
    says: {
      readonly accountId: string
      readonly denied: DeniedThere
      /** The set that stands chosen meanwhile. */
      readonly shown?: string | undefined
    }
    hears: Suggested | null
  }
  /** Who would be asked, for the set that stands chosen. */
  before: {
    says: {
      readonly accountId: string
      readonly permissionSetArn: string
      readonly durationSeconds: number
    }
    hears: Before | null
  }
  /** What may be asked for in the accounts the access portal lists. */
  portal: { says: { readonly accountIds: readonly string[] }; hears: PortalHere | null }
  /** `drafted`: for the custom set that was drafted for `asked.denied`. */
  send: {
    says: {
      readonly asked: Asked
      readonly idempotencyKey: string
      readonly page?: string
      readonly drafted?: true
    }
    hears: { readonly request: ShownRequest } | { readonly trouble: ShownTrouble }
  }
  follow: { says: { readonly requestId: string; readonly page?: string }; hears: ShownRequest | null }
  open: { says: Opened; hears: null }
  call: {
    says: { readonly endpoint: EndpointName; readonly input: unknown; readonly terms?: Terms }
    hears: Outcome<unknown>
  }
  /** `accountId`: the account in view. `denied`: what the text is known to tell. */
  read: {
    says: {
      readonly text: string
      readonly accountId?: string
      readonly denied?: Omit<DeniedThere, 'at'>
    }
    hears: ReadDenial | null
  }
  'sign-in': { says: { readonly again?: true }; hears: Outcome<null> }
  'sign-out': { says: object; hears: Outcome<null> }
  refresh: { says: object; hears: Outcome<null> }
}

export type Kind = keyof Talk
export type PageKind =
  | 'here'
  | 'denied'
  | 'offer'
  | 'suggest'
  | 'before'
  | 'portal'
  | 'send'
  | 'follow'
  | 'open'
export type Message<K extends Kind = Kind> = { [Each in K]: { readonly kind: Each } & Talk[Each]['says'] }[K]

/** Sends a message to the background. Its answer is ours, so its type is believed. */
export async function ask<K extends Kind>(message: Message<K>): Promise<Talk[K]['hears']> {
  return (await browser.runtime.sendMessage(message)) as Talk[K]['hears']
}
