import { findingsIn, type Findings } from './denied/findings.ts'
import { principalOf } from './denied/names.ts'
import type { DenialReason } from './denied/reason.ts'
import type { Denial } from './denied/sentence.ts'

/** What an access-denied message tells. A field it does not tell is absent. */
export interface AccessDenied {
  /** As printed: it may be masked (`arn:aws:sts::***:assumed-role/…`), and then says no `accountId`. */
  principalArn?: string
  /** Of the principal, twelve digits. */
  accountId?: string
  roleName?: string
  /** Of a role IAM Identity Center made: its name without prefix and suffix. */
  permissionSet?: string
  /** `service:Operation`, the service in lower case, the operation as printed. */
  action?: string
  /** As printed, without quotes: an ARN, `*`, `role NAME`, a masked word. */
  resource?: string
  reason?: DenialReason
  /** Of the policy that denies. */
  policyArn?: string
  /** What is really lacking, where that is another service's action. */
  missingAction?: string
  /** An encoded authorization message follows. */
  encoded?: true
  /** How many different denials the text holds, from 2; the other fields are the first one's. */
  count?: number
  /** The API call, where nothing else is known. */
  operation?: string
}

/**
 * Reads AWS's access-denied message out of any text: output of the CLI, an SDK, Terraform or CloudFormation, a
 * CloudTrail record, S3's XML, the console's block (also as `textContent`), a quotation of one of them.
 * `{}` says that it is such a message and tells nothing; `null` that it is none.
 *
 *     parseAccessDenied('User: arn:aws:iam::111122223333:user/mary is not authorized to perform: s3:GetObject')
 *     // { principalArn: 'arn:aws:iam::111122223333:user/mary', accountId: '111122223333', action: 's3:GetObject' }
 *
 * A grammar over words, found by the words AWS never translates; ANSI colours, entities, escapes, tags and line
 * breaks do not matter. Pure, never throws; time is linear in the text, as every look ahead ends after forty words.
 * What it returns was written by whoever wrote the text: show it, never trust it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function parseAccessDenied(text: string): AccessDenied | null {
  const found = findingsIn(text)
  const { first } = found.denials
  if (first) return { ...answer(first), ...encoded(found), ...counted(found.denials.count()) }
  return lesser(found, text)
}

function answer({ lacking, ...told }: Denial): AccessDenied {
  const foreign = lacking && told.action && serviceIn(lacking) !== serviceIn(told.action)
  return { ...told, ...(foreign && { missingAction: lacking }) }
}

function serviceIn(action: string): string {
  return action.slice(0, action.indexOf(':'))
}

function encoded({ terse }: Findings): AccessDenied {
  return terse.encoded ? { encoded: true } : {}
}

function counted(count: number): AccessDenied {
  return count > 1 ? { count } : {}
}

/** No sentence and no block: a heading, an error code, a phrase. */
function lesser(found: Findings, text: string): AccessDenied | null {
  const { headings, terse } = found
  const [heading] = headings
  if (heading) return { ...whose(found), action: heading, ...encoded(found), ...counted(headings.size) }
  if (!terse.denied && !terse.encoded && !isOurs(found, text)) return null
  if (terse.action) return { ...whose(found), action: terse.action, ...encoded(found) }
  if (terse.encoded || !terse.operation) return { ...whose(found), ...encoded(found) }
  return { operation: terse.operation }
}

function whose({ block: { principalArn, accountId } }: Findings): AccessDenied {
  return principalArn ? principalOf(principalArn) : accountId ? { accountId } : {}
}

/** Other products have headings like these: the text must name AWS, or be nothing else. */
function isOurs({ unnamed }: Findings, text: string): boolean {
  return unnamed ? /\b(AWS|IAM|Amazon)\b/.test(text) : /^access denied[.!]?$/i.test(text.trim())
}
