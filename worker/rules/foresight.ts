import type { RulesPreview } from '../../schema/contract/rules.ts'
import { looksAt, type Past } from '../db/past.ts'
import { instant } from '../wire.ts'
import type { KeptRule, Wish } from './rule.ts'
import { rulingOn, rulingToWire } from './ruling.ts'

export const foresightMs = 30 * 24 * 60 * 60_000
const shown = 50

/** Which of these requests the rules would have answered otherwise: accounts and groups as they are now. */
export function foresee(
  found: readonly Past[],
  { before, after }: { before: readonly KeptRule[]; after: readonly KeptRule[] },
): RulesPreview {
  const past = found.slice(0, looksAt)
  const compared = past.map((request) => {
    const wish = wishOf(request)
    const said = (rules: readonly KeptRule[]) => rulingToWire(rulingOn(rules, wish), wish.seconds)
    return { request, before: said(before), after: said(after) }
  })
  const changed = compared.filter((each) => isOther(each.before, each.after))
  return {
    looked: past.length,
    more: found.length > looksAt,
    count: changed.length,
    items: changed.slice(0, shown).map(({ request, ...rest }) => ({ request: requestOf(request), ...rest })),
  }
}

type Said = ReturnType<typeof rulingToWire>
function isOther(one: Said, other: Said): boolean {
  return one.outcome !== other.outcome || one.levels !== other.levels
}

function wishOf(past: Past): Wish {
  return {
    personId: past.requesterId,
    groups: new Set(JSON.parse(past.groups) as string[]),
    account: {
      id: past.accountId,
      ouPath: past.ouPath,
      tags: JSON.parse(past.tags ?? '{}') as Record<string, string>,
      sensitive: past.sensitive === 1,
    },
    setArn: past.kind === 'custom' ? null : past.setArn,
    seconds: past.durationS,
    startsAt: past.askedStartAt ?? past.openedAt,
  }
}

function requestOf(past: Past): RulesPreview['items'][number]['request'] {
  return {
    id: past.id,
    requester: { id: past.requesterId, name: past.requesterName },
    accountId: past.accountId,
    accountName: past.accountName,
    permissionSetName: past.setName,
    durationSeconds: past.durationS,
    openedAt: instant(past.openedAt),
  }
}
