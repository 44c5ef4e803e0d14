import { HranaError } from './hrana-error.ts'
import type { Stmt, WireValue } from './wire.ts'

/** What the engine binds and answers. An integer is always a bigint there, and a number always a REAL. */
export type SqlValue = null | bigint | number | string | Uint8Array

export type Bindings = SqlValue[] | Record<string, SqlValue>

export function bindingsOf(stmt: Pick<Stmt, 'args' | 'named_args'>): Bindings {
  if (stmt.named_args.length === 0) return stmt.args.map(fromWire)
  if (stmt.args.length > 0) {
    const message = 'Specifying both positional and named arguments is not supported'
    throw new HranaError('ARGS_BOTH_POSITIONAL_AND_NAMED', message)
  }
  // The engine knows parameters by their bare name; a client may send `:name`, `@name` or `$name`.
  return Object.fromEntries(
    stmt.named_args.map(({ name, value }) => [name.replace(/^[:@$]/, ''), fromWire(value)]),
  )
}

function fromWire(value: WireValue): SqlValue {
  switch (value.type) {
    case 'null':
      return null
    case 'integer':
      return BigInt(value.value)
    case 'float':
    case 'text':
      return value.value
    case 'blob':
      return Buffer.from(value.base64, 'base64')
  }
}

export function toWire(value: SqlValue): WireValue {
  if (value === null) return { type: 'null' }
  if (typeof value === 'bigint') return { type: 'integer', value: value.toString() }
  if (typeof value === 'number') return { type: 'float', value }
  if (typeof value === 'string') return { type: 'text', value }
  return { type: 'blob', base64: Buffer.from(value).toString('base64') }
}
