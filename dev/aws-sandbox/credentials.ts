import { randomBytes } from 'node:crypto'
import type { Store } from './store.ts'

export type Credentials = { accessKeyId: string; secretAccessKey: string }

/** Made once for a state file. They open this sandbox and nothing else. */
export function credentialsOf(store: Store): Credentials {
  const accessKeyId = store.fact('accessKeyId')
  const secretAccessKey = store.fact('secretAccessKey')
  if (accessKeyId && secretAccessKey) return { accessKeyId, secretAccessKey }
  const made = {
    accessKeyId: `AKIASANDBOX${randomLetters(9)}`,
    secretAccessKey: randomBytes(30).toString('base64'),
  }
  store.setFact('accessKeyId', made.accessKeyId)
  store.setFact('secretAccessKey', made.secretAccessKey)
  return made
}

export function secretOf(store: Store, key: string): string | null {
  const { accessKeyId, secretAccessKey } = credentialsOf(store)
  return key === accessKeyId ? secretAccessKey : null
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

const randomLetters = (count: number): string =>
  [...randomBytes(count)].map((byte) => alphabet[byte % alphabet.length]).join('')
