import { dayTime, one } from '../../lib/time.ts'
import { t } from '../../lib/words.ts'
import type { AskForm } from '../../models/portal/ask-form.ts'
import { now } from '../../models/seen.ts'

/** How long a decision takes at this part of the day, and how many that was learnt from. */
export function Usual({ form }: { form: AskForm }) {
  const preview = form.preview.shown.value
  if (!preview || preview.levels === 0) return null
  const { usual, windowEndsAt } = preview
  const until = t('portal_usual_until', { time: dayTime(windowEndsAt, now.value) })
  if (!usual) return <p class="usual says">{`${t('portal_usual_none')} ${until}`}</p>
  return (
    <p class="usual says">
      {t('portal_usual')} <b class="figure">{one(usual.medianSeconds * 1000)}</b>
      {`${t('portal_usual_of', { n: String(usual.count) })} ${until}`}
    </p>
  )
}
