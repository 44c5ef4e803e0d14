import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../dev/free-port.ts'
import { startProgram, type Running } from '../../dev/process.ts'
import { organisation, removals } from './organisation.ts'

/** How far the removals are, and how many calls that took. */
export interface Sent {
  readonly deletes: number
  readonly calls: number
  readonly byOperation: Readonly<Record<string, number>>
  /** When AWS took the last one. */
  readonly lastAt: number
}

export interface Sandbox {
  readonly vars: Readonly<Record<string, string>>
  forgetCalls(): Promise<void>
  /** Looks until AWS has taken every Delete, or `withinMs` is over. */
  untilAllSent(withinMs: number): Promise<Sent>
  left(): number
  stop(): Promise<void>
}

const watchMs = 10

/** A sandbox of its own at AWS's limits, in which every session of the bench stands already. */
export async function startSandbox(folder: string, name: string, seed: number): Promise<Sandbox> {
  const file = join(folder, 'organisation.json')
  await writeFile(file, JSON.stringify(organisation))
  const state = join(folder, `${name}.db`)
  const port = await freePort()
  const flags = { port, state, organisation: file, seed }
  const args = Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, String(value)])
  const program = { name, args: ['dev/aws-sandbox/main.ts', ...args], onLine: () => {} }
  const running: Running = await startProgram(program)
  const database = new DatabaseSync(state, { readOnly: true })
  const url = `http://127.0.0.1:${port}`
  return {
    vars: await varsOf(url),
    forgetCalls: async () => void (await fetch(`${url}/_sandbox/calls`, { method: 'DELETE' })),
    untilAllSent: (withinMs) => untilAllSent(database, Date.now() + withinMs),
    left: () => countOf(database, 'select count(*) as n from assignments where until is null'),
    stop: async () => {
      database.close()
      await running.stop()
    },
  }
}

async function varsOf(url: string): Promise<Record<string, string>> {
  const answer = await fetch(`${url}/_sandbox/credentials`)
  const keys = (await answer.json()) as Readonly<Record<'accessKeyId' | 'secretAccessKey', string>>
  return {
    AWS_ENDPOINT: url,
    AWS_REGION: organisation.region,
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    INSTANCE_ARN: organisation.instanceArn,
    IDENTITY_STORE_ID: organisation.identityStoreId,
  }
}

/** Read from the state file, so that looking is no call. */
async function untilAllSent(database: DatabaseSync, until: number): Promise<Sent> {
  const sent = `select count(distinct principal_id) as n from operations where kind = 'delete'`
  while (countOf(database, sent) < removals && Date.now() < until) await sleep(watchMs)
  const rows = database.prepare('select operation, count from calls').all()
  const byOperation = Object.fromEntries(rows.map((row) => [String(row['operation']), Number(row['count'])]))
  const calls = Object.values(byOperation).reduce((sum, count) => sum + count, 0)
  const lastAt = countOf(database, `select max(created_at) as n from operations where kind = 'delete'`)
  return { deletes: countOf(database, sent), calls, byOperation, lastAt }
}

function countOf(database: DatabaseSync, sql: string): number {
  return Number(database.prepare(sql).get()?.['n'])
}
