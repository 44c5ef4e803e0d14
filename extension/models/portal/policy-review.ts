import type { PolicyReview } from '../../../schema/contract/policies.ts'
import { call } from '../../lib/call.ts'
import { findingWords } from '../../lib/finding-words.ts'
import { type CustomDraft, customOf } from './custom-draft.ts'
import { type Latest, latest } from './latest.ts'
import { characters, lineOf, mostCharacters, offsetOf, type Span, statementSpans } from './policy-text.ts'

/** What reading a draft said, and which text it was about. */
export interface Reviewed extends PolicyReview {
  readonly inline: string
}

export type Reviewing = Latest<CustomDraft, Reviewed>

/** Reads the policies of a draft at the server, as they would be when they are sent. */
export function reviewing(): Reviewing {
  return latest(async (draft) => {
    const { managedPolicyArns } = customOf(draft)
    const inline = draft.inline.trim() ? { inlinePolicy: draft.inline } : {}
    return { ...(await call('review', { managedPolicyArns, ...inline })), inline: draft.inline }
  })
}

/** Whether there is anything to read, and AWS would take as much. */
export function isReadable({ managed, inline }: CustomDraft): boolean {
  return (managed.length > 0 || inline.trim() !== '') && characters(inline) <= mostCharacters
}

/** Something against a draft, and where in the inline policy; `null` where it is in none of its lines. */
export interface Fault {
  readonly key: 'policy-invalid' | 'policy-blocked'
  readonly variant?: 'document' | 'managed'
  readonly params: Readonly<Record<string, string>>
  readonly at: Span | null
  /** The managed policy it is in. */
  readonly policy?: string
}

/** What it would be refused for, in the words of its refusal. */
export function faultsOf({ errors, findings, inline }: Reviewed): readonly Fault[] {
  const blocks = findings.filter(({ severity }) => severity === 'block')
  return [
    ...errors.map((error) => errorFault(error, inline)),
    ...blocks.map((block) => blockFault(block, inline)),
  ]
}

function errorFault({ message, statement, line, column }: Reviewed['errors'][number], inline: string): Fault {
  const from = offsetOf(inline, { line, column })
  const end = inline.indexOf('\n', from)
  return {
    key: 'policy-invalid',
    ...(statement === null ? { variant: 'document' } : {}),
    params: { what: unstopped(message), line: String(line), n: String((statement ?? 0) + 1) },
    at: { from, to: end < 0 ? inline.length : end },
  }
}

function blockFault(finding: Reviewed['findings'][number], inline: string): Fault {
  const { policy, statement } = finding
  const params = { because: unstopped(findingWords(finding)), n: String(statement + 1) }
  const own = { key: 'policy-blocked', params } as const
  if (policy === null) return { ...own, at: statementSpans(inline)[statement] ?? null }
  const name = policy.slice(policy.lastIndexOf('/') + 1)
  return { ...own, variant: 'managed', params: { ...params, policy: name }, at: null, policy }
}

/** The refusal's own sentence ends with a full stop. */
function unstopped(sentence: string): string {
  return sentence.replace(/\.$/, '')
}

const linePx = 20
const linesAbove = 2

/** Marks a piece of what is typed and brings it into view. */
export function markIn(field: HTMLTextAreaElement, { from, to }: Span): void {
  field.focus()
  field.setSelectionRange(from, to)
  field.scrollTop = Math.max(0, (lineOf(field.value, from) - 1 - linesAbove) * linePx)
  field.scrollLeft = 0
}
