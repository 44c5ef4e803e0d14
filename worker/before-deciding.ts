import type { RequestWithTimeline } from '../schema/contract/requests.ts'
import type { RequestRow } from './db/advance.ts'
import type { BeforeDeciding } from './db/before-deciding.ts'
import { startOf } from './deciding.ts'
import { Refusal } from './http/refusal.ts'
import { refuseChangedSet } from './moving.ts'
import { refuseUnlessRuled } from './rules/at-decision.ts'

type Obstacle = NonNullable<RequestWithTimeline['obstacle']>

/**
 * What a yes to all that was asked for would be refused for now, in the words of saying it; `null` where it is not, or
 * where AWS has yet to say: Approve tells it, if it is still so.
 */
export function obstacleOf(request: RequestRow, before: BeforeDeciding | null, now: number): Obstacle | null {
  if (before === null) return null
  try {
    refuseYes({ request, ...before }, now)
    return null
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return error.key === 'unreachable' ? null : toObstacle(error)
  }
}

function refuseYes(facts: BeforeDeciding & { readonly request: RequestRow }, now: number): void {
  const { request, requesterActive } = facts
  if (!requesterActive) throw new Refusal('requester-left', { requester: request.requesterName })
  refuseChangedSet(facts)
  refuseUnlessRuled(facts, { seconds: request.grantedS ?? request.durationS, startsAt: startOf(facts, now) })
}

function toObstacle(refusal: Refusal): Obstacle {
  const { type, title, detail, params, variant, maxSeconds } = refusal.toProblem('')
  return {
    type,
    title,
    detail,
    params: { ...params },
    ...(variant === undefined ? {} : { variant }),
    ...(maxSeconds === undefined ? {} : { maxSeconds }),
  }
}
