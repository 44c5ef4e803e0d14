import Database from 'libsql'

/** One connection to the database file. Only one stream at a time has it. */
export class Connection {
  readonly db: Database.Database
  /** A statement stayed half done: its snapshot goes only with the connection. */
  stuck = false
  /** Settings or temporary tables of one stream, which the next must not inherit. */
  marked = false

  constructor(path: string) {
    this.db = new Database(path)
    this.db.defaultSafeIntegers(true)
    // NORMAL with WAL: a commit is in the system's cache before it is answered, so it survives kill -9.
    this.db.exec('pragma foreign_keys = on; pragma synchronous = normal')
  }

  rollback(): void {
    if (this.db.inTransaction) this.db.exec('rollback')
  }
}

const maxIdle = 64

/** The connections to one file. Opening costs ten times a small query, so clean ones are kept. */
export class Connections {
  readonly #path: string
  readonly #idle: Connection[] = []
  /** Never used and never closed before the end: the last one to close takes the whole file for itself. */
  readonly #anchor: Connection

  constructor(path: string) {
    this.#path = path
    this.#anchor = new Connection(path)
    this.#anchor.db.exec('pragma journal_mode = wal')
  }

  take(): Connection {
    return this.#idle.pop() ?? new Connection(this.#path)
  }

  giveBack(connection: Connection): void {
    connection.rollback()
    const reusable = !connection.stuck && !connection.marked && this.#idle.length < maxIdle
    if (reusable) this.#idle.push(connection)
    else connection.db.close()
  }

  close(): void {
    for (const { db } of this.#idle.splice(0)) db.close()
    this.#anchor.db.close()
  }
}
