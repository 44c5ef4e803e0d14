import { createHash } from 'node:crypto'

/** Everything that varies, drawn from the printed seed: the same seed and the same names give the same values. */
export type Chance = {
  /** 0 ≤ x < 1 */
  of: (...names: (string | number)[]) => number
  between: (range: readonly [number, number], ...names: (string | number)[]) => number
  hex: (digits: number, ...names: (string | number)[]) => string
  uuid: (...names: (string | number)[]) => string
}

export function chanceFrom(seed: number): Chance {
  const digest = (names: (string | number)[]) =>
    createHash('sha256')
      .update(JSON.stringify([seed, ...names]))
      .digest()
  const of: Chance['of'] = (...names) => digest(names).readUInt32BE(0) / 2 ** 32
  const hex: Chance['hex'] = (digits, ...names) => digest(names).toString('hex').slice(0, digits)
  return {
    of,
    hex,
    between: ([from, to], ...names) => Math.round(from + of(...names) * (to - from)),
    uuid: (...names) => hex(32, ...names).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
  }
}
