import type { RequestRow } from './db/advance.ts'
import type { Deps, HeldSession } from './deps.ts'
import type { KillPolicy } from './engine/ports.ts'

/** After the commit of a grant. If the keeper does not hear it, the sweep finds the row by `due_at`. */
export async function tellKeeper(deps: Deps, row: RequestRow, kill: KillPolicy): Promise<void> {
  if (row.keeperKey === null || row.startsAt === null || row.endsAt === null) return
  const { id, principalId: principal, startsAt, endsAt, sessionSeconds, extendsId } = row
  const { cloneName: name, setArn: base, setHash: baseHash } = row
  const clone = name === null || base === null ? null : { name, base, baseHash: baseHash ?? '' }
  const session: HeldSession = { id, principal, startsAt, endsAt, sessionSeconds, clone, kill, extendsId }
  await deps.keepers.hold(row.keeperKey, [session])
}
