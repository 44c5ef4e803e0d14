import { type ReadonlySignal, signal } from '@preact/signals'
import { type Problem, problemOf } from './trouble.ts'

export interface Page<T> {
  readonly items: readonly T[]
  readonly next: string | null
}

/** A list as it is shown. What is known stays in view while it is read again, and when that fails. */
export type Listed<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'refused'; readonly problem: Problem }
  | ({ readonly state: 'ready'; readonly problem: Problem | null } & Page<T>)

export interface Listing<T> {
  readonly listed: ReadonlySignal<Listed<T>>
  readonly reading: ReadonlySignal<boolean>
  /** Reads again what is shown and may have changed, and nothing else. */
  readonly refresh: () => Promise<void>
  readonly more: () => Promise<void>
}

export interface Source<T> {
  /** What storage has of the first page, if anything. */
  readonly stored?: readonly T[] | undefined
  readonly read: (after?: string) => Promise<Page<T>>
  /** What was listed behind `items` before and need not be read again; `null` if it has to be. */
  readonly rest?: (items: readonly T[], before: readonly T[]) => readonly T[] | null
}

export function listing<T>({ stored, read, rest = () => null }: Source<T>): Listing<T> {
  const listed = signal<Listed<T>>(stored ? ready({ items: stored, next: null }) : { state: 'loading' })
  const reading = signal(false)
  let pages = 1
  let turn = 0

  /** Only the newest reading counts: a slow old answer never covers a newer one. */
  async function show(next: () => Promise<Page<T>>) {
    const mine = ++turn
    reading.value = true
    try {
      const shown = await next().then(ready, (error: unknown) => refused(listed.value, problemOf(error)))
      if (mine === turn) listed.value = shown
    } finally {
      if (mine === turn) reading.value = false
    }
  }

  async function more() {
    const { value } = listed
    if (value.state !== 'ready' || value.next === null || reading.value) return
    const { items, next } = value
    await show(async () => {
      const page = await read(next)
      pages += 1
      return { items: [...items, ...page.items], next: page.next }
    })
  }

  function withRest(items: readonly T[]): Page<T> | null {
    const { value } = listed
    if (value.state !== 'ready') return null
    const behind = rest(items, value.items)
    return behind && { items: [...items, ...behind], next: value.next }
  }

  async function readPages(): Promise<Page<T>> {
    let page = await read()
    const items = [...page.items]
    for (let n = 1; n < pages && page.next !== null; n++) {
      const whole = withRest(items)
      if (whole) return whole
      page = await read(page.next)
      items.push(...page.items)
    }
    return { items, next: page.next }
  }

  return { listed, reading, refresh: () => show(readPages), more }
}

const ready = <T>(page: Page<T>): Listed<T> => ({ ...page, state: 'ready', problem: null })

function refused<T>(before: Listed<T>, problem: Problem): Listed<T> {
  return before.state === 'ready' ? { ...before, problem } : { state: 'refused', problem }
}
