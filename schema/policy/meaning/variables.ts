import { otherVariable, variableOfCaller } from './glob.ts'

const variable = /\$\{([^{}]*)\}/g
const ofCaller = /^aws:(?:username|userid|principaltag\/[^,]+)$/
/** `${*}`, `${?}` and `${$}` are those characters themselves: any letter that is no wildcard will do. */
const escaped: Readonly<Record<string, string>> = { '*': '\uF8F0', '?': '\uF8F1', $: '\uF8F2' }

/** Writes each `${…}` of a text as one character that tells whether it is the caller's own. */
export function encodedVariables(text: string): string {
  return text.replaceAll(
    variable,
    (_, written: string) => escaped[written] ?? (isCallers(written) ? variableOfCaller : otherVariable),
  )
}

/** A text, and beside it what it says where each variable with a default, as `${aws:username, 'nobody'}`, has no value. */
export function readingsOf(text: string): readonly string[] {
  if (!text.includes('${')) return [text]
  const without = text.replaceAll(variable, (whole, written: string) => defaultIn(written) ?? whole)
  return without === text ? [text] : [text, without]
}

export function holdsVariable(text: string): boolean {
  return text.search(variable) >= 0
}

export function isOfCaller(text: string): boolean {
  return [...text.matchAll(variable)].some(([, written]) => isCallers(written!))
}

/** Is there a `${` that no `}` closes? */
export function hasOpenVariable(text: string): boolean {
  return text.replaceAll(variable, '').includes('${')
}

/** Not where a default follows: that is the same for everybody. */
function isCallers(written: string): boolean {
  return ofCaller.test(written.trim().toLowerCase())
}

function defaultIn(written: string): string | null {
  const comma = written.indexOf(',')
  if (comma < 0) return null
  const given = written.slice(comma + 1).trim()
  return /^(['"])(.*)\1$/s.exec(given)?.[2] ?? given
}
