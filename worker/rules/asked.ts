import { customSets } from '../../schema/contract/rules.ts'
import type { Asked } from '../../schema/contract/requests.ts'
import { isCustomId } from '../custom.ts'
import { decidersAmong } from '../db/deciders.ts'
import type { Against } from '../db/unattended.ts'
import { isThere, type AccountRow, type OpeningFacts, type SetRow } from '../db/facts.ts'
import { Refusal } from '../http/refusal.ts'
import { namesOf } from '../refusals.ts'
import type { Wish } from './rule.ts'
import { rulingOn, type Ruling } from './ruling.ts'
import { refuseUnread, thereOf } from './there.ts'

/** A rule that would grant it, were it not for what speaks against a grant without a person. */
export interface Instead {
  readonly rule: string
  readonly why: Against
}
export type Ruled = Extract<Ruling, { allowed: true }> & { readonly instead: Instead | null }

export interface Asking {
  readonly account: AccountRow
  readonly set: SetRow
  readonly input: Pick<Asked, 'durationSeconds'>
  readonly startsAt: number
}

/** What the rules say to a request, where they let it be made; else the refusal that names them. */
export function ruledOn(facts: OpeningFacts, asking: Asking): Ruled {
  refuseUnread(facts.book.rules, asking.account)
  const ruling = rulingOn(facts.book.rules, wishOf(facts, asking))
  if (ruling.allowed) return attended(ruling, facts.againstGrant)
  const names = namesOf(facts.admins)
  const set = isCustomId(asking.set.arn) ? customSets : asking.set.name
  throw hiddenBy(ruling.because[0], { account: asking.account.name, set, names })
}

/** What the rules keep from whoever asks: by the word of one, or because none allows it. */
export function hiddenBy(
  rule: string | undefined,
  { set, ...said }: Readonly<Record<'account' | 'set' | 'names', string>>,
): Refusal {
  if (rule === undefined) return new Refusal('account-hidden', said)
  return new Refusal('account-hidden', { ...said, set, rule }, { variant: 'denied', rule })
}

function attended(ruling: Omit<Ruled, 'instead'>, why: Against | null): Ruled {
  const { automatic: rule } = ruling
  if (rule === null || why === null) return { ...ruling, instead: null }
  return { ...ruling, automatic: null, instead: { rule, why } }
}

function wishOf({ caller, groups }: OpeningFacts, { account, set, input, startsAt }: Asking): Wish {
  return {
    ...thereOf({ personId: caller.id, groups }, account, startsAt),
    setArn: isCustomId(set.arn) ? null : set.arn,
    seconds: input.durationSeconds,
  }
}

/** Who decides, where the rules ask for two decisions on what one would do for. */
export function atLevels(
  facts: OpeningFacts,
  levels: Ruled['levels'],
): Pick<OpeningFacts, 'deciders' | 'seconds' | 'ownerIsThere' | 'admins'> {
  if (levels === 1 || facts.seconds !== null) return facts
  const { caller, candidates, admins } = facts
  const sent = { requesterId: caller.id, firstDeciderId: null }
  return {
    admins,
    deciders: decidersAmong(candidates, 'owner', sent),
    seconds: decidersAmong(candidates, 'admin', sent),
    ownerIsThere: decidersAmong(candidates.filter(isThere), 'owner', sent).length > 0,
  }
}
