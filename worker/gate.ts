import { DurableObject } from 'cloudflare:workers'
import { assignmentsFrom, isThrottled } from './engine-deps.ts'
import {
  giveBack,
  noTurns,
  isPressed,
  spend,
  take,
  type Answer,
  type Ask,
  type Turns,
} from './engine/turns.ts'
import type { Env } from './env.ts'

type Kind = 'create' | 'delete'
type Lists = Pick<ReturnType<typeof assignmentsFrom>, 'listOutcomes'>
type Outcomes = Awaited<ReturnType<Lists['listOutcomes']>>

/** How old a list may be; older while removals wait, because each list takes turns from them. */
const listEveryMs = { idle: 1_000, pressed: 2_000 } as const
const callsOfAList = 3

/** The one for the instance: turns to call AWS, and one list of outcomes for everybody. */
export class Gate extends DurableObject<Env> {
  readonly #lists = new Map<Kind, { readonly at: number; readonly outcomes: Promise<Outcomes> }>()

  readonly #listsOf: (env: Env) => Lists

  constructor(ctx: DurableObjectState, env: Env, listsOf: (env: Env) => Lists = assignmentsFrom) {
    super(ctx, env)
    this.#listsOf = listsOf
  }

  async turn(ask: Omit<Ask, 'lease'>): Promise<Answer> {
    const { turns, answer } = take(this.#turns(), { ...ask, lease: crypto.randomUUID() }, Date.now())
    this.#keep(turns)
    return answer
  }

  async done(lease: string, throttled: boolean): Promise<void> {
    this.#keep(giveBack(this.#turns(), lease, throttled, Date.now()))
  }

  async outcomes(kind: Kind): Promise<Outcomes> {
    const last = this.#lists.get(kind)
    if (last && last.at + this.#listEveryMs() > Date.now()) return last.outcomes
    this.#keep(spend(this.#turns(), callsOfAList, Date.now()))
    const outcomes = this.#listsOf(this.env).listOutcomes(kind)
    this.#lists.set(kind, { at: Date.now(), outcomes })
    await outcomes.catch((error: unknown) => (isThrottled(error) ? this.done('', true) : undefined))
    return outcomes
  }

  #listEveryMs(): number {
    return isPressed(this.#turns(), Date.now()) ? listEveryMs.pressed : listEveryMs.idle
  }

  #turns(): Turns {
    return this.ctx.storage.kv.get<Turns>('turns') ?? noTurns
  }

  #keep(turns: Turns): void {
    this.ctx.storage.kv.put('turns', turns)
  }
}
