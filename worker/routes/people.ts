import type { Hono } from 'hono'
import { api } from '../../schema/contract/api.ts'
import { roles } from '../../schema/contract/people.ts'
import { countsOf, meOf } from '../db/people.ts'
import { issueTicket } from '../db/tokens.ts'
import type { AppEnv } from '../http/context.ts'
import { sha256 } from '../http/hash.ts'
import { serve } from '../http/serve.ts'
import { end, issue, listOwn } from '../personal-tokens.ts'
import { levels } from '../policy.ts'

const ticketMs = 30_000

/** Who is asking, what their cards show, and the tokens they hold. */
export function peopleRoutes(app: Hono<AppEnv>): void {
  serve(app, api.me, async ({ deps, credential }) => {
    const { caller, owns, admins } = await meOf(deps.db, { credential, now: deps.now() })
    // Naming somebody owner lifts a Viewer to Approver.
    const level = Math.max(caller.level, owns.length > 0 ? levels.approver : levels.viewer)
    const { id, name, email, principalId } = caller
    const role = roles[level] ?? 'viewer'
    const { accessPortal } = deps.config
    return {
      id,
      name,
      email,
      level,
      role,
      auditor: caller.auditor === 1,
      principalId,
      owns,
      accessPortal,
      admins: admins.map((admin) => admin.name),
    }
  })

  serve(app, api.summary, async ({ deps, credential }) => {
    const counts = await countsOf(deps.db, { credential, now: deps.now() })
    return {
      activeSessions: counts.live,
      pendingRequests: counts.waiting,
      pendingApprovals: counts.decides ? counts.toDecide : null,
      totalRequests: counts.total,
      badge: counts.decides ? counts.badge : 0,
    }
  })

  serve(app, api.tokens, issue)
  serve(app, api.myTokens, listOwn)
  serve(app, api.endToken, end)

  serve(app, api.live, async ({ deps, credential }) => {
    const now = deps.now()
    const ticket = deps.newSecret()
    await issueTicket(deps.db, { credential, now }, { hash: await sha256(ticket), expiresAt: now + ticketMs })
    return { ticket, url: `${deps.config.publicUrl.replace(/^http/, 'ws')}/v1/live` }
  })
}
