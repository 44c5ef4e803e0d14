import type { Request, RequestWithTimeline } from '../../../schema/contract/requests.ts'
import type { Input } from '../../../schema/contract/endpoint.ts'
import type { Api } from '../../../schema/contract/api.ts'
import { isReason } from '../../lib/reason.ts'

/** What the approver typed and chose for one request. */
export interface Opinion {
  /** `null` while nobody shortened it. */
  readonly seconds: number | null
  readonly comment: string
  readonly typedName: string
  /** Why not. It is kept while it is not open. */
  readonly reason: string
  /** What a rejection offers instead; `null` while nothing is. */
  readonly narrower: Narrower | null
  /** It is kept as well. */
  readonly question: string
  /** Which of the two is open, if one is. */
  readonly writing: 'reason' | 'question' | null
  /** Others of the same need are decided the same way. */
  readonly together: boolean
}

/** Less that would do: a set of the same account, for no longer; `setArn` is empty until one is chosen. */
export interface Narrower {
  readonly setArn: string
  readonly seconds: number
}

export const noOpinion: Opinion = {
  seconds: null,
  comment: '',
  typedName: '',
  reason: '',
  narrower: null,
  question: '',
  writing: null,
  together: false,
}

/** Approve waits this long after a request is shown or has changed, so that no press meets what was not read. */
export const armAfterMs = 1000

/** Read whole, a request says what a yes would be refused for. */
export type Decidable = Request & Partial<Pick<RequestWithTimeline, 'obstacle'>>

/** What the approver is looking at: when this differs, it is another thing to decide. */
export function shownKey(request: Decidable): string {
  const { id, version, digest } = request
  return `${id} ${version} ${digest} ${mostSeconds(request)}`
}

/** As long as was asked for, or as the rules let it be by now. */
export function mostSeconds({ durationSeconds, obstacle }: Decidable): number {
  return Math.min(durationSeconds, obstacle?.maxSeconds ?? durationSeconds)
}

export function grantedSeconds(request: Decidable, { seconds }: Opinion): number {
  const most = mostSeconds(request)
  return Math.min(seconds ?? most, most)
}

/** Sensitive accounts are approved by typing their name. */
export function nameMatches({ sensitive, accountName }: Request, { typedName }: Opinion): boolean {
  return !sensitive || typedName.trim() === accountName
}

export function mayReject({ reason }: Opinion): boolean {
  return isReason(reason)
}

type Decision = Input<Api['decide']>

export function approval(request: Decidable, opinion: Opinion): Decision {
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
  const instead = narrower?.setArn && { permissionSetArn: narrower.setArn, durationSeconds: narrower.seconds }
  return {
    id,
    decision: 'reject',
    digest,
    comment: reason.trim(),
    ...(instead ? { narrower: instead } : {}),
  }
}
