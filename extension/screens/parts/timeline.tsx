import type { RequestWithTimeline, TimelineStep } from '../../../schema/contract/requests.ts'
import { label } from '../../../schema/contract/lifecycle.ts'
import { plain } from '../../lib/plain.ts'
import { dayTime, span, utc } from '../../lib/time.ts'
import { t } from '../../lib/words.ts'
import { minute } from '../../models/seen.ts'
import { colourOf } from '../../ui/status-line.tsx'
import { Icon, iconOfTone } from '../../ui/icon.tsx'
import { type Step, stepsOf } from '../../models/portal/steps.ts'

/** What happened, in order: when, which status it led to, by whom, and what they said. */
export function Timeline({ timeline }: { timeline: RequestWithTimeline['timeline'] }) {
  const steps = stepsOf(timeline)
  return (
    <ol class="timeline">
      {steps.map((step, index) => (
        <Line key={`${step.at} ${step.status}`} step={step} until={steps[index + 1]?.at} />
      ))}
    </ol>
  )
}

function Line({ step, until }: { step: Step; until: string | undefined }) {
  const { key, tone } = label(step.status)
  const tookMs = until ? Date.parse(until) - Date.parse(step.at) : 0
  return (
    <li>
      <time dateTime={step.at}>
        {dayTime(step.at, minute.value)}
        <span>{utc(step.at).slice(11)}</span>
      </time>
      <span class={`dot tone-${colourOf(step.status, tone)}`}>
        <Icon name={iconOfTone[tone]} />
      </span>
      <div>
        <p class="step">
          <b>{t(key)}</b> {tookMs >= 1000 && <span class="second">{span(tookMs)}</span>}
        </p>
        <p>{sentence(step)}</p>
        {step.comment && <q>{plain(step.comment)}</q>}
      </div>
    </li>
  )
}

function sentence({ event, actor, rule }: Pick<TimelineStep, 'event' | 'actor' | 'rule'>): string {
  if (rule) return t('portal_step_by_rule', { rule })
  return t(`portal_step_${event}`, { name: actor?.name ?? t('portal_hallpass') })
}
