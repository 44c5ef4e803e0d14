import { sql } from 'drizzle-orm'
import { accounts, owners } from '../../schema/tables/catalog.ts'
import { people, tokens } from '../../schema/tables/people.ts'
import { counts } from '../../schema/tables/requests.ts'
import { batch, columnsOf, row, rows, write, type Db } from './batch.ts'
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
import { accountsOf, byRole } from './allowed.ts'
import { candidatesByRole, decidersAmong, tiedTo } from './deciders.ts'
import { queue } from './lists.ts'
import { groupsOf, standingRules, type RuleBook } from './rules.ts'
import { confirmedMs } from '../confirmed.ts'
import { isAllowed, noTies } from '../policy.ts'
import { admitted, callerId, who, type Asker, type Caller } from './who.ts'
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
  const me = callerId(credential, now)
  const page = sql`select ${columnsOf(accounts)} from ${accounts} where ${accounts.requestable} = 1 and ${accounts.status} = 'ACTIVE'
    and ${like(q)} and ${beyondName(after)} order by ${accounts.name}, ${accounts.id} limit ${pageSize + 1}`
  const [caller, found, owned, everywhere, sets, values, book, groups] = await batch(db, 'read', [
    who(credential, now),
    rows<AccountRow>(page),
    tiedTo(page, now),
    candidatesByRole(),
    rows<SetRow>(
      sql`select ${columnsOf(permissionSets)} from ${permissionSets} where ${permissionSets.requestable} = 1 order by name limit 500`,
    ),
    settingRows(),
    standingRules(),
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
  readonly owners: Named[]
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
    rows<Named & { accountId: string }>(
      sql`select o.account_id as "accountId", p.id, p.name from (${page}) a join ${owners} o on o.account_id = a.id join ${people} p on p.id = o.person_id where p.active = 1 order by p.name`,
    ),
  ])
  admitted(caller, 'accounts')
  const items = found.slice(0, pageSize).map((account) => ({
    account,
    pending: kept.find((count) => count.id === account.id)?.waiting ?? 0,
    active: kept.find((count) => count.id === account.id)?.live ?? 0,
    owners: distinct(others.filter((owner) => owner.accountId === account.id)),
  }))
  return { items, more: found.length > pageSize }
}

export interface NewToken {
  readonly hash: string
  readonly kind: 'personal' | 'ticket'
  readonly family: string
  readonly name: string | null
  readonly scopes: string | null
  readonly expiresAt: number
}

/** However often one personal token issues the next, none outlives the sign-in it goes back to by more. */
const longestTokenMs = 90 * 24 * 60 * 60_000

/**
 * Issues a token to whoever holds `credential`, and says when it ends; refuses the signed out. One trip: the caller is
 * part of the insert. What a personal token issues may do no more than it, and goes with it. Only what was confirmed at
 * that moment hands on when it was proved.
 */
export async function issueToken(db: Db, { credential, now }: Asker, made: NewToken): Promise<number> {
  const [, caller, issued] = await batch(db, 'write', [
    write(sql`insert into ${tokens} (hash, kind, family, person_id, client_id, name, scopes, auth_at, proved_at, expires_at)
      select ${made.hash}, ${made.kind}, case when ${made.kind} = 'ticket' or t.kind = 'personal' then t.family else ${made.family} end,
        t.person_id, t.client_id, ${made.name}, case when t.scopes like '%read%' or t.scopes is null then ${made.scopes} else t.scopes end,
        t.auth_at, case when t.kind = 'personal' or t.proved_at >= ${now - confirmedMs} then t.proved_at end, min(${made.expiresAt}, t.auth_at + ${longestTokenMs})
      from ${tokens} t join ${people} p on p.id = t.person_id and ${byRole(made.kind === 'ticket' ? 'live' : 'tokens')} where t.hash = ${credential.hash} and t.person_id = ${callerId(credential, now)}
        and (t.scopes is null or t.scopes like '%write%')`),
    who(credential, now),
    row<{ until: number }>(sql`select expires_at as until from ${tokens} where hash = ${made.hash}`),
  ])
  admitted(caller, made.kind === 'ticket' ? 'live' : 'tokens', 'write')
  return issued?.until ?? made.expiresAt
}

/** Spends a live ticket; whose it was, or `null`. Single use. */
export async function spendTicket(
  db: Db,
  hash: string,
  now: number,
): Promise<{ personId: string; until: number } | null> {
  const [, spent] = await batch(db, 'write', [
    write(
      sql`update ${tokens} set spent_at = ${now} where hash = ${hash} and kind = 'ticket' and spent_at is null and expires_at > ${now}`,
    ),
    row<{
      personId: string
      until: number
    }>(sql`select t.person_id as "personId", max(a.expires_at) as until from ${tokens} t
      join ${tokens} a on a.family = t.family and a.kind in ('access', 'personal') and a.spent_at is null
      where t.hash = ${hash} and t.kind = 'ticket' and t.spent_at = ${now} and changes() = 1 group by t.person_id`),
  ])
  return spent
}
