import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { Operation, Standing } from './gaps.ts'

/** Who asked for what. */
export interface Triple {
  readonly principalId: string
  readonly accountId: string
  readonly setArn: string
}

export interface Followed extends Triple {
  readonly id: string
  readonly askedAt: number
  readonly isDecisionSent: boolean
}

export interface Period {
  readonly since: number
  /** `null`: it has it still. */
  readonly until: number | null
}

export interface EventRow {
  readonly version: number
  readonly event: string
  readonly status: string | null
}

export interface RequestRow extends Triple {
  readonly id: string
  readonly status: string
  readonly version: number
  readonly endsAt: number | null
  readonly endAskedAt: number | null
  readonly endedAt: number | null
}

/**
 * What the ledger and the sandbox hold, read from their files: it is there also while neither of them runs, and it is
 * read often without a call that would change what is watched.
 */
export class Truth {
  readonly #requests: StatementSync
  readonly #events: StatementSync
  readonly #operations: StatementSync
  readonly #periods: StatementSync
  readonly #underWay: StatementSync
  readonly #assignments: StatementSync
  readonly #close: () => void

  constructor(ledgerFile: string, sandboxFile: string) {
    const ledger = opened(ledgerFile)
    const sandbox = opened(sandboxFile)
    this.#requests =
      ledger.prepare(`select id, status, version, principal_id as principalId, account_id as accountId,
        set_arn as setArn, ends_at as endsAt, end_asked_at as endAskedAt, ended_at as endedAt
      from requests where id in (select value from json_each(?))`)
    this.#events = ledger.prepare(
      `select version, event, status from events where subject_kind = 'request' and subject_id = ? order by version`,
    )
    this.#operations = sandbox.prepare(`select kind, created_at as createdAt, due_at as dueAt from operations
      where created_at >= ? and principal_id = ? and set_arn = ? and account_ids = ? order by created_at, id`)
    this.#periods = sandbox.prepare(`select since, until from assignments
      where since >= ? and since < ? and principal_id = ? and set_arn = ? and account_id = ? order by since`)
    this.#underWay = sandbox.prepare(`select count(*) as n from operations where status = 'IN_PROGRESS'`)
    this.#assignments = sandbox.prepare(
      'select account_id as accountId, set_arn as setArn, principal_id as principalId from assignments where until is null',
    )
    this.#close = () => [ledger, sandbox].forEach((each) => each.close())
  }

  standings(followed: readonly Followed[]): ReadonlyMap<string, Standing> {
    const rows = new Map(this.requests(followed.map(({ id }) => id)).map((row) => [row.id, row]))
    return new Map(
      followed.flatMap((one) => (rows.has(one.id) ? [this.#standing(one, rows.get(one.id)!)] : [])),
    )
  }

  #standing(one: Followed, { status, endsAt, endAskedAt }: RequestRow): [string, Standing] {
    const { id, isDecisionSent, askedAt, principalId, setArn, accountId } = one
    const found = this.#operations.all(askedAt, principalId, setArn, JSON.stringify([accountId]))
    const operations = found as unknown as (Operation & { kind: string })[]
    const of = (kind: string) => operations.filter((each) => each.kind === kind)
    const ends = endAskedAt ?? endsAt
    return [id, { status, isDecisionSent, endsAt: ends, creates: of('create'), deletes: of('delete') }]
  }

  requests(ids: readonly string[]): RequestRow[] {
    return this.#requests.all(JSON.stringify(ids)) as unknown as RequestRow[]
  }

  eventsOf(id: string): EventRow[] {
    return this.#events.all(id) as unknown as EventRow[]
  }

  /** When AWS had it, between the asking and `before`. */
  periodsOf({ askedAt, principalId, setArn, accountId }: Followed, before: number): Period[] {
    return this.#periods.all(askedAt, before, principalId, setArn, accountId) as unknown as Period[]
  }

  operationsUnderWay(): number {
    return Number(this.#underWay.get()?.['n'])
  }

  assignments(): Triple[] {
    return this.#assignments.all() as unknown as Triple[]
  }

  close(): void {
    this.#close()
  }
}

function opened(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { readOnly: true })
  database.exec('pragma busy_timeout = 2000')
  return database
}
