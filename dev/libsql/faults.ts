import * as v from 'valibot'

const count = v.pipe(v.number(), v.integer(), v.minValue(0))

export const Fault = v.object({
  kind: v.picklist(['down', 'delay', 'lost']),
  ms: v.optional(count, 1_000),
  /** How many pipelines it meets; without it, all of them until faults are deleted. */
  times: v.optional(count),
})

export type Fault = v.InferOutput<typeof Fault>

/** What goes wrong on purpose. One fault meets a pipeline: the oldest that has not met its number yet. */
export class Faults {
  #pending: (Fault & { times: number })[] = []

  add(fault: Fault): void {
    this.#pending.push({ ...fault, times: fault.times ?? Infinity })
  }

  clear(): void {
    this.#pending = []
  }

  next(): Fault | null {
    this.#pending = this.#pending.filter(({ times }) => times > 0)
    const [fault] = this.#pending
    if (!fault) return null
    fault.times--
    return fault
  }
}
