import { read, structure, text, whole, word } from './shape.ts'
import type { Store } from './store.ts'

export type FaultKind = 'throttle' | 'error' | 'failed' | 'delay' | 'lost'
export type Fault = {
  id: number
  kind: FaultKind
  times: number | null
  reason: string | null
  ms: number | null
}

const faultAsked = structure(
  { operation: text('\\*|[A-Za-z]+', 1, 100), kind: word('throttle', 'error', 'failed', 'delay', 'lost') },
  { times: whole(1, 1_000_000), reason: text('[\\s\\S]*', 0, 1000), ms: whole(0, 3_600_000) },
)

/** Without `times` a fault stays until the faults are deleted. */
export function addFault(store: Store, body: unknown): { id: string } {
  const { operation, kind, times, reason, ms } = read(faultAsked, body)
  const id = store.nextNumber()
  store.run(
    'insert into faults (id, operation, kind, times, reason, ms) values (?, ?, ?, ?, ?, ?)',
    id,
    operation,
    kind,
    times ?? null,
    reason ?? null,
    ms ?? null,
  )
  return { id: String(id) }
}

export function clearFaults(store: Store): void {
  store.run('delete from faults')
}

/** The oldest fault that applies, used up by one. Run it in the call's transaction: a refused call gives it back. */
export function takeFault(store: Store, operation: string): Fault | null {
  const fault = store.row<Fault>(
    `select id, kind, times, reason, ms from faults
     where operation in (?, '*') and (kind <> 'failed' or ?) order by id limit 1`,
    operation,
    isAsynchronous(operation) ? 1 : 0,
  )
  if (!fault) return null
  if (fault.times === 1) store.run('delete from faults where id = ?', fault.id)
  else store.run('update faults set times = times - 1 where id = ?', fault.id)
  return fault
}

const isAsynchronous = (operation: string): boolean =>
  ['CreateAccountAssignment', 'DeleteAccountAssignment', 'ProvisionPermissionSet'].includes(operation)
