import type { RequestFacts } from '../db/facts.ts'
import { Refusal } from '../http/refusal.ts'
import { spoken } from '../refusals.ts'
import { rulingOn } from './ruling.ts'
import { refuseUnread, thereOf } from './there.ts'

type Denied = (rule: string | undefined) => Refusal

/** A yes is held to the rules as they are when it is said, for the hours in which it would start (decision 10). */
export function refuseUnlessRuled(
  { request, ruled }: Pick<RequestFacts, 'request' | 'ruled'>,
  { seconds, startsAt }: { readonly seconds: number; readonly startsAt: number },
  denied: Denied = (rule) => refusedBy(rule, namedIn(request)),
): void {
  if (ruled === null) return
  refuseUnread(ruled.book.rules, ruled.account)
  const there = thereOf({ personId: request.requesterId, groups: ruled.groups }, ruled.account, startsAt)
  const setArn = request.kind === 'custom' ? null : request.setArn
  const ruling = rulingOn(ruled.book.rules, { ...there, setArn, seconds })
  if (!ruling.allowed) throw denied(ruling.because[0])
  if (ruling.levels === 2 && takesOne(request))
    throw new Refusal('rules-refuse', namedIn(request), { variant: 'second' })
  const { bound } = ruling
  if (bound === null || seconds <= bound.seconds) return
  const longest = { duration: spoken(bound.seconds), rule: `rule "${bound.rule}"` }
  throw new Refusal('too-long', longest, { field: 'durationSeconds', maxSeconds: bound.seconds })
}

function namedIn({ requesterName: requester, setName: set, accountName: account }: RequestFacts['request']) {
  return { requester, set, account }
}

/** One decision is all it takes, or all it took. */
function takesOne({ status, firstDeciderId }: RequestFacts['request']): boolean {
  return status === 'pending' || (status === 'failed' && firstDeciderId === null)
}

function refusedBy(rule: string | undefined, said: Readonly<Record<string, string>>): Refusal {
  if (rule === undefined) return new Refusal('rules-refuse', said)
  return new Refusal('rules-refuse', { ...said, rule }, { variant: 'denied', rule })
}
