import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'

/** The state file. Calls are synchronous, so what an answer says is on disk before the answer is sent. */
export type Store = {
  rows: <Row>(sql: string, ...values: SQLInputValue[]) => Row[]
  row: <Row>(sql: string, ...values: SQLInputValue[]) => Row | undefined
  run: (sql: string, ...values: SQLInputValue[]) => void
  /** With `:name` for each column. */
  runNamed: (sql: string, values: Record<string, SQLInputValue>) => void
  transaction: <T>(work: () => T) => T
  fact: (name: string) => string | undefined
  setFact: (name: string, value: string) => void
  /** 1, 2, 3, … across restarts. */
  nextNumber: () => number
  close: () => void
}

const tables = `
create table if not exists facts (name text primary key, value text not null);
create table if not exists sets (
  arn text primary key, name text not null unique, content text not null, tags text not null,
  version integer not null, created_at integer not null);
create table if not exists assignments (
  id integer primary key, account_id text not null, set_arn text not null,
  principal_type text not null, principal_id text not null,
  since integer not null, until integer, seen_from integer not null, seen_until integer);
create index if not exists assignments_by_pair on assignments (account_id, set_arn);
create index if not exists assignments_by_principal on assignments (principal_id);
create table if not exists roles (
  id integer primary key, account_id text not null, set_arn text not null, suffix text not null,
  since integer not null, until integer, seen_from integer not null, seen_until integer);
create index if not exists roles_by_pair on roles (account_id, set_arn);
create table if not exists role_versions (
  role_id integer not null, since integer not null, version integer not null, content text not null);
create index if not exists role_versions_by_role on role_versions (role_id);
create table if not exists operations (
  id text primary key, kind text not null, status text not null, reason text,
  account_ids text not null, set_arn text not null, principal_type text, principal_id text,
  version integer not null, content text not null, doomed text,
  created_at integer not null, due_at integer not null, lag_ms integer not null);
create index if not exists operations_open on operations (due_at) where status = 'IN_PROGRESS';
create index if not exists operations_by_kind on operations (kind, created_at);
create table if not exists faults (
  id integer primary key, operation text not null, kind text not null, times integer, reason text, ms integer);
create table if not exists calls (operation text primary key, count integer not null);
`

const schemaVersion = 1

export function openStore(file: string): Store {
  const database = open(file)
  const statement = rememberedIn(database)
  const rows: Store['rows'] = (sql, ...values) => asRows(statement(sql).all(...values))
  const store: Store = {
    rows,
    row: <Row>(sql: string, ...values: SQLInputValue[]) => rows<Row>(sql, ...values)[0],
    run: (sql, ...values) => void statement(sql).run(...values),
    runNamed: (sql, values) => void statement(sql).run(values),
    transaction: (work) => inTransaction(database, work),
    fact: (name) => store.row<{ value: string }>('select value from facts where name = ?', name)?.value,
    setFact: (name, value) => store.run('insert or replace into facts values (?, ?)', name, value),
    nextNumber: () => {
      const next = Number(store.fact('counter') ?? 0) + 1
      store.setFact('counter', String(next))
      return next
    },
    close: () => database.close(),
  }
  return store
}

/** Every text of SQL here is a constant, so there are few of them. */
function rememberedIn(database: DatabaseSync): (sql: string) => StatementSync {
  const known = new Map<string, StatementSync>()
  return (sql) => {
    const statement = known.get(sql) ?? database.prepare(sql)
    known.set(sql, statement)
    return statement
  }
}

/** Each caller names the columns it selects; the tables above give them these types. */
function asRows<Row>(rows: unknown[]): Row[] {
  return rows as Row[]
}

function open(file: string): DatabaseSync {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true })
  const database = new DatabaseSync(file)
  // WAL survives kill -9 of the process at NORMAL; only a power cut could take the last answers back.
  database.exec('pragma journal_mode = wal; pragma synchronous = normal; pragma busy_timeout = 2000')
  const version = Number(database.prepare('pragma user_version').get()?.['user_version'])
  if (version !== 0 && version !== schemaVersion)
    throw new Error(`${file} was written by another version of the sandbox: delete it`)
  database.exec(`${tables} pragma user_version = ${schemaVersion}`)
  return database
}

function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('begin immediate')
  try {
    const result = work()
    database.exec('commit')
    return result
  } catch (error) {
    database.exec('rollback')
    throw error
  }
}
