import type { Schema } from '../../schema/contract/endpoint.ts'

export type JsonSchema = Readonly<Record<string, unknown>>

/**
 * The contract's schemas as JSON Schema (draft 7). What it cannot say, a check or a transformation, is left out.
 * `@valibot/to-json-schema` says the same and more, and weighs 3 KiB gzip: json-schema.test.ts holds this to its words.
 */
export function jsonSchemaOf(schema: Schema): JsonSchema {
  return printed(schema as unknown as Part)
}

/** Valibot's schemas and actions are plain objects: what of them is read here. */
interface Part {
  readonly type: string
  readonly pipe?: readonly Part[]
  readonly entries?: Readonly<Record<string, Part>>
  readonly item?: Part
  readonly key?: Part
  readonly value?: Part
  readonly wrapped?: Part
  readonly options?: readonly unknown[]
  readonly literal?: unknown
  readonly default?: unknown
  readonly requirement?: unknown
  readonly title?: string
  readonly description?: string
}

function printed(part: Part): JsonSchema {
  if (part.pipe === undefined) return words[part.type]?.(part, {}) ?? {}
  return part.pipe.reduce<JsonSchema>((before, next) => ({ ...before, ...saidBy(next, before) }), {})
}

function saidBy(part: Part, before: JsonSchema): JsonSchema {
  return part.pipe === undefined ? (words[part.type]?.(part, before) ?? {}) : printed(part)
}

type Word = (part: Part, before: JsonSchema) => JsonSchema

const typed: Word = ({ type }) => ({ type })
const formatted =
  (format: string): Word =>
  () => ({ format })
const all = (parts: readonly unknown[] = []) => parts.map((part) => printed(part as Part))
const inner: Word = ({ wrapped, ...part }) => ({ ...printed(wrapped!), ...preset(part) })
const preset = (part: { readonly default?: unknown }) =>
  part.default === undefined ? {} : { default: part.default }
const orNull: Word = ({ wrapped, ...part }) => ({
  anyOf: [printed(wrapped!), { type: 'null' }],
  ...preset(part),
})

/** By the type of a schema or an action. What is not here says nothing. */
const words: Readonly<Record<string, Word>> = {
  string: typed,
  number: typed,
  boolean: typed,
  null: typed,
  array: ({ item }) => ({ type: 'array', items: printed(item!) }),
  object: objectOf,
  loose_object: objectOf,
  strict_object: (part) => ({ ...objectOf(part), additionalProperties: false }),
  record: ({ key, value }) => ({
    type: 'object',
    propertyNames: printed(key!),
    additionalProperties: printed(value!),
  }),
  optional: inner,
  exact_optional: inner,
  undefinedable: inner,
  nullable: orNull,
  nullish: orNull,
  literal: ({ literal }) => ({ const: literal }),
  picklist: ({ options }) => ({ enum: options, type: typeof options?.[0] }),
  union: ({ options }) => ({ anyOf: all(options) }),
  variant: ({ options }) => ({ oneOf: all(options) }),
  intersect: ({ options }) => ({ allOf: all(options) }),
  never: () => ({ not: {} }),

  integer: () => ({ type: 'integer' }),
  min_value: bound('minimum', Math.max),
  max_value: bound('maximum', Math.min),
  min_length: lengthBound('min', Math.max),
  max_length: lengthBound('max', Math.min),
  regex: ({ requirement }, { pattern }) => ({ pattern: pattern ?? (requirement as RegExp).source }),
  email: formatted('email'),
  url: formatted('uri'),
  uuid: formatted('uuid'),
  iso_date: formatted('date'),
  iso_timestamp: formatted('date-time'),
  title: ({ title }) => ({ title }),
  description: ({ description }) => ({ description }),
}

const mayBeAbsent = new Set(['optional', 'exact_optional', 'nullish'])

function objectOf({ entries = {} }: Part): JsonSchema {
  const fields = Object.entries(entries)
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map(([name, field]) => [name, printed(field)])),
    required: fields.filter(([, { type }]) => !mayBeAbsent.has(type)).map(([name]) => name),
  }
}

/** Of two bounds the stricter one. */
function bound(word: string, stricter: typeof Math.max): Word {
  return ({ requirement }, { [word]: before = requirement }) => ({
    [word]: stricter(requirement as number, before as number),
  })
}

function lengthBound(word: 'min' | 'max', stricter: typeof Math.max): Word {
  const [items, length] = [bound(`${word}Items`, stricter), bound(`${word}Length`, stricter)]
  return (part, before) => (before['type'] === 'array' ? items : length)(part, before)
}
