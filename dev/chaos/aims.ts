import { gaps, type Gap } from './gaps.ts'
import { parts, type Part } from './stack.ts'

/** What one round kills, and where. */
export interface Aim {
  readonly round: number
  readonly gap: Gap
  readonly part: Part
}

/** How many of the coming rounds are open at a time: sessions overlap, so do rounds. */
const openAtOnce = 14

/** Each gap in turn, and each part in turn within a gap. */
export function aimOf(round: number): Aim {
  const part = parts[Math.floor(round / gaps.length) % parts.length]!
  return { round, gap: gaps[round % gaps.length]!, part }
}

/** The rounds of one run: a kill that missed its gap leaves its round open. */
export class Aims {
  readonly hit: Aim[] = []
  readonly missed: Aim[] = []
  #left: readonly Aim[]

  constructor(from: number, rounds: number) {
    this.#left = Array.from({ length: rounds }, (_, i) => aimOf(from + i))
  }

  get areDone(): boolean {
    return this.#left.length === 0
  }

  openFor(gap: Gap): Aim | undefined {
    return this.#left.slice(0, openAtOnce).find((aim) => aim.gap === gap)
  }

  close(aim: Aim): void {
    this.hit.push(aim)
    this.#left = this.#left.filter(({ round }) => round !== aim.round)
  }
}

/** Gap by part, hits; and what was missed and done again. */
export function table({ hit, missed }: Pick<Aims, 'hit' | 'missed'>): string[] {
  const count = (of: readonly Aim[], gap: Gap, part?: Part): number =>
    of.filter((aim) => aim.gap === gap && (part === undefined || aim.part === part)).length
  const cells = (gap: Gap): number[] => [
    ...parts.map((part) => count(hit, gap, part)),
    count(hit, gap),
    count(missed, gap),
  ]
  const line = (name: string, values: readonly (string | number)[]): string =>
    name.padEnd(8) + values.map((value) => String(value).padStart(10)).join('')
  return [line('gap', [...parts, 'hits', 'missed']), ...gaps.map((gap) => line(gap, cells(gap)))]
}

export function hitsByGap({ hit }: Pick<Aims, 'hit'>): Record<string, number> {
  return Object.fromEntries(gaps.map((gap) => [gap, hit.filter((aim) => aim.gap === gap).length]))
}
