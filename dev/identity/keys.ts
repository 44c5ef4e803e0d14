import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface Keys {
  jwks: { keys: object[] }
  cookieKeys: string[]
}

/** Made once and kept, so that what was signed before a restart still verifies after it. */
export async function keptKeys(stateDir: string): Promise<Keys> {
  const path = join(stateDir, 'identity-keys.json')
  const kept = await readFile(path, 'utf8').catch(() => null)
  if (kept !== null) return JSON.parse(kept) as Keys
  const keys = newKeys()
  await mkdir(stateDir, { recursive: true })
  await writeFile(path, JSON.stringify(keys), { mode: 0o600 })
  return keys
}

function newKeys(): Keys {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const kid = randomBytes(8).toString('hex')
  const jwk = { ...privateKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' }
  return { jwks: { keys: [jwk] }, cookieKeys: [randomBytes(32).toString('base64url')] }
}
