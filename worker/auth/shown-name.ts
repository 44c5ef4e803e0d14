const mostCharacters = 100

/**
 * What a provider says somebody is called, as one line that can be seen: no character that breaks it, hides or turns the
 * rest (Trojan Source, CVE-2021-42574), at most 100. `null` where nothing is left.
 */
export function shownName(said: string): string | null {
  const line = said.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ').replaceAll(/[\p{Cf}\p{Cs}]/gu, '')
  const blank = line.normalize('NFC').replaceAll(/\s+/g, ' ').trim()
  return Array.from(blank).slice(0, mostCharacters).join('').trim() || null
}
