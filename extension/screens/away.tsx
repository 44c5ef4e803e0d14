import { useMemo, useState } from 'preact/hooks'
import type { Away } from '../../schema/contract/people.ts'
import { call } from '../lib/call.ts'
import { dayTime, duration } from '../lib/time.ts'
import { t } from '../lib/words.ts'
import { act, command } from '../models/portal/act.ts'
import { say } from '../models/portal/notice.ts'
import type { Read } from '../models/portal/read.ts'
import { connection, now, seen } from '../models/seen.ts'
import { Button } from '../ui/button.tsx'
import { Duration } from '../ui/duration.tsx'
import { describedBy, Field } from '../ui/field.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { ListNotice, ProblemNote } from './parts/notices.tsx'
import { PageHead } from './parts/page-head.tsx'
import { useRead } from './parts/use-read.ts'

const day = 86_400
const times = [day, 2 * day, 3 * day, 7 * day, 14 * day, 21 * day, 28 * day]

/** Until when one is away, and who decides for one's accounts meanwhile. */
export function AwayPage() {
  const away = useRead('away', () => call('away', {}))
  const known = away.value.value
  return (
    <>
      <PageHead title={t('portal_away')} sub={t('portal_away_text')} />
      <section class="card body" aria-labelledby="title">
        {!known && !away.problem.value && <Skeleton rows={2} />}
        {known && (known.away ? <IsAway away={away} known={known} /> : <Go away={away} known={known} />)}
        <ListNotice problem={away.problem.value} again={() => void away.refresh()} />
      </section>
      {known && known.standsInFor.length > 0 && <StandsIn known={known} />}
    </>
  )
}

interface Props {
  readonly away: Read<Away>
  readonly known: Away
}

function IsAway({ away, known }: Props) {
  const returning = useMemo(command, [])
  if (!known.away) return null
  const { until, standIn } = known.away
  const back = () =>
    void returning.run(async () => {
      away.put(await act('setAway', { away: null }, known.version))
      say(t('portal_back_said'))
    })
  return (
    <>
      <p>
        {t('portal_is_away')} <b>{dayTime(until, now.value)}</b>
        <span class="block second">{t('portal_stands_in_for_you', { name: standIn.name })}</span>
      </p>
      {returning.problem.value && <ProblemNote problem={returning.problem.value} mend={back} />}
      <div>
        <Button
          kind="primary"
          disabled={returning.busy.value || connection.value !== 'online'}
          onClick={back}
        >
          {t('portal_be_back')}
        </Button>
      </div>
    </>
  )
}

function Go({ away, known }: Props) {
  const [standIn, name] = useState('')
  const [seconds, choose] = useState(7 * day)
  const [short, setShort] = useState(false)
  const going = useMemo(command, [])
  const missing = standIn.trim() === ''
  const go = (event: SubmitEvent) => {
    event.preventDefault()
    setShort(missing)
    if (missing || connection.value !== 'online') return
    void going.run(async () => {
      const made = await act(
        'setAway',
        { away: { standIn: standIn.trim(), durationSeconds: seconds } },
        known.version,
      )
      away.put(made)
      say(t('portal_away_said', { name: made.away?.standIn.name ?? standIn }))
    })
  }
  return (
    <form class="stack" noValidate onSubmit={go}>
      <div class="field">
        <span class="field-label" aria-hidden="true">
          {t('portal_away_for')}
        </span>
        <Duration
          name="away-for"
          label={t('portal_away_for')}
          options={times}
          value={seconds}
          choose={choose}
        />
        <p class="help">{t('portal_away_until', { time: until(seconds) })}</p>
      </div>
      <Field
        id="stand-in"
        label={t('portal_stand_in')}
        help={t('portal_stand_in_help')}
        error={short && missing ? t('portal_stand_in_missing') : undefined}
      >
        <input
          id="stand-in"
          class="half"
          type="email"
          autoComplete="off"
          maxLength={200}
          aria-describedby={describedBy('stand-in')}
          aria-invalid={short && missing}
          value={standIn}
          onInput={(event) => {
            name(event.currentTarget.value)
            going.forget()
          }}
        />
      </Field>
      {going.problem.value && <ProblemNote problem={going.problem.value} />}
      <div>
        <button
          type="submit"
          class="button primary"
          aria-disabled={going.busy.value || connection.value !== 'online'}
        >
          {t('portal_be_away', { duration: duration(seconds) })}
        </button>
      </div>
      <p class="second">{t('portal_away_owns', { n: String(seen.value?.me.owns.length ?? 0) })}</p>
    </form>
  )
}

function until(seconds: number): string {
  return dayTime(new Date(now.value + seconds * 1000).toISOString(), now.value)
}

function StandsIn({ known: { standsInFor } }: { known: Away }) {
  return (
    <section class="card" aria-label={t('portal_you_stand_in')}>
      <div class="card-head">
        <h2>{t('portal_you_stand_in')}</h2>
      </div>
      <ul class="plain-rows">
        {standsInFor.map(({ owner, until: end }) => (
          <li key={owner.id}>
            <b>{owner.name}</b>{' '}
            <span class="second">{t('portal_until', { time: dayTime(end, now.value) })}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
