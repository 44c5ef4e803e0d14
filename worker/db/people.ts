import { sql } from 'drizzle-orm'
import { absences, accounts, owners } from '../../schema/tables/catalog.ts'
import { people } from '../../schema/tables/people.ts'
import { counts } from '../../schema/tables/requests.ts'
import { batch, columnsOf, row, rows, type Db } from './batch.ts'
import {
  adminNames,
  settingRows,
  settingsOf,
  type AccountRow,
  type Named,
  type SetRow,
  type Settings,
} from './facts.ts'
import { beyondName, pageSize } from './keyset.ts'
import { accountsOf, byRole, gate } from './allowed.ts'
import { candidatesByRole, decidersAmong, tiedTo } from './deciders.ts'
import { queue } from './lists.ts'
import { groupsOf, standingRules, type RuleBook } from './rules.ts'
import { isAllowed, noTies } from '../policy.ts'
import { admitted, callerId, stillSignedIn, who, type Asker, type Caller } from './who.ts'
import { permissionSets } from '../../schema/tables/catalog.ts'

/** A badge is its list's own predicate, counted to here and shown as "99+". */
const badgeLimit = 100

export interface Mine {
  readonly caller: Caller
  readonly owns: string[]
  readonly admins: readonly Named[]
}

export async function meOf(db: Db, { credential, now }: Asker): Promise<Mine> {
  const [caller, owned, admins] = await batch(db, 'read', [
    who(credential, now),
    rows<{ id: string }>(
      sql`select account_id as id from ${accountsOf(callerId(credential, now), now, 'decide any')} order by account_id`,
    ),
    adminNames(),
  ])
  return { caller: admitted(caller, 'me'), owns: owned.map((account) => account.id), admins }
}

export interface Counts {
  readonly caller: Caller
  /** Whether the approvers' part of the portal is theirs. */
  readonly decides: boolean
  readonly waiting: number
  readonly live: number
  readonly total: number
  readonly toDecide: number
  /** Of these, what is theirs to see to first. */
  readonly badge: number
}

/** What the four cards and the badge show: kept counters, and the queue's own predicate. */
export async function countsOf(db: Db, { credential, now }: Asker): Promise<Counts> {
  const me = callerId(credential, now)
  const [caller, kept, owned, waiting, first] = await batch(db, 'read', [
    who(credential, now),
    row<{ waiting: number; live: number; total: number }>(
      sql`select waiting, live, total from ${counts} where scope = 'person' and id = ${me}`,
    ),
    row<{
      own: number
      others: number
    }>(sql`select coalesce(max(for_id is null), 0) as own, coalesce(max(for_id is not null), 0) as others
      from (select for_id from ${accountsOf(me, now, 'queue')} limit 100)`),
    row<{ n: number }>(
      sql`select count(*) as n from (${queue({ credential, now, cursor: null }, badgeLimit)})`,
    ),
    row<{ n: number }>(
      sql`select count(*) as n from (${queue({ credential, now, cursor: null, part: 'first' }, badgeLimit)})`,
    ),
  ])
  const none = { waiting: 0, live: 0, total: 0 }
  const known = admitted(caller, 'summary')
  const ties = { ...noTies, owner: owned?.own === 1, standIn: owned?.others === 1 }
  const decides = isAllowed('queue', known, ties)
  return { caller: known, decides, ...(kept ?? none), toDecide: waiting?.n ?? 0, badge: first?.n ?? 0 }
}

export interface CatalogFacts {
  readonly caller: Caller
  readonly accounts: readonly (AccountRow & { readonly deciders: readonly Named[] })[]
  readonly sets: readonly SetRow[]
  readonly settings: Settings
  readonly book: RuleBook
  readonly groups: readonly string[]
}

/** A page of requestable accounts by name, each with who would be asked. `q` is a piece of the name, id or OU. */
export async function catalogFor(
  db: Db,
  { credential, now, q, after }: Asker & { q: string; after: string | undefined },
): Promise<CatalogFacts> {
  const asker = { credential, now }
  const me = callerId(credential, now)
  const most = (n: number) => gate(asker, byRole('catalog'), n)
  const page = sql`select ${columnsOf(accounts)} from ${accounts} where ${accounts.requestable} = 1 and ${accounts.status} = 'ACTIVE'
    and ${like(q)} and ${beyondName(after)} order by ${accounts.name}, ${accounts.id} limit ${most(pageSize + 1)}`
  const [caller, found, owned, everywhere, sets, values, book, groups] = await batch(db, 'read', [
    who(credential, now),
    rows<AccountRow>(page),
    tiedTo(page, now),
    candidatesByRole(stillSignedIn(credential, now)),
    rows<SetRow>(
      sql`select ${columnsOf(permissionSets)} from ${permissionSets} where ${permissionSets.requestable} = 1 order by name limit ${most(500)}`,
    ),
    settingRows(),
    standingRules(stillSignedIn(credential, now)),
    groupsOf(me),
  ])
  const known = admitted(caller, 'catalog')
  const decidersAt = (id: string) => {
    const there = owned.filter(({ accountId, forId }) => accountId === id && forId !== known.id)
    const candidates = [...there, ...everywhere]
    return distinct(decidersAmong(candidates, 'any', { requesterId: known.id, firstDeciderId: null }))
  }
  return {
    caller: known,
    accounts: found.map((account) => ({ ...account, deciders: decidersAt(account.id) })),
    sets,
    settings: settingsOf(values),
    book,
    groups,
  }
}

function distinct(named: readonly Named[]): Named[] {
  return [...new Map(named.map(({ id, name }) => [id, { id, name }])).values()]
}

/** Digits and dashes are an id typed as people read it; anything else a piece of name or OU. */
function like(q: string) {
  if (q === '') return sql`true`
  const digits = q.replaceAll(/[-\s]/g, '')
  const escaped = q.replaceAll(/[\\%_]/g, (c) => `\\${c}`)
  const byText = sql`${accounts.name} like ${`%${escaped}%`} escape '\\' or ${accounts.ouPath} like ${`%${escaped}%`} escape '\\'`
  return /^\d+$/.test(digits) ? sql`(${accounts.id} like ${`%${digits}%`} or ${byText})` : sql`(${byText})`
}

export interface OwnedAccount {
  readonly account: AccountRow
  readonly pending: number
  readonly active: number
  readonly owners: readonly OwnerRow[]
}

export interface OwnerRow extends Named {
  readonly accountId: string
  readonly awayUntil: number | null
}

/** The accounts the caller owns, by name, with their counters and the other owners. */
export async function ownedAccounts(
  db: Db,
  { credential, now, after }: Asker & { after: string | undefined },
): Promise<{ items: OwnedAccount[]; more: boolean }> {
  const page = sql`select ${columnsOf(accounts)} from ${owners} mine join ${accounts} on ${accounts.id} = mine.account_id
    where mine.person_id = ${callerId(credential, now)} and ${beyondName(after)} order by ${accounts.name}, ${accounts.id} limit ${pageSize + 1}`
  const [caller, found, kept, others] = await batch(db, 'read', [
    who(credential, now),
    rows<AccountRow>(page),
    rows<{ id: string; waiting: number; live: number }>(
      sql`select c.id, c.waiting, c.live from (${page}) a join ${counts} c on c.scope = 'account' and c.id = a.id`,
    ),
    rows<OwnerRow>(
      sql`select o.account_id as "accountId", p.id, p.name,
        (select b.until from ${absences} b where b.person_id = p.id and b.until > ${now}) as "awayUntil"
        from (${page}) a join ${owners} o on o.account_id = a.id join ${people} p on p.id = o.person_id where p.active = 1 order by p.name`,
    ),
  ])
  admitted(caller, 'accounts')
  const items = found.slice(0, pageSize).map((account) => ({
    account,
    pending: kept.find((count) => count.id === account.id)?.waiting ?? 0,
    active: kept.find((count) => count.id === account.id)?.live ?? 0,
    owners: others.filter((owner) => owner.accountId === account.id),
  }))
  return { items, more: found.length > pageSize }
}
