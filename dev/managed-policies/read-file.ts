import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface ManagedPolicy {
  readonly arn: string
  /** AWS's: v12. */
  readonly version: string
  /** As JSON. */
  readonly document: string
}

export const dataFile = join(import.meta.dirname, 'data.jsonl')

/** The newest version of each managed policy of AWS's, and where they are from. */
export function managedPolicies(): { readonly from: string; readonly policies: readonly ManagedPolicy[] } {
  const [head, ...lines] = readFileSync(dataFile, 'utf8').trimEnd().split('\n')
  return { ...(JSON.parse(head!) as { from: string }), policies: lines.map(policyIn) }
}

function policyIn(line: string): ManagedPolicy {
  const { arn, version, document } = JSON.parse(line) as Record<'arn' | 'version', string> & {
    document: object
  }
  return { arn, version, document: JSON.stringify(document) }
}
