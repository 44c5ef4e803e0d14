import { awsConfig } from '../../worker/aws/config.ts'
import { assignments } from '../../worker/aws/identity-center.ts'
import type { Assignments } from '../../worker/aws/port.ts'
import type { OpId, PrincipalId } from '../../worker/engine/ports.ts'
import { sleep } from './clock.ts'
import { endings, type Ending } from './organisation.ts'

const pollMs = 1_000
/** The backoff of AWS's own clients: twice as long each time, anywhere between nothing and that. */
const firstPauseMs = 100
const longestPauseMs = 20_000

/** Each removal by itself: delete, then ask each second whether it is done; whoever is throttled tries again later. */
export async function removeNaively(vars: Readonly<Record<string, string>>): Promise<void> {
  const aws = assignments(awsConfig(vars))
  await Promise.all(endings.map((ending) => removeOne(aws, ending)))
}

async function removeOne(aws: Assignments, ending: Ending): Promise<void> {
  const op = await insist(() => sent(aws, ending))
  do await sleep(pollMs)
  while ((await insist(() => aws.outcome('delete', op))) === 'pending')
}

/** A conflict is no answer to stop at: another removal at this account and set is under way. */
async function sent(aws: Assignments, { key, principalId }: Ending): Promise<OpId> {
  const answer = await aws.remove(key, principalId as PrincipalId)
  if ('op' in answer) return answer.op
  throw new Error('throttled, or in conflict')
}

async function insist<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    const answer = await work().catch(() => null)
    if (answer !== null) return answer
    await sleep(Math.random() * Math.min(longestPauseMs, firstPauseMs * 2 ** tries))
  }
}
