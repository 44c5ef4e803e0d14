import type { Hono } from 'hono'
import { api } from '../../schema/contract/api.ts'
import { findingsFor } from '../db/findings.ts'
import { readCursor } from '../db/keyset.ts'
import { adopt, ignore, remove } from '../drift/acts.ts'
import { toFindingPage } from '../drift/wire.ts'
import type { AppEnv } from '../http/context.ts'
import { serve } from '../http/serve.ts'
import { revoke } from '../lifecycle.ts'

/** Where AWS and we differ, and what people do about it. */
export function findingRoutes(app: Hono<AppEnv>): void {
  serve(app, api.findings, async ({ deps, credential, input }) => {
    const ask = {
      credential,
      now: deps.now(),
      status: input.status ?? 'open',
      cursor: readCursor(input.after),
    }
    return toFindingPage(await findingsFor(deps.db, ask))
  })
  serve(app, api.adopt, adopt)
  serve(app, api.remove, (call) =>
    remove(call, (id, reason) =>
      revoke({ ...call, input: { id, reason }, idempotency: null, ifMatch: null }),
    ),
  )
  serve(app, api.ignore, ignore)
}
