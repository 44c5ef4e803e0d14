/** AWS's own bound, without spaces. */
export const mostCharacters = 10_240

/** How many characters AWS counts. */
export function characters(policy: string): number {
  return policy.replace(/\s/g, '').length
}

/** Laid out for reading; what is no JSON is left as it is. */
export function laidOut(policy: string): string {
  try {
    return JSON.stringify(JSON.parse(policy), null, 2)
  } catch {
    return policy
  }
}

/** A piece of a text, `to` behind its end. */
export interface Span {
  readonly from: number
  readonly to: number
}

const tokens = /"(?:[^"\\]|\\.)*"|[{}[\]]/g

/** Where each statement of a policy stands in its text, as far as it can be told of one that may not be sound. */
export function statementSpans(policy: string): readonly Span[] {
  const spans: Span[] = []
  let depth = 0
  let name = ''
  /** How deep a statement's own brace is; 0 outside of the statements. */
  let deep = 0
  let from = 0
  for (const { 0: token, index } of policy.matchAll(tokens)) {
    if (token.startsWith('"')) {
      if (depth === 1) name = token
    } else if (token === '{' || token === '[') {
      depth += 1
      if (depth === 2 && name === '"Statement"') deep = token === '[' ? 3 : 2
      if (depth === deep) from = index
    } else {
      if (depth === deep && token === '}') spans.push({ from, to: index + 1 })
      depth -= 1
      if (depth === 1) deep = 0
    }
  }
  return spans
}

/** Where a line and column from 1 are in a text. */
export function offsetOf(text: string, { line, column }: { line: number; column: number }): number {
  const before = text.split('\n').slice(0, line - 1)
  const start = before.reduce((sum, { length }) => sum + length + 1, 0)
  return Math.min(start + column - 1, text.length)
}

/** The line an offset is in, from 1. */
export function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}
