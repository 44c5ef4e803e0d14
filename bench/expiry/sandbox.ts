import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { startSandbox } from '../../dev/aws-sandbox/start-sandbox.ts'
import { sleep } from './clock.ts'
import { between } from './objects.ts'
import { organisation } from './organisation.ts'

/** How far the removals are, and how many calls that took. */
export interface Sent {
  readonly calls: number
  readonly byOperation: Readonly<Record<string, number>>
  /** When AWS took each first. */
  readonly sentAt: readonly number[]
}

export interface Aws {
  readonly vars: Readonly<Record<string, string>>
  forgetCalls(): Promise<unknown>
  removalsSent(): number
  sent(): Sent
  close(): Promise<void>
}

/** From a worker to the region and back, each. */
const wireMs = [10, 40] as const

/** The sandbox at AWS's own limits, on the clock that is installed; every session of the bench stands already. */
export async function startAws(folder: string, name: string, seed: number): Promise<Aws> {
  const file = join(folder, 'organisation.json')
  await writeFile(file, JSON.stringify(organisation))
  const state = join(folder, `${name}.db`)
  const { url, close } = await startSandbox({ port: 0, state, organisation: file, seed })
  const database = new DatabaseSync(state, { readOnly: true })
  const count = database.prepare(
    `select count(distinct principal_id) as n from operations where kind = 'delete'`,
  )
  return {
    vars: await varsOf(url),
    forgetCalls: () => fetch(`${url}/_sandbox/calls`, { method: 'DELETE' }),
    removalsSent: () => Number(count.get()?.['n']),
    sent: () => sentIn(database),
    close: async () => {
      database.close()
      await close()
    },
  }
}

/** Calls take their time on the wire, so that they come in another order than they were let go. */
export function slowWire(): void {
  const fetchNow = globalThis.fetch
  globalThis.fetch = async (...given: Parameters<typeof fetch>) => {
    await sleep(between(wireMs))
    const answer = await fetchNow(...given)
    await sleep(between(wireMs))
    return answer
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

/** Read from the state file: looking is no call. */
function sentIn(database: DatabaseSync): Sent {
  const rows = database.prepare('select operation, count from calls').all()
  const byOperation = Object.fromEntries(rows.map((row) => [String(row['operation']), Number(row['count'])]))
  const calls = Object.values(byOperation).reduce((sum, count) => sum + count, 0)
  const taken = database.prepare(
    `select min(created_at) as at from operations where kind = 'delete' group by principal_id`,
  )
  return { calls, byOperation, sentAt: taken.all().map((row) => Number(row['at'])) }
}
