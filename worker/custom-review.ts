import type { ManagedText, SetFinding, Reviewed } from '../schema/policy/review.ts'
import type { Custom, CustomSet } from './custom.ts'
import { Refusal } from './http/refusal.ts'
import type { PolicyReader } from './reader/port.ts'

/** The definition of a custom set that was found sound. Safe: it is our own canonical text. */
export function definitionOf({ definition }: Pick<CustomSet, 'definition'>): Custom {
  return JSON.parse(definition) as Custom
}

/**
 * What a definition says, read in full: refused where AWS's grammar or a `block` finding is against it, and where it names
 * a managed policy that nobody here can read.
 */
export async function reviewDefinition(
  reader: PolicyReader,
  custom: Custom,
  managed: readonly ManagedText[],
): Promise<Reviewed> {
  refuseUnread(custom, managed)
  const reviewed = await reader.review({ inline: custom.inlinePolicy ?? null, managed })
  refuseErrors(reviewed)
  refuseBlocked(reviewed)
  return reviewed
}

function refuseUnread({ managedPolicyArns }: Custom, managed: readonly ManagedText[]): void {
  const at = managedPolicyArns.findIndex((arn) => !managed.some((known) => known.arn === arn))
  if (at < 0) return
  const what = `Hallpass cannot read ${managedPolicyArns[at]}: it is not in its copy of AWS’s policies.`
  throw new Refusal('invalid', { what }, { field: 'custom.managedPolicyArns' })
}

function refuseErrors({ errors }: Reviewed): void {
  const [error] = errors
  if (error === undefined) return
  const { message, statement, position } = error
  const place = { field: 'custom.inlinePolicy', line: position.line, column: position.column }
  const said = { what: unstopped(message), line: String(position.line) }
  if (statement === null) throw new Refusal('policy-invalid', said, { ...place, variant: 'document' })
  throw new Refusal('policy-invalid', { ...said, n: String(statement + 1) }, { ...place, statement })
}

function refuseBlocked({ findings }: Reviewed): void {
  const blocked = findings.find(({ severity }) => severity === 'block')
  if (blocked) throw blockedBy(blocked)
}

function blockedBy({ because, policy, statement }: SetFinding): Refusal {
  const said = { because: unstopped(because), n: String(statement + 1) }
  if (policy === null) return new Refusal('policy-blocked', said, { field: 'custom.inlinePolicy', statement })
  const name = policy.slice(policy.lastIndexOf('/') + 1)
  return new Refusal(
    'policy-blocked',
    { ...said, policy: name },
    { field: 'custom.managedPolicyArns', variant: 'managed' },
  )
}

/** The refusal's own sentence ends with a full stop. */
function unstopped(sentence: string): string {
  return sentence.replace(/\.$/, '')
}
