/** Both from 1; a column counts UTF-16 units. */
export interface Position {
  readonly line: number
  readonly column: number
}

export function positionsIn(text: string): (at: number) => Position {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (at) => {
    const line = lastNotAfter(starts, at)
    return { line: line + 1, column: at - starts[line]! + 1 }
  }
}

function lastNotAfter(sorted: readonly number[], value: number): number {
  let low = 0
  let high = sorted.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (sorted[middle]! <= value) low = middle
    else high = middle - 1
  }
  return low
}
