import { headingAt, labelAt, type Block } from './console.ts'
import { arnIn, principalOf } from './names.ts'
import { sentenceAt, type Denial } from './sentence.ts'
import { terseAt, type Terse } from './terse.ts'
import { readWords, says, type Words } from './words.ts'

export interface Findings {
  readonly denials: Denials
  /** Actions of the console's headings. */
  readonly headings: Set<string>
  /** A heading that names no action. */
  unnamed: boolean
  /** What labels have told since the last denial. */
  block: Block
  readonly terse: Terse
}

export function findingsIn(text: string): Findings {
  const found: Findings = {
    denials: new Denials(),
    headings: new Set(),
    unnamed: false,
    block: {},
    terse: {},
  }
  readWords(text, (said, at) => findingAt(said, at, found))
  const { action } = found.block
  if (action && found.headings.has(action)) found.denials.add(found.block)
  return found
}

/** Takes what begins at `at` and returns where to go on. */
function findingAt(said: Words, at: number, found: Findings): number {
  terseAt(said, at, found.terse)
  const sentence = sentenceAt(said, at) ?? kubernetesAt(said, at)
  if (sentence) add(found, sentence.denial)
  if (sentence) return sentence.next
  const heading = headingAt(said, at)
  if (heading?.action) found.headings.add(heading.action)
  if (heading && !heading.action) found.unnamed = true
  if (isLabel(said, at) && labelAt(said, at, found.block)) add(found, found.block)
  return at + 1
}

function isLabel({ words, keys }: Words, at: number): boolean {
  return keys[at] !== '' && words[at]!.endsWith(':')
}

function add(found: Findings, denial: Denial): void {
  found.denials.add(denial)
  found.block = {}
}

/** `User "<arn>" cannot list resource "pods"`: who, and no action IAM knows. */
function kubernetesAt(said: Words, at: number): { denial: Denial; next: number } | null {
  const arn = says(said, at, 'cannot') && said.keys[at - 2] === 'user' ? arnIn(said.words[at - 1]) : null
  return arn ? { denial: principalOf(arn), next: at + 1 } : null
}

/** The first denial whole, of the others what tells them apart. */
class Denials {
  first: Denial | undefined
  readonly #resources = new Map<string, Set<string>>()

  add({ service: _service, ...denial }: Block): void {
    this.first ??= denial
    const key = `${denial.principalArn} ${denial.action}`
    const known = this.#resources.get(key) ?? new Set()
    this.#resources.set(key, denial.resource === undefined ? known : known.add(denial.resource))
  }

  /** The console and Lambda say the same thing twice, once perhaps without the resource. */
  count(): number {
    return [...this.#resources.values()].reduce((sum, known) => sum + Math.max(known.size, 1), 0)
  }
}
