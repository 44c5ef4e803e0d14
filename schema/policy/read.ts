import { findingsOf, type Finding } from './findings/findings.ts'
import { denialOf } from './meaning/denials.ts'
import { expansion } from './meaning/expansion.ts'
import { grantOf, type Reader } from './meaning/grants.ts'
import { reaching } from './meaning/reaching.ts'
import { summaryOf, type StatementReading } from './meaning/summary.ts'
import { readDocument, type Document } from './syntax/document.ts'
import { isBlank, JsonFault, parseJson } from './syntax/json.ts'
import { positionsIn, type Position } from './syntax/position.ts'
import type { Statement } from './syntax/statement.ts'

export type { Finding, Position, StatementReading }

/** Statements are counted from 0; an error that is no statement's has null. */
export interface PolicyError {
  readonly message: string
  readonly statement: number | null
  readonly position: Position
}

export interface PolicyReading {
  readonly errors: readonly PolicyError[]
  /** The sound ones. */
  readonly statements: readonly StatementReading[]
  readonly findings: readonly Finding[]
}

/** AWS's limits for the inline policy of a permission set: without white space, and in all. */
export const maxCharacters = 10_240
const maxLength = 32_768

/**
 * What an identity policy says, allows and risks. Text that is no JSON or beyond a limit is not read
 * further; other errors leave the sound statements read. Throws for no text. Its rules, and the table of
 * findings, are in `test/policies/README.md`.
 */
export function readPolicy(json: string): PolicyReading {
  const tooLong = beyondLimit(json)
  if (tooLong) return refused(tooLong, { line: 1, column: 1 })
  const positionAt = positionsIn(json)
  const expand = expansion()
  try {
    const { complaints, statements } = readDocument(parseJson(json), expand)
    const errors = complaints.map(({ message, statement, at }) => ({
      message,
      statement,
      position: positionAt(at),
    }))
    return { errors, ...read(statements, expand) }
  } catch (fault) {
    if (fault instanceof JsonFault) return refused(fault.message, positionAt(fault.at))
    throw fault
  }
}

function read(statements: Document['statements'], expand: Reader['expand']): Omit<PolicyReading, 'errors'> {
  const reader: Reader = { expand, reach: reaching() }
  const denials = statements.flatMap((one) => denialOf(one, expand) ?? [])
  const grants = statements.filter(allows).map((one) => grantOf(one, denials, reader))
  return {
    statements: statements.map((one) => summaryOf(one, reader)),
    findings: findingsOf(statements, grants),
  }
}

function allows({ effect }: Statement): boolean {
  return effect === 'Allow'
}

function beyondLimit(json: string): string | null {
  if (json.length > maxLength) return `A policy has at most ${maxLength} characters in all`
  let characters = 0
  for (let at = 0; at < json.length; at += 1) if (!isBlank(json.charCodeAt(at))) characters += 1
  return characters > maxCharacters
    ? `A policy has at most ${maxCharacters} characters, white space apart`
    : null
}

function refused(message: string, position: Position): PolicyReading {
  return { errors: [{ message, statement: null, position }], statements: [], findings: [] }
}
