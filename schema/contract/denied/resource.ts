import { tidy } from './names.ts'
import { causeBegins } from './reason.ts'
import { says, type Words } from './words.ts'

export interface Resource {
  resource?: string
  next: number
}

/** The longest value looked at, in words: names may hold spaces, and every look must end. */
const longest = 40

/** `on resource: X`, `on resource "X"`, `on this resource`, or nothing. */
export function resourceAt(said: Words, at: number): Resource {
  if (says(said, at, 'on this resource') || says(said, at, 'on the resource')) return { next: at + 3 }
  if (!says(said, at, 'on resource')) return { next: at }
  const first = said.words[at + 2] ?? ''
  const named = said.words[at + 1]!.endsWith(':') || /^["“']|^arn:/.test(first)
  return named && first ? valueAt(said, at + 2) : { next: at + 2 }
}

export function valueAt(said: Words, at: number): Resource {
  return quoted(said, at) ?? unquoted(said, at)
}

/** S3 quotes its resources: keys hold spaces and anything else. */
function quoted({ words, opens }: Words, at: number): Resource | null {
  const [, quote, head] = /^(["“'])["“']*([^]*)$/.exec(words[at]!) ?? []
  if (quote === undefined) return null
  let value = ''
  for (let next = at; next < at + longest && next < words.length; next += 1) {
    const word = next === at ? head! : words[next]!
    const end = word.search(closing[quote]!)
    value += (next === at || opens[next] ? '' : ' ') + (end < 0 ? word : word.slice(0, end))
    if (end >= 0) return { resource: value, next: next + 1 }
  }
  return null
}

/** Names hold apostrophes: the closing one has nothing of the name behind it. */
const closing: Record<string, RegExp> = { '"': /"/, '“': /”/, "'": /'[,;.)\]}]*$/ }

/** The value goes on to the reason, over spaces and line breaks; without a reason to end it, it is what looks like a name. */
function unquoted(said: Words, at: number): Resource {
  const end = endOf(said, at + 1)
  const words = end === null ? nounAt(said, at) : end - at
  return { resource: tidy(joined(said, at, at + words).replace(/^`+/, '')), next: at + words }
}

function endOf(said: Words, from: number): number | null {
  let oneLine = true
  for (let at = from; at < from + longest && at < said.words.length; at += 1) {
    if (causeBegins(said, at)) return at
    if (endsClause(said, at)) return oneLine ? at : null
    oneLine &&= !said.opens[at]
  }
  return null
}

function endsClause(said: Words, at: number): boolean {
  return (
    said.words[at]!.startsWith('(') ||
    /user:$/i.test(said.words[at]!.slice(-5)) ||
    (/^\p{Lu}/u.test(said.words[at]!) && /(^|[^.])\.$/.test(said.words[at - 1]!.slice(-2))) ||
    says(said, at, 'status code')
  )
}

function joined({ words, opens }: Words, from: number, to: number): string {
  let value = words[from]!
  for (let at = from + 1; at < to; at += 1)
    value += (opens[at] && value.includes('arn:') ? '' : ' ') + words[at]!
  return value
}

/** IAM says `role NAME`. */
function nounAt(said: Words, at: number): number {
  const words = says(said, at, 'instance profile')
    ? 3
    : /^(role|user|group|policy)$/.test(said.words[at]!)
      ? 2
      : 1
  return Math.min(words, said.words.length - at)
}
