import type { Request } from '../../../schema/contract/requests.ts'
import { label } from '../../../schema/contract/lifecycle.ts'
import { setName } from '../../lib/set-name.ts'
import { at, clockTime, dayTime, groups } from '../../lib/time.ts'
import { credentialsSay, t } from '../../lib/words.ts'
import { asOf } from '../../models/portal/as-of.ts'
import { barsOf, type BarKind, percent, ticks } from '../../models/portal/insights.ts'
import { href } from '../../models/portal/route.ts'
import { now } from '../../models/seen.ts'
import { StatusLine } from '../../ui/status-line.tsx'
import { sided } from './bars.tsx'
import { Account } from './cells.tsx'
import { Table } from './table.tsx'

/** More than these are in the table alone. */
const drawn = 20
const kinds: readonly BarKind[] = ['held', 'left', 'comes', 'over', 'tail']

/** Sessions side by side over a day around now, soonest end first. */
export function SessionsTimeline({ running }: { running: readonly Request[] }) {
  const rows = running.slice(0, drawn)
  const shown = new Set(rows.flatMap((request) => barsOf(request, now.value)).map(({ kind }) => kind))
  return (
    <>
      <p class="legend" aria-hidden="true">
        {kinds
          .filter((kind) => shown.has(kind))
          .map((kind) => (
            <span key={kind}>
              <svg class="bar-key">
                <Piece kind={kind} from={0} width={100} />
              </svg>{' '}
              {t(`portal_bar_${kind}`)}
            </span>
          ))}
      </p>
      <ul class="timeline-rows">
        <Axis words={[[t('portal_now', { time: zoned(now.value) }), 50]]} />
        {rows.map((request) => (
          <Row key={request.id} request={request} />
        ))}
        {/* The zone of the first is that of all. */}
        <Axis
          words={ticks(now.value).map(({ at: tick, percent: place }, index) => [
            (index === 0 ? zoned : hours)(tick),
            place,
          ])}
        />
      </ul>
      {running.length > drawn && (
        <p class="more second">{t('portal_more_in_table', { n: String(running.length - drawn) })}</p>
      )}
    </>
  )
}

function Row({ request }: { request: Request }) {
  return (
    <li>
      <div class="row-name">
        <a class="plain-link" href={href({ page: 'one', id: request.id })}>
          <b>{request.requester.name}</b>
        </a>
        <p class="says">
          {setName(request)}, {request.accountName} <span class="whole">{groups(request.accountId)}</span>{' '}
          {request.sensitive && t('ui_sensitive')}
        </p>
      </div>
      <div class="track">
        <svg aria-hidden="true">
          {ticks(now.value).map((tick) => (
            <line key={tick.at} class="tick" {...upright(tick.percent)} />
          ))}
          {barsOf(request, now.value).map((bar) => (
            <Piece key={bar.kind} {...bar} />
          ))}
          {barsOf(request, now.value).map(
            ({ kind, opens }) => opens && kind !== 'tail' && <OpenEnd key={kind} kind={kind} opens={opens} />,
          )}
          <line class="now" {...upright(percent(now.value, now.value))} />
        </svg>
      </div>
      <p class="row-says">{saysOf(request)}</p>
    </li>
  )
}

function upright(at: number) {
  const x = `${sided(at, 0)}%`
  return { x1: x, x2: x, y1: '0', y2: '100%' }
}

function Piece({ kind, from, width }: { kind: BarKind; from: number; width: number }) {
  const x = sided(from, width)
  if (kind === 'tail') return <line class="tail" x1={`${x}%`} x2={`${x + width}%`} y1="50%" y2="50%" />
  return <rect class={kind} x={`${x}%`} width={`${width}%`} y="50%" height="12" rx="3" />
}

/** At the edge of what is shown: it goes on. */
function OpenEnd({ kind, opens }: { kind: BarKind; opens: 'earlier' | 'later' }) {
  const x = sided(opens === 'later' ? 100 : 0, 0)
  const way = x > 0 ? 1 : -1
  return (
    <svg class={`open-end ${kind}`} x={`${x}%`} y="50%">
      <path d={`M0 -6h${2 * way}l${6 * way} 6l${-6 * way} 6h${-2 * way}z`} />
    </svg>
  )
}

const zoned = (at: number) => clockTime(new Date(at).toISOString())
const hours = (at: number) => clockTime(new Date(at).toISOString()).replace(/ [^ ]*$/, '')

/** Words at their place; for the eye alone: each row says its times. */
function Axis({ words }: { words: readonly (readonly [word: string, percent: number])[] }) {
  return (
    <li class="axis" aria-hidden="true">
      <span class="axis-words">
        {words.map(([word, at]) => (
          <span key={word} style={{ insetInlineStart: `${at}%` }}>
            {word}
          </span>
        ))}
      </span>
    </li>
  )
}

/** When it ends or begins; what outlasts it stands in the legend and in the table. */
function saysOf(request: Request): string {
  const { status, session } = asOf(request, now.value)
  if (!session) return t(label(status).key)
  if (status === 'active') return t('portal_ends', { time: at(session.endsAt, now.value) })
  if (status === 'ending') return t('portal_ended', { time: at(session.endsAt, now.value) })
  return t('portal_starts', { time: at(session.startsAt, now.value) })
}

export function SessionsTable({ running }: { running: readonly Request[] }) {
  const columns = ['col_person', 'col_account', 'col_set', 'col_status', 'col_granted', 'end'].map((name) =>
    t(`portal_${name}`),
  )
  return (
    <Table name="insights-running" label={t('portal_running_sessions')} columns={columns}>
      {running.map((request) => {
        const { status, session } = asOf(request, now.value)
        const since = session?.activeAt ?? session?.startsAt
        return (
          <tr role="row" key={request.id}>
            <td role="cell" class="cell-person">
              {request.requester.name}
            </td>
            <Account request={request} />
            <td role="cell">{setName(request)}</td>
            <td role="cell">
              <StatusLine status={status} />
            </td>
            <td role="cell">{since && dayTime(since, now.value)}</td>
            <td role="cell">
              {session && dayTime(session.endsAt, now.value)}
              {session && status === 'active' && <p class="says">{credentialsSay(session)}</p>}
            </td>
          </tr>
        )
      })}
    </Table>
  )
}
