import { setTimeout as sleep } from 'node:timers/promises'
import type { Aim, Aims } from './aims.ts'
import { gapOf, type Gap } from './gaps.ts'
import type { Session } from './session.ts'
import type { Stack } from './stack.ts'
import type { Truth } from './truth.ts'
import type { Random } from './wishes.ts'

/** How far into a gap a kill may come: half a Create or Delete, and at once where the gap is a few milliseconds wide. */
const spreadMs: Readonly<Record<Gap, number>> = {
  decide: 60,
  intent: 0,
  create: 1_500,
  active: 1_500,
  end: 15,
  delete: 1_500,
  final: 700,
}
const watchMs = 2
const downMs = 600
const restMs = 2_000
/** What a killed worker had sent is in somebody's socket yet: it arrives before the gap is judged. */
const arrivesMs = 25

interface Armed {
  readonly gap: Gap
  readonly at: number
}

interface Parts {
  readonly stack: Stack
  readonly truth: Truth
  readonly aims: Aims
  readonly random: Random
}

/** Watches every session under way, and kills a part as soon as one is in a gap that some round still needs. */
export class Killer {
  readonly #armed = new Map<string, Armed>()
  readonly #parts: Parts
  readonly #say: (line: string) => void

  constructor(parts: Parts, say: (line: string) => void) {
    this.#parts = parts
    this.#say = say
  }

  async run(sessions: ReadonlySet<Session>, until: number): Promise<void> {
    const { aims } = this.#parts
    while (!aims.areDone && Date.now() < until) {
      const target = this.#target(sessions)
      if (target) await this.#kill(target.session, target.aim)
      else await sleep(watchMs)
    }
  }

  /** A session that has been in its gap for as long as chance wanted it to. */
  #target(sessions: ReadonlySet<Session>): { session: Session; aim: Aim } | null {
    const now = Date.now()
    const followed = [...sessions].filter(({ id }) => id !== '')
    const standings = this.#parts.truth.standings(followed)
    for (const session of followed) {
      const standing = standings.get(session.id)
      const aim = this.#aimAt(session.id, standing ? gapOf(standing, now) : null, now)
      if (aim) return { session, aim }
    }
    return null
  }

  #aimAt(id: string, gap: Gap | null, now: number): Aim | undefined {
    if (gap === null) return undefined
    const known = this.#armed.get(id)
    const armed = known?.gap === gap ? known : { gap, at: now + this.#parts.random() * spreadMs[gap] }
    this.#armed.set(id, armed)
    return armed.at <= now ? this.#parts.aims.openFor(gap) : undefined
  }

  /** It counts only if the session stood in the gap just before the signal and still does when the part is dead. */
  async #kill(session: Session, aim: Aim): Promise<void> {
    const { stack, aims, random } = this.#parts
    await stack.kill(aim.part)
    if (aim.part === 'worker') await sleep(arrivesMs)
    const after = this.#gapOf(session)
    if (after === aim.gap) aims.close(aim)
    else aims.missed.push(aim)
    const word = after === aim.gap ? 'killed' : `missed (${after ?? 'none'})`
    this.#say(`round ${aim.round}: ${aim.gap} × ${aim.part} ${word}`)
    await sleep(random() * downMs)
    await stack.startAgain(aim.part)
    await sleep(random() * restMs)
  }

  #gapOf(session: Session): Gap | null {
    const standing = this.#parts.truth.standings([session]).get(session.id)
    return standing ? gapOf(standing, Date.now()) : null
  }
}
