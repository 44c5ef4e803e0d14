import type { Context } from 'hono'
import type { Deps } from '../deps.ts'

/** What middleware leaves for a handler. */
export interface AppEnv {
  Variables: {
    deps: Deps
    /** The id of this call: in logs, in `X-Request-Id` and as a problem's `instance`. */
    callId: string
  }
}
export type AppContext = Context<AppEnv>

/** A bearer token by its hash. Who that is, the database says in the same round trip as the answer. */
export interface Credential {
  readonly hash: string
}
