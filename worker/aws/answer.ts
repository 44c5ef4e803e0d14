import { Unreachable, type Started } from '../engine/ports.ts'

/** AWS's own words of a call it did not do. */
export interface Refused {
  readonly name: string
  readonly message: string
  readonly status: number
  readonly retryAfterSeconds: number | null
}

/** What a call that brought no result means. `unknown`: it may have been done all the same. */
export type Failure =
  | { readonly kind: 'throttled'; readonly ms: number }
  | { readonly kind: 'busy' }
  | { readonly kind: 'absent'; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'unknown' }

/** Nothing was learnt. `failure` says why, for those who pace themselves or report. */
export class Unanswered extends Unreachable {
  readonly failure: Failure

  constructor(operation: string, failure: Failure, cause?: unknown) {
    const reason = 'reason' in failure ? `: ${failure.reason}` : ''
    super(`${operation} was ${failure.kind}${reason}`, { cause })
    this.failure = failure
  }
}

/** For a question that "there is no such thing" answers. */
export function nullWhenAbsent(error: unknown): null {
  if (error instanceof Unanswered && error.failure.kind === 'absent') return null
  throw error
}

const throttles = /throttl|toomanyrequests|requestlimitexceeded|slowdown/i
const defaultPauseMs = 1_000

/** `null` is no answer at all: a broken connection, a time-out, something that is not AWS. */
export function meaningOf(refused: Refused | null): Failure {
  if (refused === null || refused.status >= 500 || refused.status < 400) return { kind: 'unknown' }
  if (refused.status === 429 || throttles.test(refused.name))
    return { kind: 'throttled', ms: (refused.retryAfterSeconds ?? 0) * 1_000 || defaultPauseMs }
  if (/^(Conflict|ConcurrentModification)Exception$/.test(refused.name)) return { kind: 'busy' }
  const reason = sayable(`${refused.name}: ${refused.message}`)
  if (refused.name.endsWith('NotFoundException')) return { kind: 'absent', reason }
  // A proxy's page names no exception: AWS itself has said nothing.
  return /(Exception|Fault|Error)$/.test(refused.name) ? { kind: 'refused', reason } : { kind: 'unknown' }
}

/** The answer to a start that brought no operation. Throws `Unanswered` when it may have been started. */
export function notStarted(operation: string, failure: Failure, cause: unknown): Started {
  switch (failure.kind) {
    case 'throttled':
      return { throttledMs: failure.ms }
    case 'busy':
      return { busy: true }
    case 'absent':
      return operation === 'sso:DeleteAccountAssignment' ? { absent: true } : { refused: failure.reason }
    case 'refused':
      return { refused: failure.reason }
    case 'unknown':
      throw new Unanswered(operation, failure, cause)
  }
}

const longestReason = 500

/** AWS's reason as people may see it: one line, no keys, no tokens, nothing that turns the text around. */
export function sayable(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replaceAll(/\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}\b/g, '…')
    .replaceAll(/[A-Za-z0-9+/=_-]{64,}/g, '…')
    .trim()
    .slice(0, longestReason)
}
