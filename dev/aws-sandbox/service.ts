import { type Members, read, type Read, type Structure } from './shape.ts'
import type { Call } from './world.ts'

/** One operation of a service: its input is checked before `run` sees it. */
export type Operation = (call: Call, body: unknown) => object

export type Service = {
  /** The part of `X-Amz-Target` before the dot. */
  target: string
  signingName: string
  /** Prefix of an error's `__type`. */
  namespace: string
  names: { throttled: string; broken: string; invalid: string }
  operations: Record<string, Operation>
}

export function operation<R extends Members, O extends Members>(
  input: Structure<R, O>,
  run: (call: Call, input: Read<Structure<R, O>>) => object,
): Operation {
  return (call, body) => run(call, read(input, body))
}

/** Timestamps of AWS JSON 1.1: seconds since 1970. */
export const seconds = (ms: number): number => ms / 1000
