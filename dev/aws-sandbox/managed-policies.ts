import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Policy, Statement } from './policy.ts'

interface Line {
  readonly arn: string
  readonly document: { readonly Statement: Statement | Statement[] }
}

let known: ReadonlyMap<string, Policy> | undefined

/** AWS's own, as AWS wrote them; one that is not among them allows nothing. */
export function managedPolicy(arn: string): Policy {
  known ??= new Map(lines().map(({ arn, document }) => [arn, { ...document, name: nameOf(arn) }]))
  return known.get(arn) ?? { name: nameOf(arn), Statement: [] }
}

/** Data, which the product loads too: the code that reads it is not shared. The first line says where it is from. */
function lines(): Line[] {
  const file = join(import.meta.dirname, '../managed-policies/data.jsonl')
  const [, ...written] = readFileSync(file, 'utf8').trimEnd().split('\n')
  return written.map((line) => JSON.parse(line) as Line)
}

const nameOf = (arn: string): string => arn.split('/').at(-1) ?? arn
