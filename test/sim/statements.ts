import type { DatabaseSync, StatementSync } from 'node:sqlite'

export type Value = string | number | null
export type Row = Readonly<Record<string, Value>>

export interface Prepared {
  readonly reads: boolean
  all(args: readonly Value[]): Row[]
  /** How many rows it changed. */
  run(args: readonly Value[]): number
}

/** SQLite plans a statement anew whenever one of these is bound: a limit, and what a partial index speaks of. */
const replanned = /(\blimit|\band "requests"\."status" =) $/

/** Each text is prepared once for the process, and once more for each value that its plan depends on. */
export class Statements {
  readonly #db: DatabaseSync
  /** Rows as they were since the last change; asked by their one argument, or none. */
  readonly #answers = new Map<Prepared, Map<Value | undefined, Row[]>>()
  /** By their length: to compare a long text is much quicker than to hash it. */
  readonly #known = new Map<number, { readonly sql: string; readonly statement: Prepared }[]>()

  constructor(db: DatabaseSync) {
    this.#db = db
  }

  of(sql: string): Prepared {
    const alike = this.#known.get(sql.length) ?? []
    for (const known of alike) if (known.sql === sql) return known.statement
    const statement = this.#made(sql)
    this.#known.set(sql.length, [...alike, { sql, statement }])
    return statement
  }

  /** What is asked again before anything has changed has the same answer: half of what keepers ask. */
  all(sql: string, args: readonly Value[]): Row[] {
    const statement = this.of(sql)
    if (args.length > 1) return statement.all(args)
    const answers = this.#answers.get(statement) ?? new Map<Value | undefined, Row[]>()
    const answer = answers.get(args[0]) ?? statement.all(args)
    this.#answers.set(statement, answers.set(args[0], answer))
    return answer
  }

  run(sql: string, args: readonly Value[]): number {
    const changes = this.of(sql).run(args)
    if (changes !== 0) this.changed()
    return changes
  }

  /** By anything but a statement run here: a rollback, a restored copy. */
  changed(): void {
    this.#answers.clear()
  }

  #made(sql: string): Prepared {
    const parts = sql.split('?')
    const places = parts.flatMap((part, i) => (i < parts.length - 1 && replanned.test(part) ? [i] : []))
    return places.length === 0 ? prepared(this.#db.prepare(sql)) : this.#written(parts, places)
  }

  /** The same with such values written out. */
  #written(parts: readonly string[], places: readonly number[]): Prepared {
    const variants = new Map<string, Prepared>()
    const isBound = parts.map((_, i) => !places.includes(i))
    const made = (args: readonly Value[]) => {
      const marks = args.map((value, i) => (isBound[i] ? '?' : literal(value)))
      return prepared(this.#db.prepare(parts.map((part, i) => `${part}${marks[i] ?? ''}`).join('')))
    }
    const of = (args: readonly Value[]) => {
      const key = places.map((i) => args[i]).join()
      const variant = variants.get(key) ?? made(args)
      variants.set(key, variant)
      return variant
    }
    const bound = (args: readonly Value[]) => args.filter((_, i) => isBound[i])
    return {
      reads: this.#db.prepare(parts.join('?')).columns().length > 0,
      all: (args) => of(args).all(bound(args)),
      run: (args) => of(args).run(bound(args)),
    }
  }
}

/** Numbers are bound as floating point, and a plan can tell. */
function literal(value: Value): string {
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`
  return Number.isInteger(value) ? `${value}.0` : `${value}`
}

function prepared(statement: StatementSync): Prepared {
  const names = statement.columns().map(({ name }) => name)
  const rowOf = rowsOf(names)
  statement.setReturnArrays(true)
  return {
    reads: names.length > 0,
    all: (args) => (statement.all(...args) as unknown as Value[][]).map(rowOf),
    run: (args) => Number(statement.run(...args).changes),
  }
}

/** Quicker than what SQLite's binding makes. */
function rowsOf(names: readonly string[]): (values: readonly Value[]) => Row {
  return (values) => {
    const row: Record<string, Value> = {}
    for (let i = 0; i < names.length; i++) row[names[i]!] = values[i]!
    return row
  }
}
