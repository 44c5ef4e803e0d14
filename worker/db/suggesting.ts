import { sql } from 'drizzle-orm'
import { accounts } from '../../schema/tables/catalog.ts'
import { byRole } from './allowed.ts'
import { batch, columnsOf, row, type Db } from './batch.ts'
import { adminNames, type AccountRow, type Named } from './facts.ts'
import { offerQuestions, offersFrom, type OfferFacts } from './offers.ts'
import { admitted, callerId, who, type Asker, type Caller } from './who.ts'

export interface SuggestFacts extends OfferFacts {
  readonly caller: Caller
  readonly account: AccountRow | null
  readonly admins: readonly Named[]
}

/** All that a suggestion rests on, in one round trip. */
export async function factsToSuggest(db: Db, ask: Asker, accountId: string): Promise<SuggestFacts> {
  const [caller, account, admins, ...offers] = await batch(db, 'read', [
    who(ask.credential, ask.now),
    row<AccountRow>(sql`select ${columnsOf(accounts)} from ${accounts} where ${accounts.id} = ${accountId}`),
    adminNames(),
    ...offerQuestions(ask, byRole('suggest'), callerId(ask.credential, ask.now)),
  ])
  return { caller: admitted(caller, 'suggest', 'write'), account, admins, ...offersFrom(offers) }
}
