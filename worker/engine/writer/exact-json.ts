/** What JavaScript has and TypeScript's library does not know yet: https://tc39.es/proposal-json-parse-with-source/ */
interface JsonWithSource {
  parse(
    text: string,
    revive: (key: string, value: unknown, at: { readonly source?: string }) => unknown,
  ): unknown
  rawJSON(text: string): unknown
}

/** The same object, seen with those two. */
const json = JSON as unknown as JsonWithSource

/** Numbers keep their digits, so that what is written back is what was read. `undefined`: this is no JSON. */
export function parseExactly(text: string): unknown {
  try {
    return json.parse(text, (_, value, { source }) =>
      typeof value === 'number' && source !== undefined ? json.rawJSON(source) : value,
    )
  } catch {
    return undefined
  }
}

/** Without white space, and within the characters that AWS takes in a policy: up to U+00FF, all others escaped. */
export function writeLatin(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[\u0100-\uFFFF]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
