import type { CatalogAccount } from '../../schema/contract/catalog.ts'
import type { Foreseen } from '../lib/storage.ts'
import { one } from '../lib/time.ts'
import { t } from '../lib/words.ts'

/** "Owner One", "Owner One and SSO Admin One", "Owner One, SSO Admin One and 2 more". */
export function namesOf({
  deciders,
  decidersCount,
}: Pick<CatalogAccount, 'deciders' | 'decidersCount'>): string {
  const [a = '', b = ''] = deciders.map(({ name }) => name)
  if (!b) return decidersCount > 1 ? t('panel_names_more', { names: a, n: String(decidersCount - 1) }) : a
  if (decidersCount <= 2) return t('panel_names_two', { a, b })
  return t('panel_names_more', { names: `${a}, ${b}`, n: String(decidersCount - 2) })
}

/** Who was asked when a request was sent: one by name, the others by number. */
export function wereAsked(count: number, account: CatalogAccount | null): string {
  const name = account?.deciders[0]?.name
  if (!name) return t('panel_were_asked', { n: String(count) })
  if (count <= 1) return t('panel_was_asked', { name })
  return t('panel_asked_and_others', { name, n: String(count - 1) })
}

/** After so long nobody knows who is there still, or which hour it was. */
const onlineHoldsMs = 5 * 60_000
const usualHoldsMs = 60 * 60_000

/** The same with what was foreseen when it was sent, so long ago: who of them is there, and how long it usually takes. */
export function stillForeseen(asked: string, foreseen: Foreseen | undefined, agoMs: number): string {
  const there = (agoMs < onlineHoldsMs && foreseen?.onlineCount) || 0
  const usual = (agoMs < usualHoldsMs && foreseen?.usualSeconds) || 0
  const first = there > 0 ? t('panel_asked_online', { asked: unstopped(asked), n: String(there) }) : asked
  return usual > 0 ? `${first} ${t('panel_usually', { time: one(usual * 1000) })}` : first
}

/** A sentence that goes on. */
function unstopped(sentence: string): string {
  return sentence.replace(/\.$/, '')
}
