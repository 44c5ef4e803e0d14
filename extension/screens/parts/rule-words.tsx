import type { Rule, Times, Weekday } from '../../../schema/contract/rules.ts'
import { duration, groups } from '../../lib/time.ts'
import { t } from '../../lib/words.ts'
import { catalog } from '../../models/catalog.ts'
import { AccountName } from '../../ui/account-name.tsx'

/** As the contract has them; its values weigh more than a page may. */
export const weekdays: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

/** Accounts by name and id, OUs and tags in words. */
export function Places({ places }: { places: readonly string[] }) {
  if (places.length === 0) return <>{t('portal_every_account')}</>
  return (
    <ul>
      {places.map((place) => (
        <li key={place}>
          <Place place={place} />
        </li>
      ))}
    </ul>
  )
}

function Place({ place }: { place: string }) {
  if (place.startsWith('ou:')) return <>{t('portal_below_ou', { path: place.slice(3) })}</>
  if (place.startsWith('tag:')) return <>{t('portal_with_tag', { tag: place.slice(4) })}</>
  const account = catalog()?.find(({ id }) => id === place)
  return account ? <AccountName {...account} /> : <>{groups(place)}</>
}

export function Hours({ times }: { times: Times }) {
  return <p class="says">{hoursOf(times)}</p>
}

/** "Mon, Tue 09:00 to 17:00, Europe/Berlin" */
function hoursOf({ weekly, zone }: Times): string {
  const hours = weekly.map(
    ({ days, from, to }) => `${days.map(dayName).join(', ')} ${t('portal_from_until', { from, until: to })}`,
  )
  return `${hours.join('; ')}, ${zone}`
}

export function allowed(rule: Rule): string {
  if (rule.effect === 'deny') return t('portal_nothing_allowed')
  const { maxSeconds, approval, levels } = rule
  const longest = maxSeconds ? t('portal_up_to', { duration: duration(maxSeconds) }) : t('portal_no_limit')
  const decided =
    approval === 'automatic'
      ? t('portal_automatically')
      : levels
        ? t(`portal_levels_${levels}`)
        : t('portal_decided')
  return `${longest}, ${decided}`
}

/** All of a rule in a line, where it is not in the list. */
export function ruleInALine(rule: Rule): string {
  const { who, where, sets, times } = rule
  const parts = [
    who.join(', ') || t('portal_everybody'),
    where.join(', ') || t('portal_every_account'),
    sets.join(', ') || t('portal_every_set'),
    allowed(rule),
    ...(times ? [hoursOf(times)] : []),
  ]
  return parts.join('; ')
}

/** The short name of a day of the week: 23 November 2026 is a Monday. */
export function dayName(day: Weekday): string {
  const date = new Date(Date.UTC(2026, 10, 23 + weekdays.indexOf(day)))
  return new Intl.DateTimeFormat(t('ui_locale') || 'en-GB', { weekday: 'short', timeZone: 'UTC' }).format(
    date,
  )
}
