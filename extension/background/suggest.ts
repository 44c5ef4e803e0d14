import type { Asked } from '../../schema/contract/requests.ts'
import type { Suggestions } from '../../schema/contract/suggest.ts'
import type { DeniedThere, Suggested } from '../lib/shown.ts'
import { draftedItem, narrowestItem, type Seen } from '../lib/storage.ts'
import { t } from '../lib/text.ts'
import { callApi } from './client.ts'
import { accountOf } from './shown.ts'

type Denied = Omit<DeniedThere, 'at'>

/** More is not read where somebody is stopped; the full form has them all. */
const mostSets = 3
const mostKnown = 200

/** Asks which sets allow what was denied. Only for what a person opened, pasted or selected. */
export async function suggestFor(accountId: string, denied: Denied): Promise<Suggested | null> {
  const outcome = await callApi('suggest', { accountId, ...denied })
  if (!outcome.ok) return null
  const { sets, draft, noHelp } = outcome.output
  await Promise.all([
    keepNarrowest(keyOf(accountId, denied.action), sets),
    // The document stays here: the page says that it is wanted, not what it is.
    draftedItem.setValue(
      draft ? { for: keyOf(accountId, denied.action, denied.resource), custom: draft.custom } : null,
    ),
  ])
  return {
    sets: sets.slice(0, mostSets).map((set, i) => ({ ...pick(set), hint: hintOf(set, i === 0) })),
    draft: draft && { maxSeconds: draft.maxSeconds },
    says: noHelp?.sentence ?? '',
  }
}

/** The custom set that was drafted for this denial; drafted again where the browser has forgotten it. */
export async function draftedFor({ accountId, denied }: Asked): Promise<NonNullable<Asked['custom']> | null> {
  if (!denied) return null
  const key = keyOf(accountId, denied.action, denied.resource)
  const known = await draftedItem.getValue()
  if (known?.for === key) return known.custom
  await suggestFor(accountId, denied)
  const drafted = await draftedItem.getValue()
  return drafted?.for === key ? drafted.custom : null
}

/** As it was answered before, and still open to this person; nothing is asked. */
export async function narrowestKnown(
  accountId: string,
  action: string,
  seen: Seen | null,
): Promise<string | null> {
  const name = (await narrowestItem.getValue())[keyOf(accountId, action)]
  const isOpen = accountOf(seen, accountId)?.permissionSets.some((set) => set.name === name)
  return name !== undefined && isOpen ? name : null
}

async function keepNarrowest(key: string, sets: Suggestions['sets']): Promise<void> {
  const known = Object.entries(await narrowestItem.getValue()).filter(([other]) => other !== key)
  const [first] = sets.filter(({ isCertain }) => isCertain)
  const now = first ? [...known, [key, first.name] as const] : known
  await narrowestItem.setValue(Object.fromEntries(now.slice(-mostKnown)))
}

function keyOf(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join(' ')
}

type SetOffer = Suggestions['sets'][number]

function pick({ arn, name, maxSeconds }: SetOffer) {
  return { arn, name, maxSeconds }
}

function hintOf({ isCertain, also }: SetOffer, isFirst: boolean): string {
  if (!isCertain) return t('panel_may_help')
  if (isFirst) return t('panel_narrowest')
  const changes = also.write + also.permissionsManagement + also.tagging
  return changes > 0
    ? t('panel_also_writes', { n: changes.toLocaleString() })
    : t('panel_also_reads', { n: (also.read + also.list).toLocaleString() })
}
