import type { Catalog } from './catalog.ts'
import type { Gate } from './gate.ts'
import type { Inbox } from './inbox.ts'
import type { Keeper } from './keeper.ts'
import type { PolicyReader } from './reader/port.ts'
import type { SetWriter } from './set-writer.ts'

/** What the platform hands over: the objects, and text of the operator's. */
export interface Env {
  readonly KEEPER: DurableObjectNamespace<Keeper>
  readonly GATE: DurableObjectNamespace<Gate>
  readonly INBOX: DurableObjectNamespace<Inbox>
  readonly CATALOG: DurableObjectNamespace<Catalog>
  /** By the set's ARN, or by the name of a clone. */
  readonly SET_WRITER: DurableObjectNamespace<SetWriter>
  /** Another Worker: `worker/reader`. */
  readonly READER: PolicyReader

  readonly PUBLIC_URL: string
  readonly ACCESS_PORTAL: string
  /** Comma-separated ids of our own extension builds. */
  readonly EXTENSION_IDS: string
  /** Where people get the extension, https: a store’s page, or the organisation’s own. */
  readonly EXTENSION_PAGE?: string
  readonly EMAIL_DOMAINS: string

  readonly DATABASE_URL: string
  readonly DATABASE_TOKEN?: string

  readonly OIDC_ISSUER: string
  readonly OIDC_CLIENT_ID: string
  readonly OIDC_CLIENT_SECRET: string

  readonly AWS_REGION: string
  readonly AWS_ACCESS_KEY_ID: string
  readonly AWS_SECRET_ACCESS_KEY: string
  readonly INSTANCE_ARN: string
  readonly IDENTITY_STORE_ID: string
  /** The local stack's sandbox; AWS's own endpoints when absent. */
  readonly AWS_ENDPOINT?: string

  /** `on`: Access Analyzer reads custom policies too, as `jit-read` (`access-analyzer:ValidatePolicy`). */
  readonly ACCESS_ANALYZER?: string

  /** `off` in a process that serves the API only: the sweep of another one finds what is due. */
  readonly POKE?: string
}
