/** Control characters, and those that turn the direction of text or cannot be seen (Trojan Source, CVE-2021-42574). */
const unseen = /[\p{Cc}\p{Cf}\u2028\u2029]/gu

/** Text as it is: what cannot be seen, or makes the rest look like something else, is written out. Lines stay. */
export function plain(text: string): string {
  return text.replace(unseen, (character) => {
    if (character === '\n' || character === '\t') return character
    return `\\u{${character.codePointAt(0)?.toString(16)}}`
  })
}
