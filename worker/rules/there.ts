import type { AccountRow } from '../db/facts.ts'
import { Refusal } from '../http/refusal.ts'
import type { KeptRule, There } from './rule.ts'

/** What rules look at of an account. */
export type Place = Pick<AccountRow, 'id' | 'ouPath' | 'tags' | 'sensitive'>

export function thereOf(
  { personId, groups }: { readonly personId: string; readonly groups: readonly string[] },
  { id, ouPath, tags, sensitive }: Place,
  startsAt: number,
): There {
  const account = {
    id,
    ouPath,
    tags: JSON.parse(tags) as Record<string, string>,
    sensitive: sensitive === 1,
  }
  return { personId, groups: new Set(groups), account, startsAt }
}

/** Where AWS has not said yet what a rule speaks of, nobody can tell whether it speaks: a rule that denies would not. */
export function refuseUnread(
  rules: readonly KeptRule[],
  { ouPath, tagsRead }: Pick<AccountRow, 'ouPath' | 'tagsRead'>,
): void {
  const speakOf = (what: string) => rules.some(({ where }) => where.some((ref) => ref.startsWith(what)))
  const isUnread = (ouPath === null && speakOf('ou:')) || (tagsRead === 0 && speakOf('tag:'))
  if (isUnread) throw new Refusal('unreachable', { n: '10' }, { retryAfterSeconds: 10 })
}
