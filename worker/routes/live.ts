import type { Hono } from 'hono'
import { spendTicket } from '../db/tokens.ts'
import type { AppEnv } from '../http/context.ts'
import { sha256 } from '../http/hash.ts'
import { Refusal } from '../http/refusal.ts'

/** The socket behind a ticket: a browser can send no header here, so the ticket stands in the address, once, for 30 s. */
export function liveRoutes(app: Hono<AppEnv>): void {
  app.get('/v1/live', async (c) => {
    if (c.req.header('upgrade')?.toLowerCase() !== 'websocket')
      throw new Refusal('method', { method: 'GET without Upgrade' })
    const { deps } = c.var
    const spent = await spendTicket(deps.db, await sha256(c.req.query('ticket') ?? ''), deps.now())
    if (spent === null) throw new Refusal('signed-out')
    return deps.connect(spent.personId, spent.until, c.req.raw)
  })
}
