import type { Hono, MiddlewareHandler } from 'hono'
import { cors } from 'hono/cors'
import { api } from '../../schema/contract/api.ts'
import type { AppContext, AppEnv } from './context.ts'
import { Refusal } from './refusal.ts'

/** Nothing here is a page, so nothing may be framed, sniffed, cached or referred from (threats P1). */
export function secureHeaders(): MiddlewareHandler<AppEnv> {
  return async function secureHeaders(c, next) {
    await next()
    const headers = {
      'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
      'X-Content-Type-Options': 'nosniff',
      'X-Frame-Options': 'DENY',
      'Referrer-Policy': 'no-referrer',
      'Cache-Control': 'no-store',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
      'X-Request-Id': c.var.callId,
    }
    for (const [name, value] of Object.entries(headers)) if (!c.res.headers.has(name)) c.header(name, value)
  }
}

/** Only our own extension's pages may call from a browser; everybody else gets no CORS header. */
export function extensionsOnly(): MiddlewareHandler<AppEnv> {
  const handle = cors({
    origin: (origin, c) =>
      (c as AppContext).var.deps.config.extensionOrigins.includes(origin) ? origin : null,
    allowMethods: ['GET', 'POST', 'PUT'],
    allowHeaders: ['authorization', 'content-type', 'idempotency-key', 'if-match', 'x-hallpass-version'],
    exposeHeaders: ['etag', 'x-request-id'],
    maxAge: 600,
  })
  return async function extensionsOnly(c, next) {
    return handle(c, next)
  }
}

/** The one place where an error becomes an answer. A bug is logged with the call's id and told as `broken`. */
export function answerErrors(app: Hono<AppEnv>): void {
  app.onError((error, c) => {
    const refusal = error instanceof Refusal ? error : new Refusal('broken', { id: c.var.callId })
    if (!(error instanceof Refusal)) console.error('bug', { callId: c.var.callId, error })
    return problem(c, refusal)
  })
  app.notFound((c) => {
    const verbs = addresses.filter(({ path }) => path.test(c.req.path)).map(({ verb }) => verb)
    if (verbs.length === 0) return problem(c, new Refusal('not-found'))
    c.header('Allow', [...new Set(verbs)].join(', '))
    return problem(c, new Refusal('method', { method: c.req.method }))
  })
}

const addresses = Object.values(api).map(({ verb, path }) => ({
  verb,
  path: new RegExp(`^${path.replaceAll(/:\w+/g, '[^/]+')}$`),
}))

function problem(c: AppContext, refusal: Refusal): Response {
  if (refusal.status >= 500 && refusal.cause !== undefined)
    console.warn(refusal.key, { callId: c.var.callId, error: refusal.cause })
  const retryAfter = refusal.facts.retryAfterSeconds
  if (retryAfter !== undefined) c.header('Retry-After', String(retryAfter))
  if (refusal.status === 401) c.header('WWW-Authenticate', 'Bearer')
  const body = JSON.stringify(refusal.toProblem(c.var.callId))
  return c.body(body, refusal.status as 400, { 'Content-Type': 'application/problem+json' })
}
