import type { Finding, FindingPage } from '../../schema/contract/findings.ts'
import { tiesOf, type FindingList, type FindingRow } from '../db/findings.ts'
import { isAllowed, type Person } from '../policy.ts'
import { instant } from '../wire.ts'

export function isLiveFinding({ status }: Pick<FindingRow, 'status'>): boolean {
  return status === 'open' || status === 'ignored'
}

export function toFinding(row: FindingRow, caller: Person): Finding {
  return {
    id: row.id,
    kind: row.kind as Finding['kind'],
    status: row.status,
    version: row.version,
    accountId: row.accountId,
    accountName: row.accountName,
    permissionSetArn: row.setArn,
    permissionSetName: row.setName,
    principal: {
      kind: row.principalType === 'GROUP' ? 'group' : 'user',
      id: row.principalId,
      name: row.holderName ?? (row.principalName || null),
    },
    since: instant(row.firstSeenAt),
    seenAt: instant(row.lastSeenAt),
    requestId: row.requestId,
    act: actOf(row),
    ignoredUntil: row.ignoredUntil === null ? null : instant(row.ignoredUntil),
    mine: mayDo(row, caller),
  }
}

function actOf(row: FindingRow): Finding['act'] {
  if (row.reason === null) return null
  const by = row.byId === null ? null : { id: row.byId, name: row.byName ?? '' }
  return { by, reason: row.reason, at: instant(row.actedAt ?? row.firstSeenAt) }
}

/** The buttons of a screen, not its guards. */
function mayDo(row: FindingRow, caller: Person): Finding['mine'] {
  const may = (act: 'adopt' | 'remove' | 'ignore') =>
    isAllowed(act, caller, tiesOf(row)) && isLiveFinding(row)
  const isPerson = row.principalType === 'USER' && row.holderId !== null && row.isOpenHere === 1
  const ends = row.kind === 'lost' ? row.sessionStatus === 'active' : isPerson
  return {
    adopt: may('adopt') && row.kind === 'unknown' && isPerson && row.holderActive === 1,
    remove: may('remove') && ends,
    ignore: may('ignore') && row.status === 'open',
  }
}

export function toFindingPage(list: FindingList): FindingPage {
  return {
    items: list.items.map((row) => toFinding(row, list.caller)),
    next: list.next,
    lastFullLookAt: list.lastFullLookAt === null ? null : instant(list.lastFullLookAt),
    missed: list.missed,
  }
}
