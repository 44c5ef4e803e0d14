import { customSets } from '../../schema/contract/rules.ts'
import type { Asked } from '../../schema/contract/requests.ts'
import { isCustomId } from '../custom.ts'
import { decidersAmong } from '../db/deciders.ts'
import { isThere, type AccountRow, type OpeningFacts, type SetRow } from '../db/facts.ts'
import { Refusal } from '../http/refusal.ts'
import { namesOf } from '../refusals.ts'
import type { Wish } from './rule.ts'
import { rulingOn, type Ruling } from './ruling.ts'

export type Ruled = Extract<Ruling, { allowed: true }>

export interface Asking {
  readonly account: AccountRow
  readonly set: SetRow
  readonly input: Pick<Asked, 'durationSeconds'>
  readonly startsAt: number
}

/** What the rules say to a request, where they let it be made; else the refusal that names them. */
export function ruledOn(facts: OpeningFacts, asking: Asking): Ruled {
  const ruling = rulingOn(facts.book.rules, wishOf(facts, asking))
  if (ruling.allowed) return ruling
  const names = namesOf(facts.admins)
  const [rule] = ruling.because
  const set = isCustomId(asking.set.arn) ? customSets : asking.set.name
  if (rule === undefined) throw new Refusal('account-hidden', { account: asking.account.name, names })
  const said = { account: asking.account.name, set, rule, names }
  throw new Refusal('account-hidden', said, { variant: 'denied', rule })
}

export function wishOf(
  { caller, groups }: Pick<OpeningFacts, 'caller' | 'groups'>,
  { account, set, input, startsAt }: Asking,
): Wish {
  return {
    personId: caller.id,
    groups: new Set(groups),
    account: placeOf(account),
    setArn: isCustomId(set.arn) ? null : set.arn,
    seconds: input.durationSeconds,
    startsAt,
  }
}

export function placeOf({ id, ouPath, tags, sensitive }: AccountRow): Wish['account'] {
  return { id, ouPath, tags: JSON.parse(tags) as Record<string, string>, sensitive: sensitive === 1 }
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
