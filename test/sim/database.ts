import { DatabaseSync } from 'node:sqlite'
import { migrationStatements } from '../database.ts'
import type { Db } from '../../worker/db/batch.ts'
import type { Faults } from './faults.ts'
import { Statements, type Row, type Value } from './statements.ts'

type Batch = Parameters<Db['batch']>[0]
type Dump = readonly { readonly table: string; readonly rows: readonly Row[] }[]

/** A state to go back to: a savepoint, or its rows once another copy was put back before it. */
export interface Copy {
  readonly name: string
  dump: Dump | null
}

/** Tables that no rule speaks of. */
const beside = /^(insert into|update|delete from) "?(settings|outbox|replies|tokens|flows|must)\b/

/** One for the process: a world is a transaction that is never committed, so that no schema is made twice. */
let shared: { readonly db: DatabaseSync; readonly statements: Statements } | null = null

/** Real SQLite with every migration, in memory, behind the port of production. */
export class SimDatabase implements Db {
  isDown = false
  /** The last outage. */
  downFrom = Infinity
  downUntil = -Infinity
  #hasMoved = false
  /** After each committed write of what may be judged. */
  onWrite: (() => void) | null = null
  readonly #db: DatabaseSync
  readonly #statements: Statements
  /** Savepoints, the newest last. */
  readonly #copies: Copy[] = []
  readonly #faults: Faults

  constructor(faults: Faults) {
    this.#faults = faults
    shared ??= migrated()
    this.#db = shared.db
    this.#statements = shared.statements
    this.#exec('begin')
  }

  /** Off, or on again. */
  turn(isDown: boolean, now: number): void {
    if (isDown && !this.isDown) this.downFrom = now
    this.isDown = isDown
    this.downUntil = isDown ? Infinity : now
  }

  async batch(statements: Batch, mode?: string): ReturnType<Db['batch']> {
    if (this.isDown) {
      this.#faults.touch('databaseOutage')
      throw new Error('connection refused')
    }
    const those = statements as readonly { sql: string; args?: readonly Value[] }[]
    return this.#transact(those, mode ?? 'deferred') as unknown as ReturnType<Db['batch']>
  }

  #transact(statements: readonly { sql: string; args?: readonly Value[] }[], mode: string) {
    const writes = mode === 'write'
    this.#hasMoved = false
    if (writes) this.#mark('savepoint tx')
    try {
      const answers = statements.map(({ sql, args = [] }) => ({ rows: this.#answer(sql, args, mode) }))
      if (writes) this.#mark('release tx')
      if (this.#hasMoved) this.onWrite?.()
      return answers
    } catch (error) {
      if (writes) for (const undo of ['rollback to tx', 'release tx']) this.#exec(undo)
      throw Object.assign(error as Error, { code: 'SQLITE' })
    }
  }

  /** A deferred transaction cannot become a writer while others write (ENGINE 3); one for reading never can. */
  #answer(sql: string, args: readonly Value[], mode: string): readonly Row[] {
    const statement = this.#statements.of(sql)
    if (statement.reads) return this.#statements.all(sql, args)
    if (mode === 'read') throw Object.assign(new Error('read-only'), { code: 'SQLITE_READONLY' })
    if (mode !== 'write') throw Object.assign(new Error('busy'), { code: 'SQLITE_BUSY' })
    if (this.#statements.run(sql, args) !== 0 && !beside.test(sql)) this.#hasMoved = true
    return []
  }

  /** The world itself asks or writes: no network, no faults. */
  ask(sql: string, ...args: Value[]): readonly Row[] {
    return this.#statements.all(sql, args)
  }

  tell(sql: string, ...args: Value[]): void {
    this.write(sql, ...args)
    this.onWrite?.()
  }

  /** Nobody looks at what it did. */
  write(sql: string, ...args: Value[]): void {
    this.#statements.run(sql, args)
  }

  /** Changes no row. */
  #mark(sql: string): void {
    this.#statements.of(sql).run([])
  }

  /** Nobody knows what it changed. */
  #exec(sql: string): void {
    this.#db.exec(sql)
    this.#statements.changed()
  }

  copy(): Copy {
    const copy: Copy = { name: `copy_${this.#copies.length}`, dump: null }
    this.#exec(`savepoint ${copy.name}`)
    this.#copies.push(copy)
    return copy
  }

  /** An older copy is put back, as after a disaster. */
  restore(copy: Copy): void {
    if (copy.dump !== null) this.#load(copy.dump)
    else this.#goBackTo(copy)
    this.#exec('delete from touched')
  }

  /** What was copied later must stay at hand: going back to it one day means going forward. */
  #goBackTo(copy: Copy): void {
    while (this.#copies.at(-1) !== copy) {
      const later = this.#copies.pop()!
      this.#exec(`rollback to ${later.name}`)
      later.dump = this.#dump()
    }
    this.#exec(`rollback to ${copy.name}`)
  }

  #dump(): Dump {
    const tables = this.ask(
      "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'",
    ).map(({ name }) => name as string)
    return [...tables, 'sqlite_sequence'].map((table) => ({
      table,
      rows: this.ask(`select ${this.#written(table)} from ${table}`),
    }))
  }

  /** Its columns but those that SQLite computes. */
  #written(table: string): string {
    const columns = this.ask('select name from pragma_table_xinfo(?) where hidden = 0', table)
    return columns.map(({ name }) => `"${name as string}"`).join(', ')
  }

  /** Without the triggers: what they did is in the rows. */
  #load(dump: Dump): void {
    const triggers = this.ask("select name, sql from sqlite_master where type = 'trigger'")
    this.#exec('pragma defer_foreign_keys = on')
    for (const { name } of triggers) this.#exec(`drop trigger ${name as string}`)
    for (const { table } of dump) this.#exec(`delete from ${table}`)
    for (const { table, rows } of dump) {
      if (table === 'sqlite_sequence') this.#exec('delete from sqlite_sequence')
      for (const row of rows) this.#insert(table, row)
    }
    for (const { sql } of triggers) this.#exec(sql as string)
  }

  close(): void {
    this.#exec('rollback')
  }

  #insert(table: string, row: Row): void {
    const names = Object.keys(row)
    const marks = names.map(() => '?').join(', ')
    const columns = names.map((name) => `"${name}"`).join(', ')
    this.write(`insert into ${table} (${columns}) values (${marks})`, ...Object.values(row))
  }
}

/** With the observer's own eyes: which rows moved. They stand beside the schema, not in it. */
function migrated() {
  const db = new DatabaseSync(':memory:')
  for (const statement of migrationStatements) db.exec(statement)
  db.exec('create temp table touched (id text)')
  for (const event of ['insert', 'update'])
    db.exec(
      `create temp trigger seen_${event} after ${event} on requests begin insert into touched values (new.id); end`,
    )
  return { db, statements: new Statements(db) }
}
