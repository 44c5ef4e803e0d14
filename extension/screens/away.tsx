import type { ComponentChild } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import type { Away } from '../../schema/contract/people.ts'
import { call } from '../lib/call.ts'
import { dayTime, duration } from '../lib/time.ts'
import { t } from '../lib/words.ts'
import { act, type Command, command, orReadAgain } from '../models/portal/act.ts'
import { say } from '../models/portal/notice.ts'
import type { Read } from '../models/portal/read.ts'
import { connection, now, seen } from '../models/seen.ts'
import { Button } from '../ui/button.tsx'
import { Duration } from '../ui/duration.tsx'
import { describedBy, Field } from '../ui/field.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { FormTrouble } from './parts/form-trouble.tsx'
import { ListNotice } from './parts/notices.tsx'
import { PageHead } from './parts/page-head.tsx'
import { useMoved } from './parts/use-moved.ts'
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
        {known && <Mine away={away} known={known} />}
        <ListNotice problem={away.problem.value} again={() => void away.refresh()} />
      </section>
      {known && known.standsInFor.length > 0 && <StandsIn known={known} />}
    </>
  )
}

interface Typed {
  readonly standIn: string
  readonly seconds: number
}

interface Setting {
  readonly known: Away
  readonly saving: Command
  readonly set: (wanted: Typed | null) => void
  readonly trouble: ComponentChild
}

/** What is being typed stays in view, whatever was set on another device meanwhile. */
function Mine({ away, known }: { away: Read<Away>; known: Away }) {
  const [typed, type] = useState<Typed | null>(null)
  const saving = useMemo(command, [])
  const moved = useMoved(known.version, typed !== null)
  const set = (wanted: Typed | null) =>
    void saving.run(async () => {
      const asked = wanted && { standIn: wanted.standIn.trim(), durationSeconds: wanted.seconds }
      const made = await orReadAgain(act('setAway', { away: asked }, known.version), away.refresh)
      away.put(made)
      type(null)
      say(wanted ? t('portal_away_said', { name: made.away?.standIn.name ?? '' }) : t('portal_back_said'))
    })
  const trouble = (
    <FormTrouble problem={saving.problem.value} moved={moved}>
      {nowSet(known)}
    </FormTrouble>
  )
  const setting = { known, saving, set, trouble }
  if (known.away && !typed) return <IsAway {...setting} />
  return (
    <Go
      {...setting}
      typed={typed ?? { standIn: '', seconds: 7 * day }}
      type={(next) => {
        type(next)
        saving.forget()
      }}
    />
  )
}

function nowSet({ away }: Away): string {
  if (!away) return t('portal_back_now')
  const until = `${t('portal_is_away')} ${dayTime(away.until, now.value)}.`
  return `${until} ${t('portal_stands_in_for_you', { name: away.standIn.name })}`
}

function IsAway({ known, saving, set, trouble }: Setting) {
  if (!known.away) return null
  const { until, standIn } = known.away
  return (
    <>
      <p>
        {t('portal_is_away')} <b>{dayTime(until, now.value)}</b>
        <span class="block second">{t('portal_stands_in_for_you', { name: standIn.name })}</span>
      </p>
      {trouble}
      <div>
        <Button
          kind="primary"
          disabled={saving.busy.value || connection.value !== 'online'}
          onClick={() => set(null)}
        >
          {t('portal_be_back')}
        </Button>
      </div>
    </>
  )
}

function Go({ saving, set, trouble, typed, type }: Setting & { typed: Typed; type: (typed: Typed) => void }) {
  const { standIn, seconds } = typed
  const [short, setShort] = useState(false)
  const missing = standIn.trim() === ''
  const go = (event: SubmitEvent) => {
    event.preventDefault()
    setShort(missing)
    if (!missing && connection.value === 'online') set(typed)
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
          choose={(chosen) => type({ ...typed, seconds: chosen })}
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
          onInput={(event) => type({ ...typed, standIn: event.currentTarget.value })}
        />
      </Field>
      {trouble}
      <div>
        <button
          type="submit"
          class="button primary"
          aria-disabled={saving.busy.value || connection.value !== 'online'}
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
