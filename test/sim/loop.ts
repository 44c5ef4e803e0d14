interface Planned {
  readonly at: number
  readonly order: number
  readonly run: () => unknown
}

const native = { setImmediate }
/** Settles every promise that can settle. Only outside of a promise's own turn; what `setImmediate` does, without the trip. */
const settle = (process as unknown as { _tickCallback: () => void })._tickCallback
/** Said by an event that set off nothing that anybody awaits. */
export const quiet = Symbol('quiet')

/** Virtual time. Everything that happens is an event here; between two, every promise that can settle has settled. */
export class Loop {
  now: number
  events = 0
  readonly #heap: Planned[] = []
  #order = 0

  constructor(startAt: number) {
    this.now = startAt
  }

  at(at: number, run: () => unknown): void {
    const planned = { at: Math.max(at, this.now), order: this.#order++, run }
    this.#push(planned)
  }

  after(ms: number, run: () => unknown): void {
    this.at(this.now + Math.max(0, Math.round(ms)), run)
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, () => resolve()))
  }

  /** Runs until nothing is due before `until`, or `isOver` says so after an event. */
  runUntil(until: number, isOver: () => boolean): Promise<void> {
    return new Promise((resolve, reject) =>
      native.setImmediate(() => {
        try {
          this.#run(until, isOver)
          resolve()
        } catch (error) {
          reject(error)
        }
      }),
    )
  }

  #run(until: number, isOver: () => boolean): void {
    for (let next = this.#heap[0]; next && next.at <= until; next = this.#heap[0]) {
      this.#pop()
      this.now = next.at
      this.events++
      if (next.run() !== quiet) settle()
      if (isOver()) return
    }
    this.now = Math.max(this.now, until)
  }

  #push(planned: Planned): void {
    const heap = this.#heap
    let at = heap.push(planned) - 1
    for (let up = (at - 1) >> 1; at > 0 && isBefore(planned, heap[up]!); up = (at - 1) >> 1) {
      heap[at] = heap[up]!
      at = up
    }
    heap[at] = planned
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop()!
    if (heap.length === 0) return
    let at = 0
    for (
      let down = smaller(heap, at);
      down !== null && isBefore(heap[down]!, last);
      down = smaller(heap, at)
    ) {
      heap[at] = heap[down]!
      at = down
    }
    heap[at] = last
  }
}

function isBefore(one: Planned, other: Planned): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order)
}

function smaller(heap: readonly Planned[], at: number): number | null {
  const left = at * 2 + 1
  const right = left + 1
  if (left >= heap.length) return null
  return right < heap.length && isBefore(heap[right]!, heap[left]!) ? right : left
}
