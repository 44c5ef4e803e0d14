import type { Case, ExpectedError } from './corpus.ts'

export interface Found {
  readonly id: string
  readonly severity: string
  readonly statement: number
}

export interface FoundError {
  readonly statement: number | null
  readonly position: { readonly line: number }
}

/** For each statement of the text that was read, the statement of the case it comes from. */
export type Origin = readonly number[]

/** What had to be found and was not: nothing, from a good reader. */
export function missed({ findings }: Case, found: readonly Found[], from?: Origin): string[] {
  const seen = new Set(found.map((one) => key(one, from)))
  return findings.map((one) => key(one)).filter((one) => !seen.has(one))
}

/** What was found and is neither expected nor allowed for. */
export function falseAlarms({ findings, mayAlso }: Case, found: readonly Found[], from?: Origin): string[] {
  const expected = new Set(findings.map((one) => key(one)))
  const allowed = (id: string) => mayAlso.includes('*') || mayAlso.includes(id)
  return found
    .filter(({ id }) => !allowed(id))
    .map((one) => key(one, from))
    .filter((one) => !expected.has(one))
}

export function missedErrors({ errors }: Case, found: readonly FoundError[]): readonly ExpectedError[] {
  return errors.filter((expected) => !found.some((one) => matches(expected, one)))
}

export function strangeErrors({ errors }: Case, found: readonly FoundError[]): readonly FoundError[] {
  return found.filter((one) => !errors.some((expected) => matches(expected, one)))
}

function key({ id, severity, statement }: Found, from?: Origin): string {
  return `${id} (${severity}) @ ${from ? from[statement] : statement}`
}

function matches({ statement, line }: ExpectedError, found: FoundError): boolean {
  return [statement].flat().includes(found.statement) && [line].flat().includes(found.position.line)
}
