import * as v from 'valibot'

/** Hrana over HTTP, JSON encoding (versions 2 and 3): what a client may send and what it gets back. */

const isInt64 = (digits: string): boolean => BigInt.asIntN(64, BigInt(digits)) === BigInt(digits)

const WireValue = v.variant('type', [
  v.object({ type: v.literal('null') }),
  v.object({
    type: v.literal('integer'),
    value: v.pipe(v.string(), v.regex(/^-?\d{1,19}$/), v.check(isInt64, 'not a 64-bit integer')),
  }),
  v.object({ type: v.literal('float'), value: v.number() }),
  v.object({ type: v.literal('text'), value: v.string() }),
  v.object({ type: v.literal('blob'), base64: v.string() }),
])

const sqlRef = { sql: v.nullish(v.string()), sql_id: v.nullish(v.number()) }

const Stmt = v.object({
  ...sqlRef,
  args: v.nullish(v.array(WireValue), []),
  named_args: v.nullish(v.array(v.object({ name: v.string(), value: WireValue })), []),
  want_rows: v.nullish(v.boolean(), true),
})

export type Condition =
  | { type: 'ok' | 'error'; step: number }
  | { type: 'not'; cond: Condition }
  | { type: 'and' | 'or'; conds: Condition[] }
  | { type: 'is_autocommit' }

const Condition: v.GenericSchema<Condition> = v.variant('type', [
  v.object({ type: v.picklist(['ok', 'error']), step: v.number() }),
  v.object({ type: v.literal('not'), cond: v.lazy(() => Condition) }),
  v.object({ type: v.picklist(['and', 'or']), conds: v.array(v.lazy(() => Condition)) }),
  v.object({ type: v.literal('is_autocommit') }),
])

const Batch = v.object({ steps: v.array(v.object({ condition: v.nullish(Condition), stmt: Stmt })) })

const StreamRequest = v.variant('type', [
  v.object({ type: v.literal('execute'), stmt: Stmt }),
  v.object({ type: v.literal('batch'), batch: Batch }),
  v.object({ type: v.literal('sequence'), ...sqlRef }),
  v.object({ type: v.literal('describe'), ...sqlRef }),
  v.object({ type: v.literal('store_sql'), sql_id: v.number(), sql: v.string() }),
  v.object({ type: v.literal('close_sql'), sql_id: v.number() }),
  v.object({ type: v.literal('get_autocommit') }),
  v.object({ type: v.literal('close') }),
])

export const Pipeline = v.object({ baton: v.nullish(v.string()), requests: v.array(StreamRequest) })

export type WireValue = v.InferOutput<typeof WireValue>
export type Stmt = v.InferOutput<typeof Stmt>
export type SqlRef = Pick<Stmt, 'sql' | 'sql_id'>
export type Batch = v.InferOutput<typeof Batch>
export type StreamRequest = v.InferOutput<typeof StreamRequest>

export interface WireError {
  message: string
  code: string
}

export interface Column {
  name: string
  decltype: string | null
}

export interface StmtResult {
  cols: Column[]
  rows: WireValue[][]
  affected_row_count: number
  last_insert_rowid: string | null
}

export interface BatchResult {
  step_results: (StmtResult | null)[]
  step_errors: (WireError | null)[]
}

export interface DescribeResult {
  params: { name: string | null }[]
  cols: Column[]
  is_explain: boolean
  is_readonly: boolean
}

export type StreamResponse =
  | { type: 'execute'; result: StmtResult }
  | { type: 'batch'; result: BatchResult }
  | { type: 'describe'; result: DescribeResult }
  | { type: 'get_autocommit'; is_autocommit: boolean }
  | { type: 'sequence' | 'store_sql' | 'close_sql' | 'close' }

export type StreamResult = { type: 'ok'; response: StreamResponse } | { type: 'error'; error: WireError }
