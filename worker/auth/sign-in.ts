import * as v from 'valibot'
import { authorizationRequest } from '../../schema/contract/sign-in.ts'
import {
  findPerson,
  linkIdentity,
  linkPrincipal,
  startFlow,
  storeCode,
  takeFlow,
  type FlowRow,
  type PersonRow,
} from '../db/sign-in.ts'
import { isConfirmed } from '../confirmed.ts'
import type { Deps } from '../deps.ts'
import { sha256 } from '../http/hash.ts'
import { Refusal } from '../http/refusal.ts'
import { authorizationUrl, redeem, type Claims } from './provider.ts'

const flowMs = 10 * 60_000
const codeMs = 60_000

/** First hop: remembers the client's flow and names the provider's page to go to. */
export async function startSignIn(deps: Deps, query: Record<string, string>): Promise<URL> {
  const parsed = v.safeParse(authorizationRequest, query)
  if (!parsed.success) throw new Refusal('invalid', { what: parsed.issues[0].message })
  const asked = parsed.output
  const { signIn } = deps.config
  // Exact match against what is configured: there is no open redirect (threats C5).
  const allowed = signIn.redirects[asked.client_id] ?? []
  if (!allowed.includes(asked.redirect_uri))
    throw new Refusal('invalid', { what: 'redirect_uri is not one of this client.' })

  const [state, nonce, verifier] = [deps.newSecret(), deps.newSecret(), deps.newSecret()]
  const flow: FlowRow = {
    stateHash: await sha256(state),
    nonce,
    verifier,
    clientId: asked.client_id,
    redirectUri: asked.redirect_uri,
    clientState: asked.state,
    challenge: asked.code_challenge,
    prompt: asked.prompt ?? null,
    expiresAt: deps.now() + flowMs,
  }
  await startFlow(deps.db, flow)
  const challenge = await sha256(verifier)
  return authorizationUrl(signIn, {
    redirectUri: callbackOf(deps),
    state,
    nonce,
    challenge,
    prompt: asked.prompt,
    loginHint: asked.login_hint,
  })
}

/** Second hop: the provider's answer becomes a one-time code at the client's own redirect, or an OAuth error there. */
export async function finishSignIn(deps: Deps, url: URL): Promise<URL> {
  const state = url.searchParams.get('state') ?? ''
  const flow = await takeFlow(deps.db, await sha256(state), deps.now())
  if (flow === null) throw new Refusal('signed-out')
  const back = new URL(flow.redirectUri)
  back.searchParams.set('state', flow.clientState)
  back.searchParams.set('iss', deps.config.publicUrl)
  const outcome = await codeFor(deps, flow, url, state).catch(asOAuthError)
  for (const [name, value] of Object.entries(outcome)) back.searchParams.set(name, value)
  return back
}

async function codeFor(deps: Deps, flow: FlowRow, url: URL, state: string): Promise<Record<string, string>> {
  const { nonce, verifier } = flow
  const claims = await redeem(deps.config.signIn, {
    url,
    state,
    nonce,
    verifier,
    redirectUri: callbackOf(deps),
  })
  const person = await personOf(deps, claims)
  const [code, now] = [deps.newSecret(), deps.now()]
  const proved = provedAt(claims, now)
  if (flow.prompt === 'login' && !isConfirmed(proved, now))
    console.warn('asked to sign somebody in anew, the provider sent no auth_time, or an old one')
  await storeCode(deps.db, {
    hash: await sha256(code),
    family: deps.newId(),
    personId: person.id,
    clientId: flow.clientId,
    challenge: flow.challenge,
    redirectUri: flow.redirectUri,
    provedAt: proved,
    now,
    expiresAt: now + codeMs,
  })
  return { code }
}

/** That it was told to ask anew proves nothing: the browser carries that, and can leave it out on the way. */
function provedAt({ authTime }: Claims, now: number): number | null {
  return authTime === null ? null : Math.min(authTime, now)
}

/** The rich reason is logged; the wire says only `access_denied`, or what the provider itself said without a page. */
function asOAuthError(error: unknown): Record<string, string> {
  const told = (error as { error?: unknown }).error
  console.warn('sign-in refused', { reason: error instanceof Error ? error.message : String(error), told })
  const passed = ['login_required', 'interaction_required', 'consent_required', 'account_selection_required']
  // RFC 6749 section 4.1.2.1: who is down says so, and is not taken for a refusal.
  if (error instanceof Refusal && error.key === 'unreachable') return { error: 'temporarily_unavailable' }
  return { error: typeof told === 'string' && passed.includes(told) ? told : 'access_denied' }
}

/** A person is (iss, sub). An address joins only at the first sign-in, when it is verified and allow-listed. */
async function personOf(deps: Deps, claims: Claims): Promise<PersonRow> {
  const email = allowListed(deps, claims.email) ? claims.email : null
  const claimed = { iss: claims.iss, sub: claims.sub, email }
  const { known, invited } = await findPerson(deps.db, claimed)
  const person = known ?? (await firstSignIn(deps, claims, claimed, invited))
  if (person.active !== 1) throw new Error('the person is not active')
  await ensurePrincipal(deps, person, email)
  return person
}

async function firstSignIn(
  deps: Deps,
  claims: Claims,
  claimed: { iss: string; sub: string; email: string | null },
  invited: readonly PersonRow[],
): Promise<PersonRow> {
  if (claimed.email === null) throw new Error('no verified address of an allow-listed domain')
  const [named] = invited.length === 1 ? invited : []
  const person = named ?? {
    id: deps.newId(),
    name: claims.name,
    email: claimed.email,
    active: 1,
    principalId: null,
  }
  const link = {
    ...claimed,
    person: { id: person.id, name: person.name, isNew: named === undefined },
    op: deps.newId(),
    now: deps.now(),
  }
  if (!(await linkIdentity(deps.db, link))) throw new Error('linked by another sign-in at the same moment')
  return person
}

/** Without an Identity Center user a person can sign in, but not ask; a directory that is down is tried next time. */
async function ensurePrincipal(deps: Deps, person: PersonRow, email: string | null): Promise<void> {
  if (person.principalId !== null || email === null) return
  const principalId = await deps.principalByEmail(email)
  if (principalId === null) return
  await linkPrincipal(deps.db, {
    personId: person.id,
    principalId,
    by: 'email',
    op: deps.newId(),
    now: deps.now(),
  })
}

function allowListed(deps: Deps, email: string | null): boolean {
  return email !== null && deps.config.signIn.emailDomains.includes(email.split('@').at(-1) ?? '')
}

function callbackOf(deps: Deps): string {
  return `${deps.config.publicUrl}/auth/callback`
}
