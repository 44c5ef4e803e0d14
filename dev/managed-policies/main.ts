import { createClient } from '@libsql/client/http'
import { ports } from '../ports.ts'
import { loadManagedPolicies } from './load.ts'

/** `DATABASE_URL=… DATABASE_TOKEN=… npm run policies`: after each deployment that brings another version of them. */
const { DATABASE_URL: url = `http://127.0.0.1:${ports.database}`, DATABASE_TOKEN: authToken } = process.env
const client = createClient({ url, ...(authToken === undefined ? {} : { authToken }) })
try {
  console.log((await loadManagedPolicies(client)) ? 'AWS’s managed policies are loaded.' : 'Nothing is new.')
} finally {
  client.close()
}
