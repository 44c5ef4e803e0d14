import * as v from 'valibot'

/** Public clients of our authorization server (RFC 6749, RFC 7636 S256). `GET /auth/start` takes these as query. */
export const authorizationRequest = v.object({
  client_id: v.picklist(['hallpass-extension', 'hallpass-cli']),
  redirect_uri: v.pipe(v.string(), v.url(), v.maxLength(300)),
  response_type: v.literal('code'),
  state: v.pipe(v.string(), v.minLength(16), v.maxLength(200)),
  code_challenge: v.pipe(v.string(), v.regex(/^[\w-]{43}$/)),
  code_challenge_method: v.literal('S256'),
  prompt: v.optional(v.picklist(['none', 'login', 'select_account'])),
  login_hint: v.optional(v.pipe(v.string(), v.maxLength(200))),
})

/** `POST /auth/token`, form encoded. */
export const tokenRequest = v.variant('grant_type', [
  v.object({
    grant_type: v.literal('authorization_code'),
    client_id: v.string(),
    code: v.pipe(v.string(), v.maxLength(200)),
    code_verifier: v.pipe(v.string(), v.minLength(43), v.maxLength(128)),
    redirect_uri: v.string(),
  }),
  v.object({
    grant_type: v.literal('refresh_token'),
    client_id: v.string(),
    refresh_token: v.pipe(v.string(), v.maxLength(200)),
  }),
])

export const tokenResponse = v.object({
  access_token: v.string(),
  token_type: v.literal('Bearer'),
  expires_in: v.number(),
  refresh_token: v.string(),
})
export type TokenResponse = v.InferOutput<typeof tokenResponse>

/** `POST /auth/revoke` (RFC 7009), form encoded: `token`. Ends the whole family; always 200. */
export const revocationRequest = v.object({ token: v.pipe(v.string(), v.maxLength(200)) })
