import type { Hono } from 'hono'
import { api } from '../../schema/contract/api.ts'
import { roles } from '../../schema/contract/people.ts'
import { countsOf, issueToken, meOf } from '../db/people.ts'
import type { AppEnv } from '../http/context.ts'
import { sha256 } from '../http/hash.ts'
import { serve } from '../http/serve.ts'
import { levels } from '../policy.ts'
import { instant } from '../wire.ts'

const defaultTokenSeconds = 30 * 24 * 60 * 60
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

  serve(app, api.tokens, async ({ deps, credential, input }) => {
    const now = deps.now()
    const token = deps.newSecret()
    const scopes = input.scopes ? [...new Set(input.scopes)].join(' ') : null
    const made = {
      hash: await sha256(token),
      kind: 'personal',
      family: deps.newId(),
      name: input.name,
      scopes,
      expiresAt: now + (input.expiresInSeconds ?? defaultTokenSeconds) * 1000,
    } as const
    const expiresAt = await issueToken(deps.db, { credential, now }, made)
    return { token, expiresAt: instant(expiresAt) }
  })

  serve(app, api.live, async ({ deps, credential }) => {
    const now = deps.now()
    const ticket = deps.newSecret()
    const made = {
      hash: await sha256(ticket),
      kind: 'ticket',
      family: '',
      name: null,
      scopes: null,
      expiresAt: now + ticketMs,
    } as const
    await issueToken(deps.db, { credential, now }, made)
    return { ticket, url: `${deps.config.publicUrl.replace(/^http/, 'ws')}/v1/live` }
  })
}
