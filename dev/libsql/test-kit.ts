import { createClient, type Client } from '@libsql/client/web'
import { vi } from 'vitest'
import { startLibsql, type Libsql, type LibsqlOptions } from './server.ts'
import type { StreamRequest, StreamResult } from './wire.ts'

/** A real server on a free port with a database of its own, and the ways to speak to it. */
export interface Bench {
  libsql: Libsql
  client: Client
  /** One pipeline in bare Hrana. Rejects unless the status is 200. */
  hrana: (requests: WireRequest[], baton?: string | null, signal?: AbortSignal) => Promise<Answer>
  post: (path: string, body: unknown) => Promise<Response>
  counts: () => Promise<{ pipelines: number; writes: number }>
  last: () => Promise<string[][]>
  /** Resolves once a pipeline has come as far as this text. */
  arrived: (sql: string) => Promise<void>
  close: () => Promise<void>
}

export interface Answer {
  baton: string | null
  results: StreamResult[]
}

type WireRequest = Pick<StreamRequest, 'type'> & Record<string, unknown>

export async function startBench(options: Partial<LibsqlOptions> = {}): Promise<Bench> {
  const libsql = await startLibsql({ port: 0, file: ':memory:', ...options })
  const client = createClient({ url: libsql.url, intMode: 'number' })
  const post: Bench['post'] = (path, body) => send(libsql.url + path, body)
  const last: Bench['last'] = () => getJson(`${libsql.url}/_libsql/last`)
  return {
    libsql,
    client,
    post,
    last,
    hrana: (requests, baton = null, signal) => pipeline(libsql.url, { baton, requests }, signal),
    counts: () => getJson(`${libsql.url}/_libsql/calls`),
    arrived: (sql) => vi.waitUntil(async () => (await last()).flat().includes(sql)).then(() => {}),
    close: async () => {
      client.close()
      await libsql.close()
    },
  }
}

export const execute = (sql: string): WireRequest => ({ type: 'execute', stmt: { sql } })
export const close: WireRequest = { type: 'close' }

/** The first value of the first row of each result, or the error's code. */
export function firsts({ results }: Answer): unknown[] {
  return results.map((result) => {
    if (result.type === 'error') return result.error.code
    const value = result.response.type === 'execute' ? result.response.result.rows[0]?.[0] : undefined
    return value && 'value' in value ? value.value : value?.type
  })
}

export async function countOf(client: Client, sql: string): Promise<number> {
  const { rows } = await client.execute(sql)
  return Number(rows[0]?.[0])
}

function send(url: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return fetch(url, { method: 'POST', body: text, ...(signal && { signal }) })
}

async function pipeline(url: string, body: unknown, signal?: AbortSignal): Promise<Answer> {
  const response = await send(`${url}/v2/pipeline`, body, signal)
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`)
  return (await response.json()) as Answer
}

async function getJson<T>(url: string): Promise<T> {
  return (await (await fetch(url)).json()) as T
}
