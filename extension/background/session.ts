import * as v from 'valibot'
import { tokenResponse } from '../../schema/contract/sign-in.ts'
import { type Tokens, tokensItem } from '../lib/storage.ts'
import { apiBase, clientId } from './api-base.ts'
import { type Asking, authorize, SignInFailed } from './authorization.ts'

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
  if (!(await isStill(tokens))) return tooLate(next)
  // Refused, as after an answer that was lost on its way: whoever is still signed in elsewhere need not notice.
  if (next === null) return signIn('silent')
  return (await replace(tokens, next)) ? next.access : tooLate(next)
}

export interface Welcome {
  /** Whom the provider may offer first. */
  readonly hint?: string | undefined
  /** Who it is may be found out before they are let in; nobody is where it throws. */
  readonly meet?: (access: string) => Promise<void>
}

/** Signs in and keeps the tokens. `silent` gives `null` where the person would have to be asked. */
export async function signIn(how: Asking, welcome: Welcome = {}): Promise<string | null> {
  const before = await tokensItem.getValue()
  try {
    const tokens = await signedIn(how, welcome)
    return how === 'silent' ? await letIn(before, tokens) : await takeOver(tokens)
  } catch (error) {
    if (how !== 'silent' || !(error instanceof SignInFailed)) throw error
    return (await replace(before, null)) ? null : tooLate(null)
  }
}

async function signedIn(how: Asking, { hint, meet }: Welcome): Promise<Tokens> {
  const { code, verifier, redirectUri } = await authorize(how, hint)
  const proof = { code, code_verifier: verifier, redirect_uri: redirectUri }
  const tokens = await exchange({ grant_type: 'authorization_code', ...proof })
  if (tokens === null) throw new SignInFailed('code refused')
  await meet?.(tokens.access).catch((error: unknown) => {
    void revoke(tokens)
    throw error
  })
  return tokens
}

/** Of a sign-in that nobody asked for: who signed in or out by hand meanwhile was last. */
async function letIn(before: Tokens | null, tokens: Tokens): Promise<string | null> {
  if (!(await replace(before, tokens))) return tooLate(tokens)
  if (before) void revoke(before)
  return tokens.access
}

/** What was held before ends at the server as well: nobody would use it, and nobody end it later. */
async function takeOver(tokens: Tokens): Promise<string> {
  const former = await alone(async () => {
    const held = await tokensItem.getValue()
    await tokensItem.setValue(tokens)
    return held
  })
  if (former) void revoke(former)
  return tokens.access
}

/** Forgets the tokens at once and tells the server; an answer is not waited for longer than a moment. */
export async function endSession(): Promise<void> {
  const held = await alone(async () => {
    const tokens = await tokensItem.getValue()
    await tokensItem.removeValue()
    return tokens
  })
  if (held) await revoke(held)
}

/** Another sign-in, or a sign-out, came first: what came late is nobody's. */
async function tooLate(late: Tokens | null): Promise<string | null> {
  if (late) void revoke(late)
  return (await tokensItem.getValue())?.access ?? null
}

async function isStill(held: Tokens | null): Promise<boolean> {
  return (await tokensItem.getValue())?.refresh === held?.refresh
}

/** Whether `held` was still what is held, and `next` is now. */
function replace(held: Tokens | null, next: Tokens | null): Promise<boolean> {
  return alone(async () => {
    if (!(await isStill(held))) return false
    await (next ? tokensItem.setValue(next) : tokensItem.removeValue())
    return true
  })
}

/** Reading and writing the tokens is one step, which no other comes between. */
function alone<T>(step: () => Promise<T>): Promise<T> {
  const done = steps.then(step)
  steps = done.catch(() => undefined)
  return done
}

let steps: Promise<unknown> = Promise.resolve()

/** Ends all that came of the same sign-in. */
async function revoke({ refresh }: Tokens): Promise<void> {
  await post('/auth/revoke', { token: refresh }).catch(() => undefined)
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
