import type { Insights } from '../../../schema/contract/insights.ts'
import { t } from '../../lib/words.ts'
import { saved } from '../../models/portal/insights.ts'
import { Icon } from '../../ui/icon.tsx'
import { sided } from './bars.tsx'
import { Figure } from './figure.tsx'
import { Table } from './table.tsx'

type Held = Insights['held']

/** What was held, against the same grants if they stood; and what is counted, in words. */
export function MinutesHeld({ held, since }: { held: Held; since: string }) {
  return (
    <Figure
      title={t('portal_minutes_saved')}
      sub={t('portal_since', { time: since })}
      drawing={held.grants === 0 ? <p>{t('portal_no_grants')}</p> : <Drawing held={held} />}
      table={<WeeksTable weeks={held.weeks} />}
    >
      {held.grants > 0 && <Answer held={held} />}
    </Figure>
  )
}

function Answer({ held }: { held: Held }) {
  const share = held.standingMinutes === 0 ? 0 : (100 * held.heldMinutes) / held.standingMinutes
  return (
    <div class="saved">
      <p class="figure-number">{t('portal_minutes', { n: number(saved(held)) })}</p>
      <p>{t('portal_saved_says', { n: number(held.standingMinutes), grants: number(held.grants) })}</p>
      <svg class="share" aria-hidden="true">
        <rect class="whole" width="100%" height="100%" rx="4" />
        <rect class="part" x={`${sided(0, share)}%`} width={`${share}%`} height="100%" rx="4" />
      </svg>
      <p class="second">{t('portal_held_says', { n: number(held.heldMinutes), share: percentage(share) })}</p>
      <details class="fold">
        <summary>
          <Icon name="down" size={12} /> {t('portal_what_is_counted')}
        </summary>
        <p>{t('portal_saved_meaning')}</p>
        {held.leftOut > 0 && <p>{t('portal_saved_left_out', { n: number(held.leftOut) })}</p>}
      </details>
    </div>
  )
}

/** Each week's minutes stand over its column. */
function Drawing({ held: { weeks } }: { held: Held }) {
  const most = Math.max(...weeks.map(({ heldMinutes }) => heldMinutes), 1)
  return (
    <>
      <p class="bars-title">{t('portal_bars_weeks')}</p>
      <ul class="weeks" aria-hidden="true">
        {weeks.map((week, i) => (
          <li key={week.from} class={i === weeks.length - 1 ? 'current' : undefined}>
            <span>{number(week.heldMinutes)}</span>
            <svg>
              <rect width="100%" y={`${100 - (100 * week.heldMinutes) / most}%`} height="100%" rx="2" />
            </svg>
            <span class="says">{day(week.from)}</span>
          </li>
        ))}
      </ul>
    </>
  )
}

function WeeksTable({ weeks }: { weeks: Held['weeks'] }) {
  const columns = ['week', 'minutes_held'].map((name) => t(`portal_col_${name}`))
  return (
    <Table name="insights-weeks small-table" label={t('portal_bars_weeks')} columns={columns}>
      {weeks.map((week) => (
        <tr role="row" key={week.from}>
          <td role="cell">{t('portal_from_until', { from: day(week.from), until: day(week.until) })}</td>
          <td role="cell">{number(week.heldMinutes)}</td>
        </tr>
      ))}
    </Table>
  )
}

const locale = () => t('ui_locale') || 'en-GB'

function number(n: number): string {
  return new Intl.NumberFormat(locale()).format(n)
}

function percentage(share: number): string {
  return new Intl.NumberFormat(locale(), { style: 'percent', maximumFractionDigits: 1 }).format(share / 100)
}

/** "26 Oct", as the person's own days go. */
export function day(iso: string): string {
  return new Intl.DateTimeFormat(locale(), { day: 'numeric', month: 'short' }).format(new Date(iso))
}
