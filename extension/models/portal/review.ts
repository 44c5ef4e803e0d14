import type { Request } from '../../../schema/contract/requests.ts'
import type { Input } from '../../../schema/contract/endpoint.ts'
import type { Api } from '../../../schema/contract/api.ts'

/** What the approver typed and chose for one request. */
export interface Opinion {
  /** `null` while nobody shortened it. */
  readonly seconds: number | null
  readonly comment: string
  readonly typedName: string
  /** `null` while the reason of a rejection is not open. */
  readonly reason: string | null
  /** What a rejection offers instead; `null` while nothing is. */
  readonly narrower: Narrower | null
  /** `null` while no question is being written. */
  readonly question: string | null
}

/** Less that would do: a set of the same account, for no longer. */
export interface Narrower {
  readonly setArn: string
  readonly seconds: number
}

export const noOpinion: Opinion = {
  seconds: null,
  comment: '',
  typedName: '',
  reason: null,
  narrower: null,
  question: null,
}

/** Approve waits this long after a request is shown or has changed, so that no press meets what was not read. */
export const armAfterMs = 1000

/** What the approver is looking at: when this differs, it is another thing to decide. */
export function shownKey({ id, version, digest }: Request): string {
  return `${id} ${version} ${digest}`
}

export function grantedSeconds(request: Request, { seconds }: Opinion): number {
  return Math.min(seconds ?? request.durationSeconds, request.durationSeconds)
}

/** Sensitive accounts are approved by typing their name. */
export function nameMatches({ sensitive, accountName }: Request, { typedName }: Opinion): boolean {
  return !sensitive || typedName.trim() === accountName
}

const reasonAtLeast = 10

export function mayReject({ reason }: Opinion): boolean {
  return (reason ?? '').normalize('NFC').trim().length >= reasonAtLeast
}

type Decision = Input<Api['decide']>

export function approval(request: Request, opinion: Opinion): Decision {
  const { id, digest, sensitive, durationSeconds } = request
  const comment = opinion.comment.trim()
  const granted = grantedSeconds(request, opinion)
  return {
    id,
    decision: 'approve',
    digest,
    ...(comment ? { comment } : {}),
    ...(granted < durationSeconds ? { durationSeconds: granted } : {}),
    ...(sensitive ? { accountName: opinion.typedName.trim() } : {}),
  }
}

export function rejection({ id, digest }: Request, { reason, narrower }: Opinion): Decision {
  const instead = narrower && { permissionSetArn: narrower.setArn, durationSeconds: narrower.seconds }
  return {
    id,
    decision: 'reject',
    digest,
    comment: (reason ?? '').trim(),
    ...(instead ? { narrower: instead } : {}),
  }
}
