import type { Reading } from '../schema/contract/policies.ts'
import type { Judged } from './aws/port.ts'
import type { Deps } from './deps.ts'
import { sha256 } from './http/hash.ts'

type Finding = Reading['findings'][number]
/** `null`: AWS did not answer. */
type Analyze = (policy: string) => Promise<readonly Judged[] | null>

/** What AWS's Access Analyzer adds to what the reader finds in an inline policy; nothing where it is not asked. */
export async function analyzed(
  { analyze }: Pick<Deps, 'analyze'>,
  inline: string | null,
): Promise<Finding[]> {
  if (analyze === null || inline === null) return []
  const judged = await analyze(inline)
  return judged === null ? [unanswered] : judged.map(findingOf)
}

/** An error is of no danger: AWS says that the policy does not do what it seems to. */
function findingOf({ kind, code, says, statement }: Judged): Finding {
  const severity = kind === 'error' ? 'notice' : 'exposure'
  return { id: `access-analyzer:${code}`, severity, because: `AWS: ${says}`, policy: null, statement }
}

const unanswered: Finding = {
  id: 'access-analyzer',
  severity: 'notice',
  because: 'AWS’s Access Analyzer did not answer: Hallpass alone has read this policy.',
  policy: null,
  statement: 0,
}

const mostRemembered = 500

/** Asks once for each policy: AWS says the same of the same text. What was not answered is asked again. */
export function remembering(known: Map<string, readonly Judged[]>, analyze: Analyze): Analyze {
  return async (policy) => {
    const hash = await sha256(policy)
    const judged = known.get(hash) ?? (await analyze(policy))
    if (judged === null) return null
    if (known.size >= mostRemembered) known.clear()
    known.set(hash, judged)
    return judged
  }
}
