import { createHash, X509Certificate } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { generate } from 'selfsigned'

export interface Certificate {
  key: string
  cert: string
}

// A wildcard stands for one label, so the hosts of a multi-session need one for each region.
const regional = ['us-east-1', 'eu-west-1'].map((region) => `*.${region}.console.aws.amazon.com`)
const names = [
  'console.aws.amazon.com',
  '*.console.aws.amazon.com',
  ...regional,
  '*.awsapps.com',
  'localhost',
]
const tenYearsMs = 10 * 365 * 86_400_000

/** Made once and kept in `stateDir`, so that a browser told to trust it goes on trusting it. */
export async function keptCertificate(stateDir: string): Promise<Certificate> {
  const path = join(stateDir, 'console-certificate.json')
  const kept = await readFile(path, 'utf8').catch(() => null)
  if (kept !== null) return JSON.parse(kept) as Certificate
  const made = await newCertificate()
  await mkdir(stateDir, { recursive: true })
  await writeFile(path, JSON.stringify(made), { mode: 0o600 })
  return made
}

async function newCertificate(): Promise<Certificate> {
  const altNames = [
    ...names.map((value) => ({ type: 2 as const, value })),
    { type: 7 as const, ip: '127.0.0.1' },
  ]
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'Hallpass console replica' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notAfterDate: new Date(Date.now() + tenYearsMs),
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'subjectAltName', altNames },
    ],
  })
  return { key, cert }
}

/** For Chromium's `--ignore-certificate-errors-spki-list`: this one certificate is trusted, every other still judged. */
export function spkiHash({ cert }: Certificate): string {
  const spki = new X509Certificate(cert).publicKey.export({ type: 'spki', format: 'der' })
  return createHash('sha256').update(spki).digest('base64')
}
