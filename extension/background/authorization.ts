import { browser } from 'wxt/browser'
import { apiBase, clientId } from './api-base.ts'
import { newProof, randomWord } from './pkce.ts'

/** The sign-in did not come to a code: closed, refused, or not possible without asking the person. */
export class SignInFailed extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'SignInFailed'
  }
}

export interface Grant {
  readonly code: string
  readonly verifier: string
  readonly redirectUri: string
}

/** `silent` asks nobody and fails where it would have to; `again` asks whoever is signed in already as well. */
export type Asking = 'silent' | 'asking' | 'again'

/** RFC 6749 4.1 with PKCE, in the browser's own window. */
export async function authorize(how: Asking, hint?: string): Promise<Grant> {
  const redirectUri = browser.identity.getRedirectURL()
  const { verifier, challenge } = await newProof()
  const state = randomWord()
  const url = startUrl({ redirectUri, challenge, state, how, hint })
  const arrived = await browser.identity
    .launchWebAuthFlow({ url, interactive: how !== 'silent' })
    .catch((error: unknown) => {
      throw new SignInFailed(error instanceof Error ? error.message : String(error))
    })
  return { code: codeOf(arrived, redirectUri, state), verifier, redirectUri }
}

interface Start {
  readonly redirectUri: string
  readonly challenge: string
  readonly state: string
  readonly how: Asking
  readonly hint: string | undefined
}

/** OpenID Connect Core 3.1.2.1. */
const prompts: Readonly<Record<Asking, Record<string, string>>> = {
  silent: { prompt: 'none' },
  asking: {},
  again: { prompt: 'login' },
}

function startUrl({ redirectUri, challenge, state, how, hint }: Start): string {
  const query = new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    state,
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...prompts[how],
    ...(hint && { login_hint: hint }),
  })
  return `${apiBase}/auth/start?${query.toString()}`
}

/** The code of the address the flow ended at. An answer to another sign-in, or from elsewhere, is none. */
export function codeOf(arrived: string | undefined, redirectUri: string, state: string): string {
  if (!arrived?.startsWith(redirectUri)) throw new SignInFailed('ended elsewhere')
  const answer = new URL(arrived).searchParams
  if (answer.get('state') !== state) throw new SignInFailed('another state')
  const code = answer.get('code')
  if (!code) throw new SignInFailed(answer.get('error') ?? 'no code')
  return code
}
