import { createHash, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface Heard {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** An API that only knows tokens: RFC 6749 with PKCE, each refresh token good once. The rest answers `reply`. */
export class TestServer {
  readonly heard: Heard[] = []
  readonly #codes = new Map<string, string>()
  readonly #refresh = new Set<string>()
  readonly access = new Set<string>()
  /** What `/v1/…` answers to a token that counts. */
  reply: { status: number; body: unknown } = { status: 200, body: {} }
  /** Statuses of the next answers of the token endpoint, whatever it is asked. */
  tokenStatuses: number[] = []
  /** Hangs up on everybody, as a server that is down. */
  down = false
  /** The next answer of the token endpoint waits for it. */
  held: Promise<void> | null = null
  readonly #server: Server = createServer((request, response) => void this.#answer(request, response))

  async listen(): Promise<string> {
    await new Promise<void>((ready) => this.#server.listen(0, '127.0.0.1', ready))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  close(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }

  /** What the sign-in window does: goes to the address and comes back with a code. */
  signIn(url: string): string {
    const asked = new URL(url).searchParams
    const code = randomUUID()
    this.#codes.set(code, asked.get('code_challenge') ?? '')
    return `${asked.get('redirect_uri')}?code=${code}&state=${asked.get('state')}`
  }

  tokenCalls(): URLSearchParams[] {
    return this.heard
      .filter(({ path }) => path === '/auth/token')
      .map(({ body }) => new URLSearchParams(body))
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request
    const body = await text(request)
    this.heard.push({ method, path: url, headers, body })
    if (this.down) return void request.socket.destroy()
    const held = url === '/auth/token' ? this.held : null
    if (held) this.held = null
    await held
    const { status, body: sent } = this.#replyTo(url, headers.authorization ?? '', new URLSearchParams(body))
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(sent))
  }

  #replyTo(path: string, authorization: string, form: URLSearchParams): { status: number; body: unknown } {
    if (path === '/auth/token') return this.#exchange(form)
    if (path === '/auth/revoke') return { status: 200, body: {} }
    const signedIn = this.access.has(authorization.replace('Bearer ', ''))
    return signedIn ? this.reply : { status: 401, body: { ...signedOut } }
  }

  #exchange(form: URLSearchParams): { status: number; body: unknown } {
    const status = this.tokenStatuses.shift()
    if (status !== undefined) return { status, body: { error: 'test' } }
    if (!this.#granted(form)) return { status: 400, body: { error: 'invalid_grant' } }
    const [access_token, refresh_token] = [randomUUID(), randomUUID()]
    this.access.add(access_token)
    this.#refresh.add(refresh_token)
    return { status: 200, body: { access_token, refresh_token, token_type: 'Bearer', expires_in: 600 } }
  }

  #granted(form: URLSearchParams): boolean {
    if (form.get('grant_type') === 'refresh_token')
      return this.#refresh.delete(form.get('refresh_token') ?? '')
    const proof = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    return this.#codes.get(form.get('code') ?? '') === proof
  }
}

const signedOut = {
  type: '/problems/signed-out',
  title: 'You are signed out',
  status: 401,
  detail: '',
  instance: 'x',
}
