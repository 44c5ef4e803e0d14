import Database from 'libsql'
import { migrationStatements } from '../database.ts'
import type { Db } from '../../worker/db/batch.ts'
import type { Faults } from './faults.ts'

type Statements = Parameters<Db['batch']>[0]
type Value = string | number | null
export type Row = Readonly<Record<string, Value>>
export type Copy = readonly { readonly table: string; readonly rows: readonly Row[] }[]

type Statement = Database.Statement<Value[]>

const isTrigger = (statement: string) => /^(--[^\n]*\n\s*)*create (trigger|view)/i.test(statement)

/** Real SQLite with every migration, in memory, behind the port of production. */
export class SimDatabase implements Db {
  isDown = false
  /** After each committed write. */
  onWrite: (() => void) | null = null
  #db = emptied()
  #known = new Map<string, Statement>()
  readonly #readers = new Map<string, boolean>()
  readonly #faults: Faults

  constructor(faults: Faults) {
    this.#faults = faults
    this.#addTriggers()
  }

  async batch(statements: Statements, mode?: string): ReturnType<Db['batch']> {
    if (this.isDown) {
      this.#faults.touch('databaseOutage')
      throw new Error('connection refused')
    }
    const those = statements as readonly { sql: string; args?: readonly Value[] }[]
    return this.#transact(those, mode ?? 'deferred') as unknown as ReturnType<Db['batch']>
  }

  #transact(statements: readonly { sql: string; args?: readonly Value[] }[], mode: string) {
    this.#db.exec(mode === 'write' ? 'begin immediate' : 'begin')
    try {
      const answers = statements.map(({ sql, args = [] }) => ({ rows: this.#answer(sql, args, mode) }))
      this.#db.exec('commit')
      if (mode === 'write') this.onWrite?.()
      return answers
    } catch (error) {
      if (this.#db.inTransaction) this.#db.exec('rollback')
      throw error
    }
  }

  /** A deferred transaction cannot become a writer while others write (ENGINE 3); one for reading never can. */
  #answer(sql: string, args: readonly Value[], mode: string): readonly Row[] {
    const statement = this.prepare(sql)
    if (this.#reads(sql, statement)) return statement.all(...args) as Row[]
    if (mode === 'read') throw Object.assign(new Error('read-only'), { code: 'SQLITE_READONLY' })
    if (mode !== 'write') throw Object.assign(new Error('busy'), { code: 'SQLITE_BUSY' })
    statement.run(...args)
    return []
  }

  /** Asking the engine costs as much as a small question. */
  #reads(sql: string, statement: Statement): boolean {
    const known = this.#readers.get(sql)
    if (known !== undefined) return known
    this.#readers.set(sql, statement.reader)
    return statement.reader
  }

  prepare(sql: string): Statement {
    const known = this.#known.get(sql)
    if (known) return known
    const statement = this.#db.prepare<Value[]>(sql)
    this.#known.set(sql, statement)
    return statement
  }

  /** The world itself asks or writes: no network, no faults. */
  ask(sql: string, ...args: Value[]): readonly Row[] {
    return this.prepare(sql).all(...args) as Row[]
  }

  tell(sql: string, ...args: Value[]): void {
    this.prepare(sql).run(...args)
    this.onWrite?.()
  }

  copy(): Copy {
    const tables = this.ask(
      "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'",
    )
    return tables.map(({ name }) => ({
      table: name as string,
      rows: this.#db.prepare(`select * from ${name as string}`).all() as Row[],
    }))
  }

  /** An older copy is put back, as after a disaster. */
  restore(copy: Copy): void {
    this.#db.close()
    this.#known = new Map()
    this.#db = emptied()
    for (const { table, rows } of copy) for (const row of rows) this.#insert(table, row)
    this.#addTriggers()
  }

  close(): void {
    this.#db.close()
  }

  #insert(table: string, row: Row): void {
    const names = Object.keys(row)
    const marks = names.map(() => '?').join(', ')
    const columns = names.map((name) => `"${name}"`).join(', ')
    this.prepare(`insert into ${table} (${columns}) values (${marks})`).run(...Object.values(row))
  }

  /** The observer's own eyes: which rows moved. They stand beside the schema, not in it. */
  #addTriggers(): void {
    for (const statement of migrationStatements.filter(isTrigger)) this.#db.exec(statement)
    this.#db.exec('create temp table touched (id text)')
    for (const event of ['insert', 'update'])
      this.#db.exec(
        `create temp trigger seen_${event} after ${event} on requests begin insert into touched values (new.id); end`,
      )
  }
}

function emptied(): InstanceType<typeof Database> {
  const db = new Database(':memory:')
  for (const statement of migrationStatements.filter((each) => !isTrigger(each))) db.exec(statement)
  return db
}
