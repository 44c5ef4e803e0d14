import { readFileSync, readdirSync } from 'node:fs'
import { createClient, type Client } from '@libsql/client/node'

const folder = new URL('../schema/migrations/', import.meta.url)

/** Every statement of the migrations, in order: what a new database is made from. */
export const migrationStatements: readonly string[] = readdirSync(folder)
  .filter((name) => name.endsWith('.sql'))
  .toSorted()
  .flatMap((name) => readFileSync(new URL(name, folder), 'utf8').split('--> statement-breakpoint'))
  .map((statement) => statement.trim())
  .filter((statement) => statement !== '')

/** The real engine in memory with every migration applied, or another empty database: `migrated(createClient({ url }))`. */
export async function freshDatabase(): Promise<Client> {
  return migrated(createClient({ url: ':memory:' }))
}

export async function migrated<C extends Pick<Client, 'batch'>>(client: C): Promise<C> {
  await client.batch([...migrationStatements], 'write')
  return client
}
