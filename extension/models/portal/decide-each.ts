import type { Request } from '../../../schema/contract/requests.ts'
import type { Input } from '../../../schema/contract/endpoint.ts'
import type { Api } from '../../../schema/contract/api.ts'
import { problemWords, t } from '../../lib/words.ts'
import { act } from './act.ts'
import { type Problem, problemOf } from './trouble.ts'

type Decision = Input<Api['decide']>

/** Decides one after the other, each by its own digest and version. One that is refused stays, and stops no other. */
export async function decideEach(
  requests: readonly Request[],
  decisionOn: (request: Request) => Decision,
  decided: (id: string) => void,
): Promise<readonly string[]> {
  const refused: string[] = []
  for (const request of requests) {
    const problem = await refusalOf(request, decisionOn(request))
    if (problem) refused.push(sayNot(request, problem))
    else decided(request.id)
  }
  return refused
}

function refusalOf({ version }: Request, decision: Decision): Promise<Problem | null> {
  return act('decide', decision, version).then(() => null, problemOf)
}

function sayNot({ accountName }: Request, problem: Problem): string {
  return t('portal_decided_not', { account: accountName, problem: problemWords(problem).title })
}
