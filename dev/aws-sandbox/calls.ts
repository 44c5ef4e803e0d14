import type { Store } from './store.ts'

export function countCall(store: Store, operation: string): void {
  store.run(
    'insert into calls (operation, count) values (?, 1) on conflict (operation) do update set count = count + 1',
    operation,
  )
}

export function callsSoFar(store: Store): { total: number; byOperation: Record<string, number> } {
  const rows = store.rows<{ operation: string; count: number }>(
    'select operation, count from calls order by operation',
  )
  const byOperation = Object.fromEntries(rows.map(({ operation, count }) => [operation, count]))
  return { total: rows.reduce((sum, { count }) => sum + count, 0), byOperation }
}

export function forgetCalls(store: Store): void {
  store.run('delete from calls')
}
