import { selectors } from './selectors.ts'

/** The longest text of an error that is read; AWS's longest, with an encoded message, are half of it. */
export const longestDenial = 8192
/** Nodes of an error that are looked at. */
const mostNodes = 400
/** Errors of a page that are looked at. */
const mostErrors = 30

/** Words every denial has in every language: AWS translates neither the ARN nor its own sentence. */
const telling = /arn:aws|not authorized|access ?denied|permission/i

/** Errors of the page, of nested ones the outer. */
export function errorsOf(page: Document): HTMLElement[] {
  const found: HTMLElement[] = []
  for (const error of page.querySelectorAll<HTMLElement>(selectors.errors)) {
    if (found.length === mostErrors) break
    if (!error.parentElement?.closest(selectors.errors)) found.push(error)
  }
  return found
}

/**
 * What the error says, also what is hidden behind the console's own words; empty if nothing of it is like a denial.
 * Reading it costs a bounded time, whatever the page puts in.
 */
export function denialIn(error: HTMLElement): string {
  const walker = error.ownerDocument.createTreeWalker(error, NodeFilter.SHOW_TEXT)
  const lines: string[] = []
  let length = 0
  let parent: Node | null = null
  for (let i = 0; i < mostNodes && length < longestDenial && walker.nextNode(); i++) {
    const { data, parentNode } = walker.currentNode as Text
    const said = data.slice(0, longestDenial)
    // React makes several nodes of one sentence; those of one element are one line.
    if (parentNode === parent && lines.length > 0) lines.push(lines.pop() + said)
    else if (said.trim()) lines.push(said)
    else continue
    parent = parentNode
    length += said.length
  }
  const text = lines
    .map((line) => line.trim())
    .filter(isNew)
    .join('\n')
  return telling.test(text) ? text.slice(0, longestDenial) : ''
}

/** A header and a text that say the same say it once. */
function isNew(line: string, i: number, lines: readonly string[]): boolean {
  return line.toLowerCase() !== lines[i - 1]?.toLowerCase()
}
