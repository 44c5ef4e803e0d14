import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The order of the table in README.md, heaviest first. */
export const severities = ['block', 'escalation', 'exposure', 'notice'] as const
export type Severity = (typeof severities)[number]

export const kinds = [
  'block',
  'escalation',
  'exposure',
  'notice',
  'protected',
  'harmless',
  'grammar',
] as const
export type Kind = (typeof kinds)[number]

export interface ExpectedFinding {
  readonly id: string
  readonly severity: Severity
  readonly statement: number
}

/** A list names alternatives that are as good. */
export interface ExpectedError {
  readonly statement: number | null | readonly (number | null)[]
  readonly line: number | readonly number[]
}

export interface Statement {
  readonly [element: string]: unknown
}

export interface Document {
  readonly Version: string
  readonly Statement: Statement | readonly Statement[]
}

type Recipe =
  | { readonly kind: 'length' | 'blanks'; readonly characters: number }
  | { readonly kind: 'lists' | 'objects' | 'open'; readonly depth: number }

export interface Case {
  readonly kind: Kind
  readonly name: string
  readonly source: string
  /** Absent where the text itself is what is tried. */
  readonly policy: Document | undefined
  readonly text: string
  readonly findings: readonly ExpectedFinding[]
  readonly mayAlso: readonly string[]
  readonly errors: readonly ExpectedError[]
}

interface Written {
  readonly name: string
  readonly source: string
  readonly policy?: Document
  readonly text?: readonly string[]
  readonly recipe?: Recipe
  readonly findings?: readonly ExpectedFinding[]
  readonly mayAlso?: readonly string[]
  readonly errors?: readonly ExpectedError[]
}

/** Every case of every kind, in the order of the files. */
export const cases: readonly Case[] = kinds.flatMap((kind) => written(kind).map((one) => read(kind, one)))

/** The table of README.md: what each finding's severity is. */
export const catalogue: ReadonlyMap<string, Severity> = new Map(
  [...file('README.md').matchAll(/^\| `([a-z0-9-]+)` \| (\w+) \|/gm)].map(([, id, severity]) => [
    id!,
    severity as Severity,
  ]),
)

/** The kinds that there is a file for; the test holds it against `kinds`. */
export const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.json'))

export function statementsOf(policy: Document): readonly Statement[] {
  return [policy.Statement].flat() as readonly Statement[]
}

function file(name: string): string {
  return readFileSync(join(import.meta.dirname, name), 'utf8')
}

function written(kind: Kind): readonly Written[] {
  return JSON.parse(file(`${kind}.json`)) as readonly Written[]
}

function read(kind: Kind, { name, source, policy, text, recipe, findings, mayAlso, errors }: Written): Case {
  return {
    kind,
    name,
    source,
    policy,
    text: text?.join('\n') ?? (recipe ? cooked(recipe) : JSON.stringify(policy, null, 2)),
    findings: findings ?? [],
    mayAlso: mayAlso ?? [],
    errors: errors ?? [],
  }
}

function cooked(recipe: Recipe): string {
  switch (recipe.kind) {
    case 'length':
      return padded(recipe.characters)
    case 'blanks':
      return padded(200) + ' '.repeat(recipe.characters - padded(200).length)
    case 'lists':
      return '['.repeat(recipe.depth) + ']'.repeat(recipe.depth)
    case 'objects':
      return '{"a":'.repeat(recipe.depth) + '1' + '}'.repeat(recipe.depth)
    case 'open':
      return '['.repeat(recipe.depth)
  }
}

/** A sound policy of exactly so many characters that are no white space. */
function padded(characters: number): string {
  const policy = (name: string) =>
    `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::reports/${name}"}}`
  return policy('x'.repeat(characters - policy('').length))
}
