import type { LiveMessage } from '../schema/contract/live.ts'
import type { Looker } from './looking.ts'
import type { Judged } from './aws/port.ts'
import type { Db } from './db/batch.ts'
import type { PolicyReader } from './reader/port.ts'

/** The providers' side of sign-in; one provider now, its issuer pinned. */
export interface SignInConfig {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** Domains whose verified addresses may be linked at a first sign-in. */
  readonly emailDomains: readonly string[]
  /** The exact redirect addresses of each public client of ours. */
  readonly redirects: Readonly<Record<string, readonly string[]>>
}

export interface Config {
  /** Where this API is reached: `https://…`, no trailing slash. */
  readonly publicUrl: string
  readonly accessPortal: string
  /** The one that the organisation is in: `aws`, `aws-us-gov`, `aws-cn`, `aws-eusc`. */
  readonly partition: string
  readonly extensionOrigins: readonly string[]
  /** Where people get the extension; `null` where only an administrator can say. */
  readonly extensionPage: string | null
  readonly version: string
  readonly signIn: SignInConfig
}

/** A session as its keeper has to know it, whatever the database says later. */
export interface HeldSession {
  readonly id: string
  readonly principal: string
  readonly startsAt: number
  readonly endsAt: number
  readonly sessionSeconds: number
  /** The set made for it, and what it is a copy of; `null` where the set itself is assigned. */
  readonly clone: { readonly name: string; readonly base: string; readonly baseHash: string } | null
  /** Whether credentials issued before its end are stopped. */
  readonly kill: 'never' | 'on_revoke' | 'always'
  /** The session this one goes on from. */
  readonly extendsId?: string | null
  /** AWS has it already, and from now on it is ours: its end takes it away. */
  readonly owned?: true
}

/** The keepers, as the API needs them: told, never asked. Both answer once the keeper has stored it. */
export interface Keepers {
  hold(key: string, sessions: readonly HeldSession[]): Promise<void>
  end(
    key: string,
    sessions: readonly { id: string; cause: 'revoke' | 'release'; at: number }[],
  ): Promise<void>
}

/** Everything a handler may reach. Tests give real parts and a clock of their own. */
export interface Deps {
  readonly db: Db
  readonly config: Config
  readonly keepers: Keepers
  readonly reader: PolicyReader
  /** What AWS says of a policy, `null` when it does not answer at once; `null` itself where it is not asked. */
  readonly analyze: ((policy: string) => Promise<readonly Judged[] | null>) | null
  readonly now: () => number
  /** 130 random bits in base32: ids of requests, people, operations. */
  readonly newId: () => string
  /** 256 random bits in base64url: tokens, codes, states. */
  readonly newSecret: () => string
  /** Joins a person's open pages to their inbox, until their token is over (ms). */
  readonly connect: (personId: string, until: number, request: Request) => Promise<Response>
  /** Tells people's open pages to look again, or reminds them; never throws, never awaited by an answer. */
  readonly notify: (people: readonly string[], message?: LiveMessage) => void
  /** Which of these people have a page of ours open; `null` when their inboxes do not answer at once. */
  readonly online: (people: readonly string[]) => Promise<ReadonlySet<string> | null>
  /**
   * Who AWS says holds this set in this account; `null` when it does not answer within a second. Refuses `too-fast` where
   * `by` has had it asked too often.
   */
  readonly holders: (
    accountId: string,
    setArn: string,
    by?: Looker,
  ) => Promise<{ users: ReadonlySet<string>; groups: ReadonlySet<string> } | null>
  /** The one Identity Center user with this address, or `null` for none or several. */
  readonly principalByEmail: (email: string) => Promise<string | null>
  /** Whether Identity Center has this user; `null` when it does not answer within two seconds. */
  readonly hasPrincipal: (principalId: string) => Promise<boolean | null>
}
