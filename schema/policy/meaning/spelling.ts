/** Of a word, a wildcard may hide so many letters: who hides more does not mean this word more than another. */
function mostHidden(word: string): number {
  return word.length < 8 ? 1 : 2
}

/**
 * May a pattern mean a name that holds the word, and does it write all but one or two of its letters out?
 * `?dmin*` spells `admin`; `my-app-*` does not, though `my-app-admin` is among what it means. A beginning is
 * that of the name or of what follows a `/` in it. Both in small letters.
 */
export function spells(pattern: string, word: string, where: 'anywhere' | 'at a beginning'): boolean {
  const hidden = Array.from({ length: word.length + 1 }, (_, letters) => (letters === 0 ? 0 : Infinity))
  for (const letter of pattern) {
    if (letter === '*') passStar(hidden)
    else passLetter(hidden, letter, word)
    hidden[0] = where === 'anywhere' || '*?/'.includes(letter) ? 0 : Infinity
    if (hidden[word.length]! <= mostHidden(word)) return true
  }
  return false
}

/** `hidden[n]`: how few letters wildcards hide where the first n of the word end here. A star may hide any more. */
function passStar(hidden: number[]): void {
  for (let at = 1; at < hidden.length; at += 1) hidden[at] = Math.min(hidden[at]!, hidden[at - 1]! + 1)
}

function passLetter(hidden: number[], letter: string, word: string): void {
  for (let at = word.length; at > 0; at -= 1) {
    const before = hidden[at - 1]!
    if (letter === '?') hidden[at] = before + 1
    else hidden[at] = letter === word[at - 1] ? before : Infinity
  }
}
