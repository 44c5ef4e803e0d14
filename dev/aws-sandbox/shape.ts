import { invalid, Refusal } from './refusal.ts'

/** Input shapes as the public service models write them: patterns, lengths, ranges, enums. */
export type Shape = Text | Whole | AnyList | AnyStructure
export type Text = { kind: 'text'; min?: number; max?: number; pattern?: string; oneOf?: readonly string[] }
export type Whole = { kind: 'whole'; min: number; max: number }
export type List<Of> = { kind: 'list'; of: Of; min?: number; max?: number }
export type Members = { [name: string]: Shape }
export type Structure<R, O> = { kind: 'structure'; required: R; optional: O }
type AnyList = { kind: 'list'; of: Shape; min?: number; max?: number }
type AnyStructure = { kind: 'structure'; required: Members; optional: Members }

export type Read<S> = S extends { kind: 'text'; oneOf: readonly (infer Word)[] }
  ? Word
  : S extends Text
    ? string
    : S extends Whole
      ? number
      : S extends List<infer Of>
        ? Read<Of>[]
        : S extends Structure<infer R, infer O>
          ? { [K in keyof R]: Read<R[K]> } & { [K in keyof O]?: Read<O[K]> }
          : never

export const text = (pattern: string, min: number, max: number): Text => ({ kind: 'text', pattern, min, max })
export const word = <const W extends readonly string[]>(...oneOf: W) => ({ kind: 'text' as const, oneOf })
export const whole = (min: number, max: number): Whole => ({ kind: 'whole', min, max })
export const list = <Of extends Shape>(of: Of, min: number, max: number): List<Of> => ({
  kind: 'list',
  of,
  min,
  max,
})
export const structure = <R extends Members, O extends Members = Record<never, Shape>>(
  required: R,
  optional: O = {} as O,
): Structure<R, O> => ({ kind: 'structure', required, optional })

/** Keeps the members the model knows and drops the rest, as AWS does; every violation is in the one message. */
export function read<S extends Shape>(shape: S, value: unknown): Read<S> {
  const violations: string[] = []
  const kept = keep(shape, value, '', violations)
  if (violations.length === 0) return asRead<S>(kept)
  const count = `${violations.length} validation error${violations.length === 1 ? '' : 's'} detected`
  throw invalid(`${count}: ${violations.join('; ')}`)
}

/** Safe because `keep` has checked every member of the shape and found no violation. */
function asRead<S>(kept: unknown): Read<S> {
  return kept as Read<S>
}

function keep(shape: Shape, value: unknown, at: string, violations: string[]): unknown {
  switch (shape.kind) {
    case 'text':
      return keepText(shape, value, at, violations)
    case 'whole':
      return keepWhole(shape, value, at, violations)
    case 'list':
      return keepList(shape, value, at, violations)
    case 'structure':
      return keepStructure(shape, value, at, violations)
  }
}

function keepText(shape: Text, value: unknown, at: string, violations: string[]): string {
  if (typeof value !== 'string') throw mistyped(value, 'String')
  const fails = (constraint: string) => violations.push(failure(value, at, constraint))
  if (shape.min !== undefined && value.length < shape.min)
    fails(`Member must have length greater than or equal to ${shape.min}`)
  if (shape.max !== undefined && value.length > shape.max)
    fails(`Member must have length less than or equal to ${shape.max}`)
  if (shape.pattern && !new RegExp(`^(?:${shape.pattern})$`, 'u').test(value))
    fails(`Member must satisfy regular expression pattern: ${shape.pattern}`)
  if (shape.oneOf && !shape.oneOf.includes(value))
    fails(`Member must satisfy enum value set: [${shape.oneOf.join(', ')}]`)
  return value
}

function keepWhole(shape: Whole, value: unknown, at: string, violations: string[]): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) throw mistyped(value, 'Integer')
  if (value < shape.min)
    violations.push(failure(value, at, `Member must have value greater than or equal to ${shape.min}`))
  if (value > shape.max)
    violations.push(failure(value, at, `Member must have value less than or equal to ${shape.max}`))
  return value
}

function keepList(shape: AnyList, value: unknown, at: string, violations: string[]): unknown[] {
  if (!Array.isArray(value)) throw mistyped(value, 'List')
  if (shape.min !== undefined && value.length < shape.min)
    violations.push(failure('[]', at, `Member must have length greater than or equal to ${shape.min}`))
  if (shape.max !== undefined && value.length > shape.max)
    violations.push(failure('[…]', at, `Member must have length less than or equal to ${shape.max}`))
  return value.map((item, index) => keep(shape.of, item, `${at}.${index + 1}.member`, violations))
}

function keepStructure(shape: AnyStructure, value: unknown, at: string, violations: string[]): object {
  if (!isRecord(value)) throw mistyped(value, 'Structure')
  const kept: Record<string, unknown> = {}
  for (const [name, member] of Object.entries({ ...shape.required, ...shape.optional })) {
    const path = at ? `${at}.${lowerFirst(name)}` : lowerFirst(name)
    const sent = value[name] ?? null
    if (sent !== null) kept[name] = keep(member, sent, path, violations)
    else if (name in shape.required) violations.push(failure(null, path, 'Member must not be null'))
  }
  return kept
}

const failure = (value: string | number | null, at: string, constraint: string): string =>
  `Value ${value === null ? 'null' : `'${value}'`} at '${at}' failed to satisfy constraint: ${constraint}`

const mistyped = (value: unknown, wanted: string): Refusal =>
  new Refusal('SerializationException', `${typeof value} value can not be converted to ${wanted}`)

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1)

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
