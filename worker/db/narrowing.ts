import { sql } from 'drizzle-orm'
import { accounts } from '../../schema/tables/catalog.ts'
import { columnsOf, row } from './batch.ts'
import type { AccountRow } from './facts.ts'
import { offerQuestions } from './offers.ts'
import { textsAt } from './reading.ts'
import { ofRequest } from './request.ts'
import type { Asker } from './who.ts'

/**
 * Beside a request: what its set is made of, and what else its requester might ask for there. Whoever is signed in may
 * see what is offered to somebody; to whom, is said with the request.
 */
export function narrowingQuestions(asker: Asker, id: string) {
  const account = sql`select ${columnsOf(accounts)} from ${accounts} where ${accounts.id} = ${ofRequest(id, 'account_id')}`
  return [
    ...textsAt(ofRequest(id, 'set_arn')),
    row<AccountRow>(account),
    ...offerQuestions(asker, sql`true`, ofRequest(id, 'requester_id')),
  ] as const
}
