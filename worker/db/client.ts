import { createClient, type Client } from '@libsql/client/http'

/** A database that hangs must not hold up a person, nor an end, which needs no database. */
const silentMs = 5000

/** One for each call or alarm: a client shared between events hangs the isolate. */
export function databaseClient(env: {
  readonly DATABASE_URL: string
  readonly DATABASE_TOKEN?: string
}): Client {
  return createClient({
    url: env.DATABASE_URL,
    ...(env.DATABASE_TOKEN === undefined ? {} : { authToken: env.DATABASE_TOKEN }),
    fetch: (request: Request) => fetch(request, { signal: AbortSignal.timeout(silentMs) }),
  })
}
