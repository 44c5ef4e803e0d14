import type { AccountRow, OpeningFacts } from './db/facts.ts'
import { Refusal } from './http/refusal.ts'
import { namesOf } from './refusals.ts'

/** The account, where the caller may ask for anything in it. */
export function openAccount(
  { account, admins, caller }: Pick<OpeningFacts, 'account' | 'admins' | 'caller'>,
  id: string,
): AccountRow {
  const names = namesOf(admins)
  if (caller.principalId === null)
    throw new Refusal('not-linked', { email: caller.email ?? caller.name, names })
  if (account === null || account.status !== 'ACTIVE')
    throw new Refusal('account-unknown', { account: id, names })
  if (account.requestable === 0 || account.management === 1)
    throw new Refusal('account-hidden', { account: account.name, names })
  return account
}
