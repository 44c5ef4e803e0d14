import type { Api } from '../schema/contract/api.ts'
import { sql, type SQL } from 'drizzle-orm'
import { requests } from '../schema/tables/requests.ts'
import type { Advance, RequestRow } from './db/advance.ts'
import type { RequestFacts } from './db/facts.ts'
import { whyRefused } from './db/ledger.ts'
import { notTakenSinceDecided } from './db/unattended.ts'
import { stillRuled } from './deciding.ts'
import type { Call } from './http/serve.ts'
import { Refusal } from './http/refusal.ts'
import { intent, moveOf, refuseChangedSet } from './moving.ts'
import { lostRace } from './refusals.ts'
import { hiddenBy } from './rules/asked.ts'
import { refuseUnlessRuled } from './rules/at-decision.ts'
import { instant } from './wire.ts'

/** What has come against a decision since it was made. The keeper does not ask again: for it the access is decided on. */
export function refuseUnlessStillGranted(facts: RequestFacts, now: number): void {
  refuseChangedSet(facts)
  refuseTaken(facts)
  const { accountName: account, setName: set } = facts.request
  const denied = (rule: string | undefined) => hiddenBy(rule, { account, set, names: 'an Admin' })
  refuseUnlessRuled(facts, { seconds: grantedSeconds(facts.request), startsAt: now }, denied)
}

function refuseTaken({ request, startRefused, taken }: RequestFacts): void {
  const about = { requestId: request.id }
  if (taken !== null) {
    const said = { name: taken.name, time: instant(taken.at) }
    throw new Refusal('nothing-to-do', said, { ...about, variant: 'taken' })
  }
  if (startRefused === 'set-changed') throw new Refusal('set-changed', { set: request.setName })
  if (startRefused !== null) throw new Refusal('nothing-to-do', {}, { ...about, variant: 'left' })
}

/** The write: all of that holds in its instant too. */
export function retrial(call: Call<Api['retry']>, facts: RequestFacts, now: number): Advance {
  const { request } = facts
  const move = moveOf(call, facts, 'retry', now)
  const again = { grantedS: grantedSeconds(request), startsAt: now, cloneName: request.cloneName }
  return {
    ...move,
    set: { ...intent(request, again), failure: null, owned: null },
    guards: [
      ...(move.guards ?? []),
      ...stillRuled(facts),
      stillStarts(request.id),
      notTakenSinceDecided(request.id),
    ],
  }
}

function stillStarts(id: string): SQL {
  return sql`exists (select 1 from ${requests} r where r.id = ${id} and ${whyRefused(sql`true`)} is null)`
}

function grantedSeconds({ grantedS, durationS }: RequestRow): number {
  return grantedS ?? durationS
}

/** Somebody was faster, or what it rested on moved. */
export function lostRetry(row: RequestRow | null, before: RequestRow, now: number): Refusal {
  const isMoved = row === null || row.version !== before.version
  return isMoved ? lostRace(row, before, now) : new Refusal('changed', {}, { requestId: before.id })
}
