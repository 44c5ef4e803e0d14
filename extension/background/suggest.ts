import type { Asked } from '../../schema/contract/requests.ts'
import type { Suggestions } from '../../schema/contract/suggest.ts'
import type { DeniedThere, Suggested } from '../lib/shown.ts'
import { draftedItem, narrowestItem, type Known } from '../lib/storage.ts'
import { t } from '../lib/words.ts'
import { callApi } from './client.ts'
import { known } from './known.ts'
import { accountOf } from './shown.ts'

type Denied = Omit<DeniedThere, 'at'>
type SuggestedSet = Suggested['sets'][number]

/** More is not read where somebody is stopped; the full form has them all. */
const mostSets = 3
const mostKnown = 200

/** Asks which sets allow what was denied. Only for what a person opened, pasted or selected. */
export async function suggestFor(
  accountId: string,
  denied: Denied,
  chosen?: string,
): Promise<Suggested | null> {
  const outcome = await callApi('suggest', { accountId, ...denied })
  if (!outcome.ok) return null
  const { sets, draft, noHelp } = outcome.output
  await Promise.all([
    keepNarrowest(denialOf(accountId, denied), sets),
    // The document stays here: the page says that it is wanted, not what it is.
    draftedItem.setValue(
      draft ? { for: keyOf(accountId, denied.action, denied.resource), custom: draft.custom } : null,
    ),
  ])
  const stays = sets.find(({ arn, isCertain }) => arn === chosen && isCertain)
  // While somebody writes no other set may come to stand under their hands.
  const shown = (stays ? [stays, ...sets.filter((set) => set !== stays)] : sets).slice(0, mostSets)
  const sure = shown.filter(({ isCertain }) => isCertain).length
  const now = sure === 0 && draft ? t('panel_only_this') : shown[0]?.name
  const note = chosen && !stays && now ? await noteOf(accountId, chosen, now) : null
  return {
    sets: shown.map((set) => ({ ...pick(set), hint: hintOf(set, set === sets[0]) })),
    draft: draft && { maxSeconds: draft.maxSeconds, at: sure },
    says: noHelp?.sentence ?? '',
    ...(note && { note }),
  }
}

async function noteOf(accountId: string, chosen: string, now: string): Promise<string | null> {
  const sets = accountOf(await known(), accountId)?.permissionSets
  const former = sets?.find(({ arn }) => arn === chosen)?.name
  return former ? t('panel_set_now', { set: now, former }) : null
}

/** The custom set that was drafted for this denial; drafted again where the browser has forgotten it. */
export async function draftedFor({
  accountId,
  denied,
}: Pick<Asked, 'accountId' | 'denied'>): Promise<NonNullable<Asked['custom']> | null> {
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
  denied: Denied,
  seen: Known | null,
): Promise<SuggestedSet | null> {
  const name = (await narrowestItem.getValue())[denialOf(accountId, denied)]
  const open = accountOf(seen, accountId)?.permissionSets.find((set) => set.name === name)
  return open ? { ...pick(open), hint: t('panel_narrowest') } : null
}

async function keepNarrowest(key: string, sets: Suggestions['sets']): Promise<void> {
  const known = Object.entries(await narrowestItem.getValue()).filter(([other]) => other !== key)
  const [first] = sets.filter(({ isCertain }) => isCertain)
  const now = first ? [...known, [key, first.name] as const] : known
  await narrowestItem.setValue(Object.fromEntries(now.slice(-mostKnown)))
}

/** What allows an action on one thing may not allow it on another. */
function denialOf(accountId: string, { action, missingAction = '', resource = '' }: Denied): string {
  return keyOf(accountId, action, missingAction, resource)
}

function keyOf(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join(' ')
}

type SetOffer = Suggestions['sets'][number]

function pick({ arn, name, maxSeconds }: Omit<SuggestedSet, 'hint'>) {
  return { arn, name, maxSeconds }
}

function hintOf({ isCertain, also }: SetOffer, isFirst: boolean): string {
  if (!isCertain) return t('panel_may_help')
  if (isFirst) return t('panel_narrowest')
  const changes = also.write + also.permissionsManagement + also.tagging
  return changes > 0
    ? t('panel_also_writes', { n: String(changes) })
    : t('panel_also_reads', { n: String(also.read + also.list) })
}
