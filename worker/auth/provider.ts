import * as oauth from 'oauth4webapi'
import type { SignInConfig } from '../deps.ts'
import { Refusal } from '../http/refusal.ts'
import { shownName } from './shown-name.ts'

/** Discovery documents by issuer: plain data, safe to keep between requests. */
const discovered = new Map<string, { server: oauth.AuthorizationServer; until: number }>()
const discoveryMs = 60 * 60_000
const timeoutMs = 5000

export interface Claims {
  readonly iss: string
  readonly sub: string
  readonly name: string
  /** Verified by the provider, in lower case; `null` when it is not. */
  readonly email: string | null
  /** When the person last proved who they are, in ms; `null` where the provider does not say. */
  readonly authTime: number | null
}

/** With a sign-in that has to be new the provider is asked for its time as well (OpenID Connect Core 3.1.2.1). */
const maxAgeSeconds = '600'

/** The provider's address to send a person to: code flow, PKCE S256, state and nonce. */
export async function authorizationUrl(
  config: SignInConfig,
  flow: {
    redirectUri: string
    state: string
    nonce: string
    challenge: string
    prompt?: string | undefined
    loginHint?: string | undefined
  },
): Promise<URL> {
  const server = await discover(config)
  const url = new URL(server.authorization_endpoint!)
  const params = {
    client_id: config.clientId,
    redirect_uri: flow.redirectUri,
    response_type: 'code',
    scope: 'openid email profile',
    state: flow.state,
    nonce: flow.nonce,
    code_challenge: flow.challenge,
    code_challenge_method: 'S256',
    ...(flow.prompt ? { prompt: flow.prompt } : {}),
    ...(flow.prompt === 'login' ? { max_age: maxAgeSeconds } : {}),
    ...(flow.loginHint ? { login_hint: flow.loginHint } : {}),
  }
  for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value)
  return url
}

/** Checks the provider's redirect (state, `iss`) and redeems its code (PKCE, nonce). Throws on anything amiss. */
export async function redeem(
  config: SignInConfig,
  redirect: { url: URL; state: string; nonce: string; verifier: string; redirectUri: string },
): Promise<Claims> {
  const server = await discover(config)
  const client: oauth.Client = { client_id: config.clientId }
  const params = oauth.validateAuthResponse(server, client, redirect.url, redirect.state)
  const secret = oauth.ClientSecretBasic(config.clientSecret)
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    secret,
    params,
    redirect.redirectUri,
    redirect.verifier,
    options(config),
  )
  const answer = await oauth.processAuthorizationCodeResponse(server, client, response, {
    expectedNonce: redirect.nonce,
    requireIdToken: true,
  })
  await oauth.validateApplicationLevelSignature(server, response, options(config))
  return claimsOf(oauth.getValidatedIdTokenClaims(answer)!)
}

function claimsOf(claims: oauth.IDToken): Claims {
  const text = (name: string) => (typeof claims[name] === 'string' ? claims[name] : null)
  const email = claims['email_verified'] === true ? text('email') : null
  return {
    iss: claims.iss,
    sub: claims.sub,
    name: shownName(text('name') ?? '') ?? shownName(email ?? claims.sub) ?? claims.sub,
    email: email?.toLowerCase() ?? null,
    authTime: claims.auth_time === undefined ? null : claims.auth_time * 1000,
  }
}

/** Throws the refusal `unreachable` when the provider does not answer. */
async function discover(config: SignInConfig): Promise<oauth.AuthorizationServer> {
  const known = discovered.get(config.issuer)
  if (known && known.until > Date.now()) return known.server
  const issuer = new URL(config.issuer)
  const response = await oauth.discoveryRequest(issuer, options(config)).catch(unreachable)
  const server = await oauth.processDiscoveryResponse(issuer, response)
  discovered.set(config.issuer, { server, until: Date.now() + discoveryMs })
  return server
}

function unreachable(cause: unknown): never {
  throw new Refusal('unreachable', { n: '5' }, { retryAfterSeconds: 5 }, { cause })
}

/** Plain HTTP only on loopback, where the local stack's provider is. */
function options(config: SignInConfig) {
  const loopback = ['127.0.0.1', 'localhost'].includes(new URL(config.issuer).hostname)
  return { signal: AbortSignal.timeout(timeoutMs), [oauth.allowInsecureRequests]: loopback }
}
