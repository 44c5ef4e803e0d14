import type { BaseIssue, BaseSchema, InferOutput } from 'valibot'

export type Schema<T = unknown> = BaseSchema<unknown, T, BaseIssue<unknown>>

/** One endpoint as a value: served by the worker, called by the extension, printed as OpenAPI. */
export interface Endpoint<I extends Schema = Schema, O extends Schema = Schema> {
  readonly verb: 'GET' | 'POST' | 'PUT'
  /** Hono's form: `/v1/requests/:id`. */
  readonly path: string
  /** One sentence in the imperative, for `/docs`. */
  readonly does: string
  /** Path parameters, query and body together, strict: an unknown key is refused. */
  readonly input: I
  readonly output: O
  /** The status of success; 200 unless said. */
  readonly status?: 200 | 201
}

export type Input<E extends Endpoint> = InferOutput<E['input']>
export type Output<E extends Endpoint> = InferOutput<E['output']>

/** Keeps the literal types of one endpoint; it does nothing else. */
export function endpoint<I extends Schema, O extends Schema>(value: Endpoint<I, O>): Endpoint<I, O> {
  return value
}
