import * as v from 'valibot'
import { tokenResponse } from '../../schema/contract/sign-in.ts'
import { type Tokens, tokensItem } from '../lib/storage.ts'
import { apiBase, clientId } from './api-base.ts'
import { authorize, SignInFailed } from './authorization.ts'

/** A token this near to its end may be over when it arrives. */
const earlyMs = 30_000

/** A token for the next call; `null` while signed out. Rejects like `fetch` while the API cannot be reached. */
export async function accessToken(): Promise<string | null> {
  const tokens = await tokensItem.getValue()
  if (tokens === null) return null
  if (tokens.until - earlyMs > Date.now()) return tokens.access
  return renewed(tokens.access)
}

/** Another token than `refused`. However many calls need one at once, a refresh token is spent only once. */
export function renewed(refused: string): Promise<string | null> {
  renewing ??= renew(refused).finally(() => (renewing = null))
  return renewing
}

let renewing: Promise<string | null> | null = null

async function renew(refused: string): Promise<string | null> {
  const tokens = await tokensItem.getValue()
  if (tokens === null) return null
  if (tokens.access !== refused) return tokens.access
  const next = await exchange({ grant_type: 'refresh_token', refresh_token: tokens.refresh })
  // Refused, as after an answer that was lost on its way: whoever is still signed in elsewhere need not notice.
  if (next === null) return signIn('silent')
  await tokensItem.setValue(next)
  return next.access
}

/** Signs in and keeps the tokens. `silent` gives `null` where the person would have to be asked. */
export async function signIn(how: 'silent' | 'asking'): Promise<string | null> {
  try {
    const { code, verifier, redirectUri } = await authorize(how === 'silent')
    const proof = { code, code_verifier: verifier, redirect_uri: redirectUri }
    const tokens = await exchange({ grant_type: 'authorization_code', ...proof })
    if (tokens === null) throw new SignInFailed('code refused')
    await tokensItem.setValue(tokens)
    return tokens.access
  } catch (error) {
    if (how === 'asking' || !(error instanceof SignInFailed)) throw error
    await tokensItem.removeValue()
    return null
  }
}

/** Forgets the tokens at once and tells the server; an answer is not waited for longer than a moment. */
export async function endSession(): Promise<void> {
  const tokens = await tokensItem.getValue()
  await tokensItem.removeValue()
  if (tokens === null) return
  await post('/auth/revoke', { token: tokens.refresh }).catch(() => undefined)
}

/** `null`: the server refused the grant. */
async function exchange(grant: Record<string, string>): Promise<Tokens | null> {
  const sentAt = Date.now()
  const answer = await post('/auth/token', { ...grant, client_id: clientId })
  if (answer.status === 400 || answer.status === 401) return null
  if (!answer.ok) throw new TypeError(`The token endpoint answered ${answer.status}.`)
  const { access_token, refresh_token, expires_in } = v.parse(tokenResponse, await answer.json())
  return { access: access_token, refresh: refresh_token, until: sentAt + expires_in * 1000 }
}

function post(path: string, form: Record<string, string>): Promise<Response> {
  return fetch(apiBase + path, {
    method: 'POST',
    body: new URLSearchParams(form),
    credentials: 'omit',
    signal: AbortSignal.timeout(10_000),
  })
}
