import type { Hono } from 'hono'
import { finishSignIn, startSignIn } from '../auth/sign-in.ts'
import { exchangeToken, OAuthError, revokeToken } from '../auth/tokens.ts'
import { textBody } from '../http/body.ts'
import type { AppContext, AppEnv } from '../http/context.ts'

/** Our side of OAuth 2: between the extension and us, and between us and the organisation's provider. */
export function authRoutes(app: Hono<AppEnv>): void {
  app.get('/auth/start', async (c) => c.redirect((await startSignIn(c.var.deps, c.req.query())).href))
  app.get('/auth/callback', async (c) =>
    c.redirect((await finishSignIn(c.var.deps, new URL(c.req.url))).href),
  )
  app.post('/auth/token', (c) => oauth(c, (form) => exchangeToken(c.var.deps, form)))
  app.post('/auth/revoke', (c) => oauth(c, (form) => revokeToken(c.var.deps, form).then(() => ({}))))
}

async function oauth(
  c: AppContext,
  run: (form: Record<string, string>) => Promise<object>,
): Promise<Response> {
  try {
    return c.json(await run(Object.fromEntries(new URLSearchParams(await textBody(c.req.raw)))))
  } catch (error) {
    if (error instanceof OAuthError) return c.json({ error: error.code }, 400)
    throw error
  }
}
