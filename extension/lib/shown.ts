import type { CatalogAccount } from '../../schema/contract/catalog.ts'
import type { Status, Tone } from '../../schema/contract/lifecycle.ts'
import type { Asked } from '../../schema/contract/requests.ts'
import type { DenialReason } from '../../schema/contract/suggest.ts'
import type { ProblemWords } from './words.ts'

/*
 * What a console page shows, in words that are ready: the background makes them, since it is loaded once and the
 * content script into every page. Beside them only what the page ticks by, compares or leads to.
 */

export type ShownAccount = Pick<CatalogAccount, 'name' | 'sensitive' | 'permissionSets'>

/** `waiting` for a decision, decided and `setting-up`, `active`, or `other`: not yet, or no longer. */
export type Stage = 'waiting' | 'setting-up' | 'active' | 'other'

export interface ShownRequest {
  readonly id: string
  readonly status: Status
  readonly stage: Stage
  readonly tone: Tone
  readonly accountId: string
  readonly accountName: string
  readonly sensitive: boolean
  readonly permissionSetName: string
  /** The same as people read it: a custom set in quotes. */
  readonly set: string
  readonly duration: string
  readonly why: string
  /** The status in a word or two. */
  readonly label: string
  /** What came of it, in large; what is active has its time left there instead. */
  readonly answer: string
  /** One sentence under it, and a smaller one; empty where there is no more to say. */
  readonly says: string
  readonly help: string
  /** "ends 03:55 CET" */
  readonly ends: string
  /** Opens the role in the console, at the page it was asked for. */
  readonly link: string
  /** AWS's name of the role's set, which a page that is in it shows. */
  readonly roleName: string
  /** What it was asked for, as `ShownOffer.key` names it; empty where it does not say. */
  readonly deniedKey: string
  /** What can be done about it now, each in the portal, out of the page's reach. */
  readonly ways: readonly Way[]
  /** In milliseconds; 0 without a session. */
  readonly startMs: number
  readonly endMs: number
}

export interface Way {
  readonly look: 'normal' | 'link'
  readonly words: string
  readonly route: string
}

/** A refusal, where it is said, and what its one button does. */
export interface ShownTrouble extends Partial<ProblemWords> {
  readonly detail: string
  /** The row of the form it is about; one that is about none has a tone. */
  readonly row?: 'for' | 'why'
  readonly tone?: 'info' | 'warning' | 'error'
  /** Its button follows this request, chooses this duration, opens this; else it copies what is said. */
  readonly requestId?: string
  readonly maxSeconds?: number
  readonly opens?: Opened
}

/** What was denied, as a message told it. */
export interface DeniedThere {
  /** Empty where the message does not say. */
  readonly action: string
  readonly missingAction?: string | undefined
  readonly resource?: string | undefined
  readonly reason?: DenialReason | undefined
  /** "rds:RebootDBInstance on db:orders" */
  readonly at: string
}

/** What fits one denied message: a request for it, or why none helps. */
export interface ShownOffer {
  /** `plain`: the message does not say what was denied. */
  readonly kind: 'grant' | 'plain' | 'no-help'
  /** The same for two messages about the same thing; empty for one that does not say what was denied. */
  readonly key: string
  /** On the button; of `no-help` why, in a sentence. */
  readonly words: string
  readonly denied: DeniedThere
  /** What is known without asking: the set that the words name, or why nothing helps. */
  readonly suggested: Suggested | null
}

/** What would allow what was denied. */
export interface Suggested {
  /** What stood chosen and is sure to help, then the narrowest; and about each the one thing to know. */
  readonly sets: readonly {
    readonly arn: string
    readonly name: string
    readonly maxSeconds: number
    readonly hint: string
  }[]
  /**
   * A custom set for this action alone; its document stays with the background. `at`: its place among the sets, before
   * those that only may help.
   */
  readonly draft: { readonly maxSeconds: number; readonly at: number } | null
  /** Why nothing helps, where neither does. */
  readonly says: string
  /** That another one stands chosen than stood there before. */
  readonly note?: string
}

/** Who would be asked, and until when, in words. */
export interface Before {
  readonly asked: string
  readonly until: string
  /** Policies of the set whose effect is not known here; empty where all were read. */
  readonly unread: string
}

/** What a pasted or selected text says, for the form. */
export interface ReadDenial {
  readonly at: string
  readonly denied: Omit<DeniedThere, 'at'>
  /** Of an account one may ask for; else `null`, and `trouble` says if the text names another. */
  readonly accountId: string | null
  readonly trouble: string
  /** Why no request helps; empty where one may. */
  readonly reason: string
  readonly suggested: Suggested | null
  /** A custom set for this denial alone, as it would be sent; for our own pages only. */
  readonly drafted: NonNullable<Asked['custom']> | null
}

/** Where the form of a console page stood when its full form was opened. What it knew is not guessed anew. */
export interface Stood {
  readonly accountId: string
  readonly denied: Omit<DeniedThere, 'at'>
  /** Empty where only what was denied was to be asked for, by no set. */
  readonly setArn: string
}

/** What a page may have opened outside of itself. */
export interface Opened {
  readonly what: 'sign-in' | 'portal'
  readonly route?: string
  /** What the form is opened for, to be read there as an error that was pasted. */
  readonly denied?: DeniedThere | null
}
