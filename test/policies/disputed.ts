/**
 * Cases of the corpus that the reader answers otherwise, on purpose, each with the reason: at most a
 * handful. There is none.
 */
export const disputed: ReadonlyMap<string, string> = new Map()
