import { createHash, randomBytes } from 'node:crypto'
import { CookieJar } from './cookie-jar.ts'
import { signIn } from './sign-in.ts'

const clientId = 'hallpass-cli'

/** Signs somebody in at `api` through the provider's real forms, and answers a personal token. */
export async function personalToken(api: string, email: string): Promise<string> {
  const redirectUri = `${api}/auth/cli`
  const verifier = randomBytes(32).toString('base64url')
  const state = randomBytes(32).toString('base64url')
  const start = startUrl(api, { redirectUri, verifier, state, email })
  const answered = await signIn({ start, email, until: redirectUri, jar: new CookieJar() })
  const code = codeOf(answered, state)
  const access = await post(`${api}/auth/token`, {
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: clientId,
      code,
      code_verifier: verifier,
      redirect_uri: redirectUri,
    }),
  })
  const issued = await post(`${api}/v1/tokens`, {
    headers: { authorization: `Bearer ${field(access, 'access_token')}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'cli' }),
  })
  return field(issued, 'token')
}

interface Asked {
  redirectUri: string
  verifier: string
  state: string
  email: string
}

function startUrl(api: string, { redirectUri, verifier, state, email }: Asked): URL {
  const url = new URL(`${api}/auth/start`)
  const query = {
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    login_hint: email,
  }
  url.search = String(new URLSearchParams(query))
  return url
}

function codeOf({ searchParams }: URL, state: string): string {
  const code = searchParams.get('code')
  if (code !== null && searchParams.get('state') === state) return code
  throw new Error(
    `The sign-in ended without a code: ${searchParams.get('error_description') ?? searchParams.get('error')}`,
  )
}

async function post(url: string, init: RequestInit): Promise<Record<string, unknown>> {
  const answer = await fetch(url, { ...init, method: 'POST' })
  if (answer.ok) return (await answer.json()) as Record<string, unknown>
  throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`)
}

function field(answer: Record<string, unknown>, name: string): string {
  const value = answer[name]
  if (typeof value === 'string') return value
  throw new Error(`The answer has no ${name}`)
}
