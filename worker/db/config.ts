import { sql, type SQL } from 'drizzle-orm'
import type { AuditKind } from '../../schema/contract/audit.ts'
import { events } from '../../schema/tables/audit.ts'
import {
  accounts,
  groups,
  ouOwners,
  ownerRules,
  permissionSets,
  settings,
} from '../../schema/tables/catalog.ts'
import { people, tokens } from '../../schema/tables/people.ts'
import type { Credential } from '../http/context.ts'
import type { Act } from '../policy.ts'
import { byRole, gate } from './allowed.ts'
import { batch, none, row, rows, write, type Db, type Question } from './batch.ts'
import { ownersExpanded } from './catalog-refresh.ts'
import { defaultWindowSeconds } from './facts.ts'
import { linkable } from './links.ts'
import { newOwnersTold } from './owners.ts'
import { rulesSaved, sameRules, standingRules, type RuleBook } from './rules.ts'
import { receiversOf, told } from './telling.ts'
import { admitted, stillSignedIn, who, type Asker, type Caller } from './who.ts'

export interface PersonState {
  readonly id: string
  readonly email: string | null
  readonly name: string
  readonly level: number
  readonly auditor: number
  readonly active: number
  readonly principalId: string | null
  readonly version: number
}
export interface OwnerRule {
  /** An account's id, or the path of an OU. */
  readonly at: string
  readonly kind: 'person' | 'group'
  readonly subjectId: string
}
export interface AccountState {
  readonly id: string
  readonly name: string
  readonly ouPath: string | null
  readonly requestable: number
  readonly sensitive: number
  readonly killAtEnd: number
  readonly maxSeconds: number | null
  readonly management: number
  readonly version: number
  readonly ownersVersion: number
}
export interface SetState {
  readonly arn: string
  readonly name: string
  readonly requestable: number
  readonly maxSeconds: number | null
  readonly protected: number
  readonly version: number
}

/** Everything an Admin sets, with the versions it is guarded by. */
export interface Configured {
  readonly caller: Caller
  readonly people: readonly PersonState[]
  readonly groups: readonly { readonly id: string; readonly name: string }[]
  readonly ouRules: readonly OwnerRule[]
  readonly accountRules: readonly OwnerRule[]
  readonly accounts: readonly AccountState[]
  readonly sets: readonly SetState[]
  readonly book: RuleBook
  readonly settings: SettingsState
}
export interface SettingsState {
  readonly windowSeconds: number
  /** 0: nobody has set it. */
  readonly version: number
}

/** As SQLite's LIMIT: none. */
const everyRow = -1

/** All of it, in one round trip. */
export async function configured(db: Db, asker: Asker, act: Administering): Promise<Configured> {
  return (await configuredBeside(db, asker, act, none))[0]
}

type Administering = Extract<
  Act,
  | 'config'
  | 'applyConfig'
  | 'setOwners'
  | 'setRole'
  | 'setActive'
  | 'setLink'
  | 'rules'
  | 'setRules'
  | 'previewRules'
>

/** The same, with another question in the same round trip. */
export async function configuredBeside<T>(
  db: Db,
  asker: Asker,
  act: Administering,
  other: Question<T>,
): Promise<[Configured, T]> {
  const all = gate(asker, byRole(act), everyRow)
  const [caller, persons, named, ouRules, accountRules, found, sets, book, window, beside] = await batch(
    db,
    'read',
    [
      who(asker.credential, asker.now),
      rows<PersonState>(
        sql`select id, lower(email) as email, name, level, auditor, active, principal_id as "principalId", version
          from ${people} order by name, id limit ${all}`,
      ),
      rows<{ id: string; name: string }>(
        sql`select id, name from ${groups} where coalesce(seen_run, 0) >= 0 order by name limit ${all}`,
      ),
      rows<OwnerRule>(
        sql`select ou_path as at, kind, subject_id as "subjectId" from ${ouOwners} order by ou_path, kind, subject_id limit ${all}`,
      ),
      rows<OwnerRule>(
        sql`select account_id as at, kind, subject_id as "subjectId" from ${ownerRules} order by account_id, kind, subject_id limit ${all}`,
      ),
      rows<AccountState>(sql`select id, name, ou_path as "ouPath", requestable, sensitive, kill_at_end as "killAtEnd", max_seconds as "maxSeconds", management,
      version, owners_version as "ownersVersion" from ${accounts} where status <> 'GONE' order by name, id limit ${all}`),
      rows<SetState>(sql`select arn, name, requestable, max_seconds as "maxSeconds", protected, version from ${permissionSets}
      where coalesce(seen_run, 0) >= 0 order by name limit ${all}`),
      standingRules(),
      row<{ value: string; version: number }>(
        sql`select value, version from ${settings} where name = 'window_seconds'`,
      ),
      other,
    ],
  )
  const facts = {
    caller: admitted(caller, act, act === 'config' || act === 'rules' ? 'read' : 'write'),
    people: persons,
    groups: named,
    ouRules,
    accountRules,
    accounts: found,
    sets,
    book,
    settings: { windowSeconds: Number(window?.value ?? defaultWindowSeconds), version: window?.version ?? 0 },
  }
  return [facts, beside]
}

/** What is written: final values, so that one statement serves however many rows. */
export interface Writing {
  readonly op: string
  readonly now: number
  readonly credential: Credential
  readonly caller: Caller
  readonly people: readonly (PersonState & { readonly isNew: boolean })[]
  readonly accounts: readonly AccountState[]
  readonly sets: readonly SetState[]
  /** Whose owner rules are replaced, and by which. */
  readonly ownersOf: { readonly accounts: readonly string[]; readonly ous: readonly string[] }
  readonly accountRules: readonly OwnerRule[]
  readonly ouRules: readonly OwnerRule[]
  /** The replaced ones as they were read. */
  readonly rulesBefore: { readonly accounts: readonly OwnerRule[]; readonly ous: readonly OwnerRule[] }
  /** All rules as they will be, after the version that was read; `null`: they stay. */
  readonly book: Pick<RuleBook, 'version' | 'rules'> | null
  /** As they will be, after the version that was read; `null`: they stay. */
  readonly settings: SettingsState | null
  readonly audit: readonly Audited[]
}
export interface Audited {
  readonly kind: AuditKind
  readonly id: string
  readonly event: string
  readonly detail: unknown
}

/**
 * All of it or nothing: not `done` when something it rested on moved, or no Admin would be left. `then` is read in the
 * same round trip, after it. Whose role or accounts it changed is `told`.
 */
export async function writeConfig<T>(
  db: Db,
  made: Writing,
  then: Question<T>,
): Promise<{ readonly done: boolean; readonly now: T; readonly told: readonly string[] }> {
  const first = made.audit[0]
  if (first === undefined) return { done: true, now: (await batch(db, 'read', [then]))[0], told: [] }
  const fence = sql`exists (select 1 from ${events} where subject_kind = ${first.kind} and subject_id = ${first.id} and op = ${made.op})`
  const answers = await batch(db, 'write', [
    write(audited(made)),
    ...peopleWritten(made, fence),
    write(sql`update ${accounts} set requestable = j.value ->> 'requestable', sensitive = j.value ->> 'sensitive',
        kill_at_end = j.value ->> 'killAtEnd', max_seconds = j.value ->> 'maxSeconds', version = version + 1
      from ${listed(made.accounts)} j where ${accounts.id} = j.value ->> 'id' and ${fence}`),
    write(sql`update ${permissionSets} set requestable = j.value ->> 'requestable', max_seconds = j.value ->> 'maxSeconds',
        version = version + 1
      from ${listed(made.sets)} j where ${permissionSets.arn} = j.value ->> 'arn' and ${fence}`),
    write(
      sql`delete from ${ownerRules} where account_id in (select value from ${listed(made.ownersOf.accounts)}) and ${fence}`,
    ),
    write(sql`insert into ${ownerRules} (account_id, kind, subject_id, by_id, at)
      select value ->> 'at', value ->> 'kind', value ->> 'subjectId', ${made.caller.id}, ${made.now} from ${listed(made.accountRules)} where ${fence}`),
    write(
      sql`delete from ${ouOwners} where ou_path in (select value from ${listed(made.ownersOf.ous)}) and ${fence}`,
    ),
    write(sql`insert into ${ouOwners} (ou_path, kind, subject_id, by_id, at)
      select value ->> 'at', value ->> 'kind', value ->> 'subjectId', ${made.caller.id}, ${made.now} from ${listed(made.ouRules)} where ${fence}`),
    ...(made.book === null ? [] : [write(rulesSaved(made.book, { by: made.caller, at: made.now, fence }))]),
    ...settingsWritten(made, fence),
    ...told({
      op: made.op,
      receivers: made.people.filter(({ isNew }) => !isNew).map(({ id }) => id),
      kind: 'changed',
      id: '',
      at: made.now,
      where: fence,
    }),
    newOwnersTold({ op: made.op, at: made.now, where: fence }),
    ...ownersExpanded(),
    row<{ done: number }>(sql`select ${fence} as done`),
    receiversOf(made.op),
    then,
  ] as Question<unknown>[])
  const [done, receivers, now] = answers.slice(-3) as [{ done: number } | null, readonly string[], T]
  return { done: done?.done === 1, now, told: receivers }
}

function settingsWritten({ settings: made }: Writing, fence: SQL): Question<null>[] {
  if (made === null) return []
  return [
    write(sql`insert into ${settings} (name, value) select 'window_seconds', ${String(made.windowSeconds)} where ${fence}
      on conflict (name) do update set value = excluded.value, version = version + 1`),
  ]
}

function peopleWritten({ people: changed }: Writing, fence: SQL): Question<null>[] {
  if (changed.length === 0) return []
  const left = changed.filter(({ active }) => active === 0).map(({ id }) => id)
  return [
    write(sql`insert into ${people} (id, name, email, level, auditor)
      select value ->> 'id', value ->> 'name', value ->> 'email', value ->> 'level', value ->> 'auditor'
      from ${listed(changed.filter(({ isNew }) => isNew))} where ${fence}`),
    write(sql`update ${people} set name = j.value ->> 'name', level = j.value ->> 'level', auditor = j.value ->> 'auditor',
        active = j.value ->> 'active', principal_id = j.value ->> 'principalId',
        principal_by = case when principal_id is j.value ->> 'principalId' then principal_by else 'admin' end
      from ${listed(changed.filter(({ isNew }) => !isNew))} j where ${people.id} = j.value ->> 'id' and ${fence}`),
    // Whoever left is signed out everywhere, and has to sign in once they are back.
    write(sql`delete from ${tokens} where person_id in (select value from ${listed(left)}) and ${fence}`),
  ]
}

/** The events of it all, and with them the fence: written only while everything is as it was read. */
function audited(made: Writing): SQL {
  return sql`insert into ${events} (subject_kind, subject_id, version, event, actor_kind, actor_id, actor_name, at, recorded_at, op, detail)
    select j.value ->> 'kind', j.value ->> 'id', coalesce((select max(e.version) from ${events} e
        where e.subject_kind = j.value ->> 'kind' and e.subject_id = j.value ->> 'id'), 0)
        + row_number() over (partition by j.value ->> 'kind', j.value ->> 'id' order by j.key),
      j.value ->> 'event', 'person', ${made.caller.id}, ${made.caller.name}, ${made.now}, ${made.now}, ${made.op}, j.value -> 'detail'
    from ${listed(made.audit)} j where ${sql.join(guards(made), sql` and `)}`
}

function guards(made: Writing): SQL[] {
  const { caller, credential, now, ownersOf } = made
  const touched = made.people.map(({ id }) => id)
  const admins = made.people.some(isActingAdmin)
    ? sql`true`
    : sql`exists (select 1 from ${people} where level = 3 and active = 1 and auditor = 0 and id not in (select value from ${listed(touched)}))`
  const known = made.people.filter(({ isNew }) => !isNew)
  const invited = made.people.filter(({ isNew }) => isNew).map(({ email }) => email)
  return [
    stillSignedIn(credential, now),
    sql`exists (select 1 from ${people} where id = ${caller.id} and version = ${caller.version} and active = 1)`,
    admins,
    same(
      sql`${people}`,
      sql`id`,
      known.map(({ id, version }) => ({ key: id, version })),
    ),
    ...linkable(known, now),
    sql`not exists (select 1 from ${people} where lower(email) in (select value from ${listed(invited)}))`,
    same(
      sql`${accounts}`,
      sql`id`,
      made.accounts.map(({ id, version }) => ({ key: id, version })),
    ),
    same(
      sql`${permissionSets}`,
      sql`arn`,
      made.sets.map(({ arn, version }) => ({ key: arn, version })),
    ),
    sameOwners(sql`${ouOwners}`, sql`ou_path`, ownersOf.ous, made.rulesBefore.ous),
    sameOwners(sql`${ownerRules}`, sql`account_id`, ownersOf.accounts, made.rulesBefore.accounts),
    made.book === null ? sql`true` : sameRules(made.book.version),
    made.settings === null
      ? sql`true`
      : sql`coalesce((select version from ${settings} where name = 'window_seconds'), 0) = ${made.settings.version}`,
  ]
}

/** The versions of these rows are what was read. */
function same(table: SQL, key: SQL, read: readonly { key: string; version: number }[]): SQL {
  return sql`not exists (select 1 from ${listed(read)} j where not exists (select 1 from ${table} t
    where t.${key} = j.value ->> 'key' and t.version = j.value ->> 'version'))`
}

/** Rules of owners have no version: they are compared themselves. */
function sameOwners(table: SQL, at: SQL, of: readonly string[], read: readonly OwnerRule[]): SQL {
  return sql`(select coalesce(json_group_array(json_array(place, kind, subject_id)), '[]') from (
      select ${at} as place, kind, subject_id from ${table} where ${at} in (select value from ${listed(of)})
      order by ${at}, kind, subject_id))
    = ${JSON.stringify(read.map(({ at: place, kind, subjectId }) => [place, kind, subjectId]))}`
}

function isActingAdmin({ level, active, auditor }: PersonState): boolean {
  return level === 3 && active === 1 && auditor === 0
}

function listed(found: readonly unknown[]): SQL {
  return sql`json_each(${JSON.stringify(found)})`
}
