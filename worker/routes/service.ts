import type { Hono } from 'hono'
import { healthOf } from '../db/health.ts'
import type { AppEnv } from '../http/context.ts'
import { configSchema } from '../http/config-schema.ts'
import { openApi } from '../http/openapi.ts'
import { docsPage, docsPolicy } from '../http/docs.ts'
import { linkPage, linkPolicy } from '../http/request-link.ts'
import { instant } from '../wire.ts'

/** The sweep runs each minute; after three it counts as stopped. */
const sweepLateMs = 3 * 60_000

/** What is not of the contract: health, and the contract itself, printed. */
export function serviceRoutes(app: Hono<AppEnv>): void {
  app.get('/health', async (c) => {
    const { db, config, now } = c.var.deps
    const at = now()
    const known = await healthOf(db, at).catch(() => null)
    const sweptAt = known?.lastSweepAt ?? null
    const late = sweptAt === null || at - sweptAt > sweepLateMs
    const degraded = known === null || late || known.stuckRemovals > 0
    return c.json({
      status: degraded ? 'degraded' : 'ok',
      database: known === null ? 'down' : 'up',
      stuckRemovals: known?.stuckRemovals ?? 0,
      lastSweepAt: sweptAt === null ? null : instant(sweptAt),
      version: config.version,
    })
  })
  app.get('/r/:id', (c) => {
    c.header('Content-Security-Policy', linkPolicy)
    return c.html(linkPage(c.var.deps.config.extensionPage))
  })
  app.get('/openapi.json', (c) => c.json(openApi(c.var.deps.config)))
  app.get('/config.schema.json', (c) => c.json(configSchema()))
  app.get('/docs', (c) => {
    c.header('Content-Security-Policy', docsPolicy)
    return c.html(docsPage(openApi(c.var.deps.config)))
  })
}
