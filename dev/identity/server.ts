import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { InteractionResult, Provider } from 'oidc-provider'
import { people } from '../people.ts'
import { loopback, ports } from '../ports.ts'
import { keptKeys } from './keys.ts'
import { signInPage, signInStyle } from './page.ts'
import { localProvider, subjectOf } from './provider.ts'

export interface IdentityOptions {
  /** 0 takes any free port. */
  port: number
  stateDir: string
  redirectUris?: readonly string[]
}

export interface IdentityProvider {
  issuer: string
  close(): Promise<void>
}

const workerCallbacks = [ports.api, ports.secondApi].map((port) => `http://${loopback}:${port}/auth/callback`)

export async function startIdentityProvider(options: IdentityOptions): Promise<IdentityProvider> {
  const keys = await keptKeys(options.stateDir)
  const server = createServer()
  await listen(server, options.port)
  const issuer = `http://${loopback}:${(server.address() as AddressInfo).port}`
  const provider = localProvider(issuer, keys, options.redirectUris ?? workerCallbacks)
  const protocol = provider.callback()
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    answer(provider, protocol, request, response).catch((error: unknown) => refuse(response, error))
  })
  return { issuer, close: () => close(server) }
}

async function answer(
  provider: Provider,
  protocol: ReturnType<Provider['callback']>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = request.url ?? '/'
  if (path === '/sign-in.css') return send(response, 'text/css', signInStyle)
  if (!path.startsWith('/sign-in/')) return protocol(request, response)
  const { uid, params } = await provider.interactionDetails(request, response)
  if (request.method === 'POST') return finish(provider, request, response)
  const hint = params['login_hint']
  send(response, 'text/html; charset=utf-8', signInPage(uid, typeof hint === 'string' ? hint : null))
}

async function finish(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const form = new URLSearchParams(await text(request))
  const result = resultOf(form)
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false })
}

function resultOf(form: URLSearchParams): InteractionResult {
  const person = people.find(({ email }) => email === form.get('person'))
  if (!person) return { error: 'access_denied', error_description: 'Nobody signed in' }
  return { login: { accountId: subjectOf(person.userName) }, select_account: {} }
}

function send(response: ServerResponse, type: string, body: string): void {
  response.setHeader('content-type', type)
  response.setHeader('cache-control', 'no-store')
  response.setHeader(
    'content-security-policy',
    "default-src 'none'; style-src 'self'; frame-ancestors 'none'",
  )
  response.end(body)
}

function refuse(response: ServerResponse, error: unknown): void {
  console.error(error)
  response.statusCode = 400
  send(response, 'text/plain', 'This sign-in is over or was never started. Start again from Hallpass.')
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((listening, failed) => {
    server.once('error', failed)
    server.listen(port, loopback, listening)
  })
}

function close(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((closed) => server.close(() => closed()))
}
