/** How well what was typed fits a word: whole, its beginning, a piece of it; 0 is not at all. */
export function fit(typed: string, word: string): number {
  if (word === typed) return 100
  if (word.startsWith(typed)) return 80
  return word.includes(typed) ? 50 : 0
}

/** The same, and a typo is forgiven where little else would be meant. */
export function nearly(typed: string, word: string): number {
  return fit(typed, word) || (isTypo(typed, word) ? 30 : 0)
}

/** The word itself, or as much of its beginning as was typed. */
function isTypo(typed: string, word: string): boolean {
  const most = typed.length < 4 ? 0 : typed.length < 8 ? 1 : 2
  if (most === 0 || typed.length > word.length + most) return false
  return [0, 1, -1].some((more) => edits(typed, word.slice(0, typed.length + more), most) <= most)
}

/**
 * Letters put in, left out, changed or swapped with their neighbour, counted up to `most`.
 * https://en.wikipedia.org/wiki/Damerau–Levenshtein_distance (optimal string alignment)
 */
export function edits(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, n) => n)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) row.push(cell({ a, b, i, j }, { before, last, row }))
    if (Math.min(...row) > most) return most + 1
    before = last
    last = row
  }
  return last[b.length] ?? most + 1
}

interface At {
  readonly a: string
  readonly b: string
  readonly i: number
  readonly j: number
}
interface Rows {
  readonly before: readonly number[]
  readonly last: readonly number[]
  readonly row: readonly number[]
}

function cell({ a, b, i, j }: At, { before, last, row }: Rows): number {
  const changed = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
  const least = Math.min(changed, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1)
  const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
  return swapped ? Math.min(least, (before[j - 2] ?? 0) + 1) : least
}
