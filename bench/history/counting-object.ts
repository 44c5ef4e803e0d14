import { DurableObject } from 'cloudflare:workers'

interface Statement {
  readonly sql: string
  readonly args: readonly (string | number | null)[]
}
interface Env {
  readonly KEEPER: DurableObjectNamespace<Keeper>
}

/** A database whose cursor counts the rows it reads: what D1 and Turso send a bill for. */
export class Keeper extends DurableObject {
  run(statements: readonly Statement[]) {
    return this.ctx.storage.transactionSync(() =>
      statements.map(({ sql, args }) => {
        const cursor = this.ctx.storage.sql.exec(sql, ...args)
        const rows = [...cursor]
        return { rows, rowsRead: cursor.rowsRead, rowsWritten: cursor.rowsWritten }
      }),
    )
  }
}

// Declared by what starts a worker; nobody asks for them here.
export class Gate extends DurableObject {}
export class Inbox extends DurableObject {}
export class Catalog extends DurableObject {}
export class SetWriter extends DurableObject {}

export default {
  async fetch(request, env) {
    const { name, statements } = (await request.json()) as { name: string; statements: Statement[] }
    try {
      return Response.json(await env.KEEPER.getByName(name).run(statements))
    } catch (error) {
      return Response.json({ error: String(error) }, { status: 500 })
    }
  },
} satisfies ExportedHandler<Env>
