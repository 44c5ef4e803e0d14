import type { ComponentChildren } from 'preact'
import type { Weekday } from '../../../schema/contract/rules.ts'
import { t } from '../../lib/words.ts'
import { type Hours, workHours } from '../../models/portal/rule-draft.ts'
import type { RuleEdit } from '../../models/portal/rule-edit.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { dayName, weekdays } from './rule-words.tsx'

/** The hours of the week at which access may start; unless it is said, always. */
export function RuleTimes({ edit, error }: { edit: RuleEdit; error: string | undefined }) {
  const { isTimed, zone, weekly } = edit.draft.value
  const put = (n: number, part: Partial<Hours>) =>
    edit.change({ weekly: weekly.map((each, i) => (i === n ? { ...each, ...part } : each)) })
  return (
    <fieldset class="rule-times">
      <legend class="hidden">{t('portal_rule_times')}</legend>
      <label class="rule-timed">
        <input
          type="checkbox"
          checked={isTimed}
          onChange={(event) => edit.change({ isTimed: event.currentTarget.checked })}
        />{' '}
        <b>{t('portal_rule_timed')}</b>
      </label>
      {isTimed && (
        <>
          {weekly.map((hours, n) => (
            <Week key={n} n={n} hours={hours} put={(part) => put(n, part)}>
              {weekly.length > 1 && (
                <Button
                  kind="quiet"
                  onClick={() => edit.change({ weekly: weekly.filter((_, i) => i !== n) })}
                >
                  {t('portal_take_away')}
                </Button>
              )}
            </Week>
          ))}
          <Button kind="link" onClick={() => edit.change({ weekly: [...weekly, workHours] })}>
            {t('portal_more_hours')}
          </Button>
          <Field id="rule-zone" label={t('portal_rule_zone')} error={error}>
            <input
              id="rule-zone"
              value={zone}
              onInput={(event) => edit.change({ zone: event.currentTarget.value.trim() })}
            />
          </Field>
        </>
      )}
    </fieldset>
  )
}

interface WeekProps {
  readonly n: number
  readonly hours: Hours
  readonly put: (part: Partial<Hours>) => void
  readonly children: ComponentChildren
}

function Week({ n, hours, put, children }: WeekProps) {
  const toggle = (day: Weekday) =>
    put({ days: weekdays.filter((each) => hours.days.includes(each) !== (each === day)) })
  return (
    <div class="rule-week">
      <fieldset class="rule-days">
        <legend class="hidden">{t('portal_rule_days')}</legend>
        {weekdays.map((day) => (
          <label key={day}>
            <input type="checkbox" checked={hours.days.includes(day)} onChange={() => toggle(day)} />{' '}
            {dayName(day)}
          </label>
        ))}
      </fieldset>
      {(['from', 'to'] as const).map((name) => (
        <label key={name} class="rule-clock" for={`rule-${name}-${n}`}>
          {t(`portal_${name}_day`)}
          <input
            id={`rule-${name}-${n}`}
            type="time"
            value={hours[name]}
            onInput={(event) => put({ [name]: event.currentTarget.value })}
          />
        </label>
      ))}
      {children}
    </div>
  )
}
