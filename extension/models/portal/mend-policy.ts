/** What stands between a pasted text and the policy it was meant to be. */
export type Slip = 'quotes' | 'comma' | 'spaces' | 'wrapper'

export interface Mended {
  readonly text: string
  readonly slips: readonly Slip[]
}

/** The policy that a text was meant to be, where only these slips are in the way; `null` where there is none, or another. */
export function mendedPolicy(text: string): Mended | null {
  const straight = parsed(text) === undefined ? straightened(text) : { text, slips: [] }
  const document = parsed(straight.text)
  if (document === undefined) return null
  const inner = unwrapped(document)
  const slips: readonly Slip[] = inner === document ? straight.slips : [...straight.slips, 'wrapper']
  if (slips.length === 0) return null
  return { text: inner === document ? straight.text : JSON.stringify(inner, null, 2), slips }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A string as JSON has it; one in the quotes of a word processor, or in single ones; a comma at an end; a hard space. */
const slipsIn =
  /("(?:[^"\\]|\\.)*")|[“”„‟″]((?:[^“”„‟″"\\]|\\.)*)["“”„‟″]|['‘’‚‛]((?:[^'‘’‚‛\\]|\\.)*)['‘’‚‛]|(,)(?=\s*[}\]])|\u00a0/g

function straightened(text: string): Mended {
  const slips = new Set<Slip>()
  const straight = (
    _all: string,
    sound?: string,
    doubled?: string,
    single?: string,
    comma?: string,
  ): string => {
    if (sound !== undefined) return sound
    const quoted = doubled ?? single
    slips.add(quoted !== undefined ? 'quotes' : comma ? 'comma' : 'spaces')
    if (quoted !== undefined) return `"${quoted.replaceAll('"', '\\"')}"`
    return comma ? '' : ' '
  }
  return { text: text.replace(slipsIn, straight), slips: [...slips] }
}

type Fields = Readonly<Record<string, unknown>>

/** What AWS's tools and consoles put around a policy. */
function unwrapped(document: unknown): unknown {
  if (!isFields(document) || 'Statement' in document) return document
  const inner = document['PolicyDocument'] ?? document['Document'] ?? document['PolicyVersion']
  const read = typeof inner === 'string' ? parsed(decoded(inner)) : inner
  if (!isFields(read)) return document
  const found = unwrapped(read)
  return isFields(found) && 'Statement' in found ? found : document
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** IAM's API answers documents as parts of addresses. */
function decoded(text: string): string {
  try {
    return text.trimStart().startsWith('%') ? decodeURIComponent(text) : text
  } catch {
    return text
  }
}
