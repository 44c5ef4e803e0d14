import {
  mayHoldAccess,
  removalOverdueMs,
  usualSetUpSeconds,
  waiting,
} from '../../../schema/contract/lifecycle.ts'
import type { Request } from '../../../schema/contract/requests.ts'
import type { Problem } from './trouble.ts'

/** The request as the server would answer it at `now`: what was stored does not know that its time ran out. */
export function asOf<R extends Request>(request: R, now: number): R {
  const { status, session } = request
  if (status === 'active' && session && Date.parse(session.endsAt) <= now)
    return { ...request, status: 'ending' }
  if (waiting.has(status) && Date.parse(request.windowEndsAt) <= now) return { ...request, status: 'lapsed' }
  return request
}

/** Whether the person may have it taken away: AWS was asked for it and it is not ending yet. */
export function mayEnd({ status }: Request): boolean {
  return mayHoldAccess.has(status) && status !== 'ending'
}

/** For how long AWS has been setting it up, where that is much longer than usual (SCREENS 7); else `null`. */
export function slowProblem({ status, session }: Request, now: number): Problem | null {
  if (status !== 'provisioning' || !session) return null
  const seconds = Math.floor((now - Date.parse(session.startsAt)) / 1000)
  if (seconds < slowFactor * usualSetUpSeconds) return null
  return { type: '/problems/aws-slow', params: { n: String(usualSetUpSeconds), m: String(seconds) } }
}

const slowFactor = 3

/** AWS has not confirmed a removal for so long that somebody should know. */
export function isOverdue({ status, session, ending }: Request, now: number): boolean {
  if (status !== 'ending' || !session) return false
  return now - Date.parse(ending?.at ?? session.endsAt) >= removalOverdueMs
}
