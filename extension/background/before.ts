import type { Input } from '../../schema/contract/endpoint.ts'
import type { Api } from '../../schema/contract/api.ts'
import type { Before } from '../lib/shown.ts'
import { dayTime, one } from '../lib/time.ts'
import { t } from '../lib/words.ts'
import { callApi } from './client.ts'
import { namesOf } from './people.ts'

/** Who would be asked, who of them is there, and how long that usually takes; `null` where that cannot be said. */
export async function beforeSending(wish: Input<Api['previewOpen']>): Promise<Before | null> {
  const outcome = await callApi('previewOpen', wish)
  if (!outcome.ok) return null
  const { levels, asked, askedCount, onlineCount, usual, windowEndsAt } = outcome.output
  if (levels === 0) return { asked: t('panel_by_rule'), until: '' }
  const names = namesOf({ deciders: asked, decidersCount: askedCount })
  const until = t('panel_until', { time: dayTime(windowEndsAt) })
  return {
    asked: onlineCount ? t('panel_online', { names, n: String(onlineCount) }) : names,
    until: usual ? `${t('panel_usual', { time: one(usual.medianSeconds * 1000) })} ${until}` : until,
  }
}

/**
 * What a rule would grant without a person is not sent from a page: a click there may be the page's. It is confirmed
 * in the portal.
 */
export async function needsNobody(wish: Input<Api['previewOpen']>): Promise<boolean> {
  const outcome = await callApi('previewOpen', wish)
  return outcome.ok && outcome.output.levels === 0
}
