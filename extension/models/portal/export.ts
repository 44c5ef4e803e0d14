import { type ReadonlySignal, signal } from '@preact/signals'
import type { Request } from '../../../schema/contract/requests.ts'
import { csvOf, jsonLinesOf } from './csv.ts'
import type { Page } from './listing.ts'
import { type Problem, problemOf } from './trouble.ts'

export const formats = ['csv', 'jsonl'] as const
export type Format = (typeof formats)[number]

/** Beyond so many a filter says more than a longer file. */
export const mostExported = 10_000

export type Exported =
  | { readonly step: 'ready' }
  | { readonly step: 'reading'; readonly read: number }
  | { readonly step: 'stopped'; readonly read: number; readonly problem: Problem }
  | { readonly step: 'done'; readonly read: number; readonly name: string; readonly more: boolean }

export interface Export {
  readonly state: ReadonlySignal<Exported>
  /** Reads on from where it stopped, if it did. */
  run(format: Format): Promise<void>
  cancel(): void
}

type Read = (after?: string) => Promise<Page<Request>>
type Save = (name: string, text: string, type: string) => void

/** Everything a list shows, page after page as it is shown, and then as one file. */
export function exportOf(read: Read, save: Save, now: () => number): Export {
  const state = signal<Exported>({ step: 'ready' })
  let found: Request[] = []
  let after: string | null | undefined
  let turn = 0

  async function readOn(mine: number): Promise<void> {
    while (after !== null && found.length < mostExported && mine === turn) {
      state.value = { step: 'reading', read: found.length }
      const page = await read(after)
      if (mine !== turn) return
      found.push(...page.items)
      after = page.next
    }
  }

  async function run(format: Format): Promise<void> {
    const mine = ++turn
    try {
      await readOn(mine)
    } catch (error) {
      const problem = problemOf(error)
      if (mine === turn) state.value = { step: 'stopped', read: found.length, problem }
      return
    }
    if (mine === turn) finish(format)
  }

  function finish(format: Format): void {
    const kept = found.slice(0, mostExported)
    const name = `hallpass-requests-${stamp(now())}.${format}`
    if (format === 'csv') save(name, csvOf(kept), 'text/csv')
    else save(name, jsonLinesOf(kept), 'application/jsonl')
    state.value = {
      step: 'done',
      read: kept.length,
      name,
      more: after !== null || found.length > kept.length,
    }
    forget()
  }

  function cancel(): void {
    turn += 1
    forget()
    state.value = { step: 'ready' }
  }

  function forget(): void {
    found = []
    after = undefined
  }

  return { state, run, cancel }
}

/** "20261123T021400Z" */
function stamp(ms: number): string {
  return new Date(ms).toISOString().replaceAll(/[-:]|\.\d+/g, '')
}
