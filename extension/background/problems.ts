import * as v from 'valibot'
import type { Refused } from '../lib/words.ts'

const wireProblem = v.looseObject({
  type: v.pipe(v.string(), v.startsWith('/problems/')),
  title: v.string(),
  status: v.number(),
  detail: v.string(),
  instance: v.optional(v.string(), ''),
  params: v.optional(v.record(v.string(), v.string()), {}),
})

/** The refusal in an answer that is not ok; one that is none of ours is said in our words all the same. */
export async function refusalOf(answer: Response): Promise<Refused> {
  const parsed = v.safeParse(wireProblem, await answer.json().catch(() => null))
  if (parsed.success) return parsed.output as Refused
  // A gateway in between answers when the API does not.
  return answer.status >= 502
    ? unreachable()
    : broken(answer.headers.get('x-request-id') ?? String(answer.status))
}

export const signedOut: Refused = { type: '/problems/signed-out', params: {} }

export function unreachable(retrySeconds = 10): Refused {
  return { type: '/problems/unreachable', params: { n: String(retrySeconds) } }
}

export function offline(seenAt: number | undefined): Refused {
  const time = new Date(seenAt ?? Date.now()).toISOString()
  return { type: '/problems/offline', params: { time } }
}

export function broken(id: string): Refused {
  return { type: '/problems/broken', params: { id } }
}
