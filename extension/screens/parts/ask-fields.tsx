import { at, duration } from '../../lib/time.ts'
import { t } from '../../lib/words.ts'
import { asOf } from '../../models/portal/as-of.ts'
import type { AskForm } from '../../models/portal/ask-form.ts'
import { durationsWithin } from '../../models/portal/durations.ts'
import { keyOf } from '../../models/portal/trouble.ts'
import { now, seen } from '../../models/seen.ts'
import { Button } from '../../ui/button.tsx'
import { Duration } from '../../ui/duration.tsx'
import { describedBy, Field } from '../../ui/field.tsx'
import { Icon } from '../../ui/icon.tsx'
import { troubleAt } from './ask-trouble.ts'

const whyAtMost = 2000
const ticketAtMost = 200

/** How long, and where the bound comes from. */
export function DurationField({ form }: { form: AskForm }) {
  const { account, maxSeconds, seconds } = form.chosen.value
  if (!account || maxSeconds === 0) return null
  const error = troubleAt(form, 'duration')
  return (
    <div class="field">
      <span class="field-label" aria-hidden="true">
        {t('portal_duration')}
      </span>
      <Duration
        name="duration"
        label={t('portal_duration')}
        options={durationsWithin(seen.value?.minSeconds ?? 0, maxSeconds)}
        value={seconds}
        choose={(chosen) => form.edit({ seconds: chosen })}
      />
      {error && (
        <p class="error" role="alert">
          <Icon name="cross" /> {error} <UseLongest form={form} />
        </p>
      )}
      <p class="help bound">
        <Icon name="info" size={14} /> {boundOf(form)}
      </p>
    </div>
  )
}

/** Where the bound comes from: the server's own words once it said them. */
function boundOf({ chosen: { value }, bound: { value: bound } }: AskForm): string {
  const { account, accounts, set, maxSeconds } = value
  if (bound && bound.seconds <= maxSeconds) {
    const said = { duration: duration(maxSeconds), rule: bound.rule }
    const other = accounts.find(({ id }) => id === bound.accountId && id !== account?.id)
    return other ? t('portal_bound_in', { ...said, account: other.name }) : t('portal_bound_rule', said)
  }
  return t(set ? 'portal_bound' : 'portal_bound_custom', {
    duration: duration(maxSeconds),
    set: set?.name ?? '',
    account: account?.name ?? '',
  })
}

/** The server's bound may be newer than the catalog that is stored here. */
function UseLongest({ form }: { form: AskForm }) {
  const problem = form.sending.problem.value
  const maxSeconds = problem?.maxSeconds
  if (!problem || keyOf(problem) !== 'too-long' || maxSeconds === undefined) return null
  return (
    <Button kind="link" small onClick={() => form.edit({ seconds: maxSeconds })}>
      {t('portal_use', { duration: duration(maxSeconds) })}
    </Button>
  )
}

/** The end as it is and as it would be; a session that is over has none to move. */
export function NewEnd({ form }: { form: AskForm }) {
  const from = form.extending.value
  const session = from && asOf(from, now.value).status === 'active' ? from.session : null
  const { seconds } = form.chosen.value
  if (!session || seconds === 0) return null
  const until = new Date(Date.parse(session.endsAt) + seconds * 1000).toISOString()
  return (
    <p class="new-end" role="status">
      {t('portal_ends_now', { time: at(session.endsAt, now.value) })}{' '}
      <b>{t('portal_ends_then', { time: at(until, now.value) })}</b>
    </p>
  )
}

export function WhyField({ form }: { form: AskForm }) {
  const { why } = form.draft.value
  const error = troubleAt(form, 'why')
  return (
    <Field id="why" label={t('portal_col_why')} error={error}>
      <textarea
        id="why"
        rows={2}
        maxLength={whyAtMost}
        required
        aria-describedby={`${describedBy('why')} why-help`}
        aria-invalid={error !== undefined}
        value={why}
        onInput={(event) => form.edit({ why: event.currentTarget.value })}
      />
      <p class="help ends" id="why-help">
        <span>{t('portal_why_help')}</span>
        <span>{t('portal_of', { n: String(why.length), most: '2,000' })}</span>
      </p>
    </Field>
  )
}

export function TicketField({ form }: { form: AskForm }) {
  return (
    <Field
      id="ticket"
      label={t('portal_ticket')}
      help={t('portal_ticket_help')}
      error={troubleAt(form, 'ticket')}
    >
      <input
        id="ticket"
        class="half"
        maxLength={ticketAtMost}
        autoComplete="off"
        aria-describedby={describedBy('ticket')}
        value={form.draft.value.ticket}
        onInput={(event) => form.edit({ ticket: event.currentTarget.value })}
      />
    </Field>
  )
}
