import { firstVariable } from './glob.ts'

/** Writes each `${…}` of a text as one character of its own, the same for the same variable. */
export type Encode = (text: string) => string

const variable = /\$\{([^{}]*)\}/g
const ofCaller = /^aws:(?:username|userid|principaltag\/.+)$/
/** `${*}`, `${?}` and `${$}` are those characters themselves: any letter that is no wildcard will do. */
const escaped: Readonly<Record<string, string>> = { '*': '\uF8F0', '?': '\uF8F1', $: '\uF8F2' }

/** One for a whole reading: the caller's own variables get even numbers, all others odd ones. */
export function variableEncoding(): Encode {
  const known = new Map<string, string>()
  return (text) => text.replaceAll(variable, (_, written: string) => encoded(written, known))
}

export function holdsVariable(text: string): boolean {
  return text.search(variable) >= 0
}

export function isOfCaller(text: string): boolean {
  return [...text.matchAll(variable)].some(([, written]) => ofCaller.test(nameOf(written!)))
}

/** Is there a `${` that no `}` closes? */
export function hasOpenVariable(text: string): boolean {
  return text.replaceAll(variable, '').includes('${')
}

function encoded(written: string, known: Map<string, string>): string {
  const literal = escaped[written]
  if (literal) return literal
  const name = nameOf(written)
  const before = known.get(name)
  if (before) return before
  // 2,176 fit in, and no policy within the limits can hold so many different ones.
  const letter = String.fromCharCode(firstVariable + known.size * 2 + (ofCaller.test(name) ? 0 : 1))
  known.set(name, letter)
  return letter
}

/** Without the default that may follow: `${aws:username, 'nobody'}`. */
function nameOf(written: string): string {
  return written.split(',')[0]!.trim().toLowerCase()
}
