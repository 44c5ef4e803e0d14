import { Hono } from 'hono'
import type { Deps } from './deps.ts'
import { answerErrors, extensionsOnly, secureHeaders } from './http/answers.ts'
import type { AppEnv } from './http/context.ts'
import { currentOnly } from './http/current-only.ts'
import { adminRoutes } from './routes/admin.ts'
import { auditRoutes } from './routes/audit.ts'
import { authRoutes } from './routes/auth.ts'
import { catalogRoutes } from './routes/catalog.ts'
import { findingRoutes } from './routes/findings.ts'
import { insightRoutes } from './routes/insights.ts'
import { liveRoutes } from './routes/live.ts'
import { peopleRoutes } from './routes/people.ts'
import { requestRoutes } from './routes/requests.ts'
import { serviceRoutes } from './routes/service.ts'
import { sessionRoutes } from './routes/sessions.ts'

/** The API: the order of its middleware, and its routes. `depsOf` is asked once a call. */
export function createApp(
  depsOf: (c: { env: unknown; later: (work: Promise<unknown>) => void }) => Deps,
): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.use(async function deps(c, next) {
    c.set('callId', crypto.randomUUID())
    c.set('deps', depsOf({ env: c.env, later: laterOf(c) }))
    await next()
  })
  app.use(secureHeaders())
  app.use(extensionsOnly())
  app.use(currentOnly())
  answerErrors(app)

  liveRoutes(app)
  peopleRoutes(app)
  catalogRoutes(app)
  requestRoutes(app)
  sessionRoutes(app)
  findingRoutes(app)
  adminRoutes(app)
  auditRoutes(app)
  insightRoutes(app)
  authRoutes(app)
  serviceRoutes(app)
  return app
}

/** Work that may outlive the answer. Outside workerd (tests) there is no execution context to hold it. */
function laterOf(c: { executionCtx: { waitUntil(work: Promise<unknown>): void } }) {
  return (work: Promise<unknown>) => {
    try {
      c.executionCtx.waitUntil(work)
    } catch {
      void work
    }
  }
}
