import type { Insights } from '../../../schema/contract/insights.ts'
import { duration } from '../../lib/time.ts'
import { t } from '../../lib/words.ts'
import { slowest } from '../../models/portal/insights.ts'
import { now } from '../../models/seen.ts'
import { Bars } from './bars.tsx'
import { Facts } from './facts.tsx'
import { Figure } from './figure.tsx'
import { Table } from './table.tsx'

type Decisions = Insights['decisions']
type Hour = Decisions['hours'][number]

/** How many decisions there were at each hour of the day, and how long they took in the middle. */
export function DecidingHours({ decisions, since }: { decisions: Decisions; since: string }) {
  if (decisions.count === 0)
    return (
      <section class="card" aria-label={t('portal_time_to_decide')}>
        <div class="card-head">
          <h2>{t('portal_time_to_decide')}</h2>
        </div>
        <p class="nothing">{t('portal_no_decisions')}</p>
      </section>
    )
  return (
    <Figure
      title={t('portal_time_to_decide')}
      sub={t('portal_decisions_since', { n: String(decisions.count), time: since })}
      drawing={<Drawing decisions={decisions} />}
      table={<HoursTable hours={decisions.hours} />}
    />
  )
}

function Drawing({ decisions: { hours, medianSeconds } }: { decisions: Decisions }) {
  const hour = new Date(now.value).getHours()
  const worst = slowest(hours)
  return (
    <>
      <Facts
        kind="stacked"
        facts={[
          [t('portal_median_all'), <b key="all">{duration(medianSeconds ?? 0)}</b>],
          [t('portal_median_now'), <span class="accent">{medianOf(hours[hour]!)}</span>],
          ...(worst
            ? [[t('portal_median_worst', { hour: clock(worst.hour) }), medianOf(worst)] as const]
            : []),
        ]}
      />
      <p class="bars-title">{t('portal_bars_median')}</p>
      <Bars values={hours.map((each) => each.medianSeconds ?? 0)} current={hour} line={medianSeconds} />
      <p class="bars-title">{t('portal_bars_count')}</p>
      <Bars values={hours.map(({ count }) => count)} current={hour} />
      <p class="bars-axis" aria-hidden="true">
        {[0, 6, 12, 18, 24].map((each) => (
          <span key={each}>{clock(each)}</span>
        ))}
      </p>
    </>
  )
}

const clock = (hour: number) => `${String(hour).padStart(2, '0')}:00`

function medianOf({ medianSeconds }: Hour): string {
  return medianSeconds === null ? t('portal_no_decisions_hour') : duration(medianSeconds)
}

function HoursTable({ hours }: { hours: readonly Hour[] }) {
  const columns = ['hour', 'decisions', 'median'].map((name) => t(`portal_col_${name}`))
  return (
    <Table name="insights-hours small-table" label={t('portal_time_to_decide')} columns={columns}>
      {hours.map((each) => (
        <tr role="row" key={each.hour}>
          <td role="cell">{clock(each.hour)}</td>
          <td role="cell">{each.count}</td>
          <td role="cell">{medianOf(each)}</td>
        </tr>
      ))}
    </Table>
  )
}
