import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import { loopback } from '../ports.ts'
import { keptCertificate, spkiHash } from './certificate.ts'
import { consolePage, type Page } from './layout.ts'
import { instancesPage } from './pages/ec2.ts'
import { homePage } from './pages/home.ts'
import { logsFrame, logsPage } from './pages/logs.ts'
import { databasesPage, rebootPage } from './pages/rds.ts'
import { bucketsPage } from './pages/s3.ts'
import { portalPage } from './portal.ts'
import { sessionOf, type ConsoleSession } from './session.ts'

export interface ConsoleReplica {
  /** The hash that makes Chromium trust it. */
  spki: string
  close(): Promise<void>
}

const pages: Readonly<Record<string, (session: ConsoleSession) => Page>> = {
  '/': homePage,
  '/console/home': homePage,
  '/rds/home': databasesPage,
  '/rds/home/reboot': rebootPage,
  '/ec2/home': instancesPage,
  '/s3/buckets': bucketsPage,
  '/cloudwatch/home': logsPage,
}

const types: Readonly<Record<string, string>> = {
  'console.css': 'text/css',
  'console.js': 'text/javascript',
  'favicon.svg': 'image/svg+xml',
  'portal.js': 'text/javascript',
}

export async function startConsoleReplica(options: {
  port: number
  stateDir: string
}): Promise<ConsoleReplica> {
  const certificate = await keptCertificate(options.stateDir)
  const server = createServer(certificate, answer)
  await new Promise<void>((listening, failed) => {
    server.once('error', failed)
    server.listen(options.port, loopback, listening)
  })
  return { spki: spkiHash(certificate), close: () => close(server) }
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', `https://${request.headers.host ?? 'localhost'}`)
  const asset = asType(url.pathname)
  if (asset)
    return send(response, asset.type, readFileSync(new URL(`assets/${asset.name}`, import.meta.url), 'utf8'))
  const markup = url.hostname.endsWith('.awsapps.com') ? portal(url) : consoleMarkup(url)
  response.statusCode = markup === null ? 404 : 200
  send(response, 'text/html; charset=utf-8', markup ?? 'The replica has no such page or account.')
}

function asType(path: string): { name: string; type: string } | null {
  const name = path.replace('/assets/', '')
  const type = path.startsWith('/assets/') ? types[name] : undefined
  return type === undefined ? null : { name, type }
}

function portal(url: URL): string | null {
  return url.pathname.replace(/\/$/, '') === '/start' ? portalPage() : null
}

function consoleMarkup(url: URL): string | null {
  const session = sessionOf(url)
  if (!session) return null
  if (url.pathname === '/cloudwatch/logs-frame') return logsFrame(session)
  const page = pages[url.pathname]
  return page ? consolePage(session, page(session)) : null
}

/** As strict as the console's: nothing inline, nothing from elsewhere. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; " +
  "base-uri 'none'; form-action 'self'; frame-ancestors 'self'"

function send(response: ServerResponse, type: string, body: string): void {
  response.setHeader('content-type', type)
  response.setHeader('cache-control', 'no-store')
  response.setHeader('content-security-policy', policy)
  response.setHeader('x-content-type-options', 'nosniff')
  response.end(body)
}

function close(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((closed) => server.close(() => closed()))
}
