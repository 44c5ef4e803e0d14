import { createClient } from '@libsql/client/http'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../dev/free-port.ts'
import { startProgram } from '../../dev/process.ts'
import { migrated } from '../../test/database.ts'
import { endings, type Ending } from './organisation.ts'

const path = (file: string): string => new URL(`../../worker/${file}`, import.meta.url).pathname

// The real objects on the real runtime. Only the door is the bench's.
const door = `
  import { DurableObject } from 'cloudflare:workers'
  export { Keeper } from '${path('keeper.ts')}'
  export { Gate } from '${path('gate.ts')}'
  export class Inbox extends DurableObject { notify() {} }
  export class Catalog extends DurableObject {}
  export default {
    async fetch(request, env) {
      for (const key of await request.json()) await env.KEEPER.getByName(key).poke(key)
      return new Response()
    },
    scheduled() {},
  }
`
const atOnce = 20
/** For the keepers to read their sessions before these end. */
const leadMs = 15_000

export interface Engine {
  /** The second in which every session ends. */
  readonly endsAt: number
  stop(): Promise<void>
}

/** A database with the sessions, active and ending in one second, and keepers that know of them. */
export async function startEngine(folder: string, vars: Readonly<Record<string, string>>): Promise<Engine> {
  const [ledgerPort, port] = [await freePort(), await freePort()]
  const ledger = `http://127.0.0.1:${ledgerPort}`
  const kept = ['--port', String(ledgerPort), '--file', join(folder, 'ledger.db')]
  const database = await startProgram({
    name: 'database',
    args: ['dev/libsql/main.ts', ...kept],
    onLine: () => {},
  })
  const worker = await startWorker(folder, port, { ...vars, DATABASE_URL: ledger })
  const endsAt = Math.ceil((Date.now() + leadMs) / 1_000) * 1_000
  await writeSessions(ledger, endsAt)
  await tellKeepers(`http://127.0.0.1:${port}`)
  if (Date.now() > endsAt) throw new Error('The keepers were told too late: this machine is too busy.')
  return { endsAt, stop: async () => void (await Promise.all([worker.stop(), database.stop()])) }
}

async function startWorker(folder: string, port: number, vars: Readonly<Record<string, string>>) {
  const entry = join(folder, 'door.ts')
  await writeFile(entry, door)
  const flags = {
    port,
    entry,
    build: join(folder, 'build'),
    persist: join(folder, 'objects'),
    'cron-seconds': 0,
  }
  const told = Object.entries(vars).flatMap(([name, value]) => ['--var', `${name}=${value}`])
  const given = Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, String(value)])
  const onLine = (line: string): void => void (process.env['VERBOSE'] && console.error(line))
  return startProgram({ name: 'worker', args: ['dev/worker.ts', ...given, ...told], onLine })
}

async function writeSessions(url: string, endsAt: number): Promise<void> {
  const client = await migrated(createClient({ url }))
  await client.batch(
    endings.map((ending) => ({ sql: insert, args: rowOf(ending, endsAt) })),
    'write',
  )
  client.close()
}

const insert = `insert into requests (id, principal_id, account_id, set_arn, keeper_key, opened_at, starts_at, active_at, window_ends_at,
    ends_at, due_at, kind, status, version, live, owned, requester_id, requester_name, account_name, set_name, session_seconds,
    duration_s, granted_s, justification, digest, deciders)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'standard', 'active', 4, 1, 1, 'p', 'Person', 'account', 'Set', 3600,
    3600, 3600, 'Ends with all the others.', 'd', 1)`

function rowOf({ id, principalId, accountId, permissionSetArn, key }: Ending, endsAt: number) {
  const since = endsAt - 3_600_000
  const instants = [since, since, since, endsAt, endsAt, endsAt]
  return [id, principalId, accountId, permissionSetArn, key, ...instants]
}

async function tellKeepers(door: string): Promise<void> {
  const keys = [...new Set(endings.map(({ key }) => key))]
  const lists = Array.from({ length: atOnce }, (_, lane) => keys.filter((_key, n) => n % atOnce === lane))
  const answers = await Promise.all(
    lists.map((list) => fetch(door, { method: 'POST', body: JSON.stringify(list) })),
  )
  for (const { status } of answers)
    if (status !== 200) throw new Error(`The keepers' door answered ${status}`)
  await sleep(0)
}
