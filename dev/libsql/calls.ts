/** What one pipeline did, noted while it runs. */
export interface Trace {
  /** The texts that were run, in order; skipped steps of a batch are not among them. */
  readonly sqls: string[]
  tookWriteLock(): void
}

const maxRemembered = 50

/** Counts pipelines and write transactions, so that tests can hold their number down. */
export class Calls {
  #pipelines = 0
  #writes = 0
  #last: Trace[] = []

  begin(): Trace {
    this.#pipelines++
    const trace = { sqls: [], tookWriteLock: this.#countWriteOnce() }
    this.#last = [...this.#last.slice(1 - maxRemembered), trace]
    return trace
  }

  counts(): { pipelines: number; writes: number } {
    return { pipelines: this.#pipelines, writes: this.#writes }
  }

  /** The texts of the last pipelines, oldest first. */
  last(): (readonly string[])[] {
    return this.#last.map(({ sqls }) => sqls)
  }

  reset(): void {
    this.#pipelines = 0
    this.#writes = 0
    this.#last = []
  }

  #countWriteOnce(): () => void {
    let counted = false
    return () => {
      if (!counted) this.#writes++
      counted = true
    }
  }
}
