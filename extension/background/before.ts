import type { Input } from '../../schema/contract/endpoint.ts'
import type { Api } from '../../schema/contract/api.ts'
import type { RequestPreview } from '../../schema/contract/before-sending.ts'
import type { Asked } from '../../schema/contract/requests.ts'
import { plain } from '../lib/plain.ts'
import type { Before, ShownTrouble } from '../lib/shown.ts'
import { type Foreseen, foreseenItem } from '../lib/storage.ts'
import { dayTime, one } from '../lib/time.ts'
import { t } from '../lib/words.ts'
import { callApi } from './client.ts'
import { namesOf } from './people.ts'
import { confirmElsewhere, shownTrouble } from './shown.ts'

/** Who would be asked, who of them is there, and how long that usually takes; `null` where that cannot be said. */
export async function beforeSending(wish: Input<Api['previewOpen']>): Promise<Before | null> {
  const outcome = await callApi('previewOpen', wish)
  if (!outcome.ok) return null
  const { levels, asked, askedCount, onlineCount, usual, windowEndsAt } = outcome.output
  const unread = unreadSay(outcome.output)
  if (levels === 0) return { asked: t('panel_by_rule'), until: '', unread }
  const names = namesOf({ deciders: asked, decidersCount: askedCount })
  const until = t('panel_until', { time: dayTime(windowEndsAt) })
  return {
    asked: onlineCount ? t('panel_online', { names, n: String(onlineCount) }) : names,
    until: usual ? `${t('panel_usual', { time: one(usual.medianSeconds * 1000) })} ${until}` : until,
    unread,
  }
}

/** As the form of the portal says it. */
function unreadSay({ unread }: RequestPreview): string {
  return unread.length > 0 ? t('portal_set_unread', { names: unread.map(plain).join(', ') }) : ''
}

type Told = { readonly kept: ShownTrouble } | { readonly kept: null; readonly foreseen: Foreseen }

/**
 * Why this is not sent from a page; where it may be, what is foreseen of it. A click there may be the page's, so what a rule would
 * grant without a person is confirmed in the portal; and while nobody can say who decides, nothing is sent.
 */
export async function keptFromPage(asked: Asked): Promise<Told> {
  const outcome = await callApi('previewOpen', asked)
  if (!outcome.ok) return { kept: shownTrouble(outcome.problem) }
  const { levels, onlineCount, usual } = outcome.output
  if (levels === 0) return { kept: confirmElsewhere(asked) }
  return { kept: null, foreseen: { onlineCount, usualSeconds: usual?.medianSeconds ?? null } }
}

const mostKept = 50

/** The panel goes on to say it while the request waits. */
export async function keepForeseen(requestId: string, foreseen: Foreseen): Promise<void> {
  const others = Object.entries(await foreseenItem.getValue()).filter(([id]) => id !== requestId)
  await foreseenItem.setValue(Object.fromEntries([...others, [requestId, foreseen]].slice(-mostKept)))
}
