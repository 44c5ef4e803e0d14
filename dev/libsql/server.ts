import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { Calls } from './calls.ts'
import { Connections } from './connections.ts'
import { Faults } from './faults.ts'
import { serve } from './routes.ts'
import { Streams } from './streams.ts'
import { Writers } from './writers.ts'

export interface LibsqlOptions {
  /** 0 for any free one. */
  port: number
  /** A path, or `:memory:` for a database that ends with the server. */
  file: string
  host?: string
  /** After how long an open transaction nobody continues is rolled back. */
  idleMs?: number
}

export interface Libsql {
  url: string
  port: number
  close(): Promise<void>
}

/** Hrana over HTTP in front of the embedded libSQL engine: the development stand-in for Turso. */
export async function startLibsql(options: LibsqlOptions): Promise<Libsql> {
  const { host = '127.0.0.1', idleMs = 10_000 } = options
  const file = locate(options.file)
  const connections = new Connections(file.path)
  const streams = new Streams({ connections, writers: new Writers() }, idleMs)
  const parts = { streams, calls: new Calls(), faults: new Faults() }
  const server = createServer((request, response) => void serve({ ...parts, request, response }))

  const close = async (): Promise<void> => {
    await shut(server)
    streams.closeAll()
    connections.close()
    file.forget()
  }
  await listen(server, options.port, host).catch(async (error: unknown) => {
    await close()
    throw error
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://${host}:${port}`, port, close }
}

/** `:memory:` is a file too: only with a file can readers go on beside a writer, as they do in production. */
function locate(file: string): { path: string; forget: () => void } {
  if (file !== ':memory:') {
    mkdirSync(dirname(resolve(file)), { recursive: true })
    return { path: resolve(file), forget: () => {} }
  }
  const folder = mkdtempSync(join(tmpdir(), 'libsql-'))
  return { path: join(folder, 'memory.db'), forget: () => rmSync(folder, { recursive: true, force: true }) }
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  await new Promise<void>((listening, failed) => {
    server.once('error', failed)
    server.listen(port, host, listening)
  })
}

async function shut(server: Server): Promise<void> {
  if (!server.listening) return
  const closed = new Promise((resolved) => server.close(resolved))
  server.closeAllConnections()
  await closed
}
