import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../dev/free-port.ts'
import { startProgram } from '../../dev/process.ts'
import type { Db } from '../../worker/db/batch.ts'

type Value = string | number | null
export interface Statement {
  readonly sql: string
  readonly args: readonly Value[]
}
export interface Ran {
  readonly rows: readonly Record<string, Value>[]
  readonly rowsRead: number
  readonly rowsWritten: number
}
export interface Counter {
  run(statements: readonly (string | Statement)[]): Promise<readonly Ran[]>
  /** What the worker's own questions are asked of, and how many rows they read since it was taken last. */
  readonly db: Db
  taken(): { rowsRead: number; batches: number }
}
export interface Runtime {
  counter(name: string): Counter
  stop(): Promise<void>
}

/** workerd, with a Durable Object for each name. */
export async function startCounting(): Promise<Runtime> {
  const folder = await mkdtemp(join(tmpdir(), 'hallpass-history-'))
  const port = await freePort()
  const args = ['dev/worker.ts', '--port', String(port), '--entry', 'bench/history/counting-object.ts']
  const kept = ['--persist', join(folder, 'state'), '--build', join(folder, 'build'), '--cron-seconds', '0']
  const program = await startProgram({ name: 'counter', args: [...args, ...kept] })
  return {
    counter: (name) => counterAt(`http://127.0.0.1:${port}`, name),
    stop: async () => {
      await program.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A Durable Object takes 100 parameters: more are written out, numbers as the client sends them, REAL. */
function written({ sql, args }: Statement): Statement {
  if (args.length <= 100) return { sql, args }
  let i = 0
  return { sql: sql.replaceAll('?', () => literal(args[i++] ?? null)), args: [] }
}

function literal(value: Value): string {
  if (value === null) return 'null'
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`
  return Number.isInteger(value) ? `${value}.0` : String(value)
}

function counterAt(url: string, name: string): Counter {
  let [rowsRead, batches] = [0, 0]
  const run: Counter['run'] = async (statements) => {
    const sent = statements.map((each) =>
      typeof each === 'string' ? { sql: each, args: [] } : written(each),
    )
    const answer = await fetch(url, { method: 'POST', body: JSON.stringify({ name, statements: sent }) })
    const body: unknown = await answer.json()
    if (!answer.ok) throw new Error((body as { error: string }).error)
    return body as Ran[]
  }
  const batch: Db['batch'] = async (statements) => {
    const ran = await run(statements as never)
    rowsRead += ran.reduce((sum, each) => sum + each.rowsRead, 0)
    batches += 1
    return ran as never
  }
  return {
    run,
    db: { batch },
    taken: () => {
      const taken = { rowsRead, batches }
      rowsRead = batches = 0
      return taken
    },
  }
}
