import type { Page } from './port.ts'

/** More pages than any list of ours has: a token that leads round in circles ends here. */
const mostPages = 1_000

/** Everything, in order; also past empty pages. */
export async function everyPage<T>(ask: (after: string | null) => Promise<Page<T>>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items(ask)) found.push(item)
  return found
}

/** One by one, asking for the next page only when it is needed. */
export async function* items<T>(ask: (after: string | null) => Promise<Page<T>>): AsyncGenerator<T> {
  let after: string | null = null
  for (let n = 0; n < mostPages; n += 1) {
    const page: Page<T> = await ask(after)
    yield* page.items
    if (page.next === null) return
    after = page.next
  }
  throw new Error(`a list of AWS's did not end within ${mostPages} pages`)
}

export function page<T>(found: readonly T[] | undefined, nextToken: string | undefined): Page<T> {
  return { items: found ?? [], next: nextToken === undefined || nextToken === '' ? null : nextToken }
}

/** `{ NextToken }` for all pages but the first. */
export function token(after: string | null): { readonly NextToken?: string } {
  return after === null ? {} : { NextToken: after }
}
