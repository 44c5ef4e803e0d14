import type { Reading } from '../../../schema/contract/policies.ts'
import { plain } from '../../lib/plain.ts'
import { t } from '../../lib/words.ts'

type Statement = Reading['statements'][number]
type Counts = Reading['gives']

/** Each statement in a line of its own, before the letters it is written in. */
export function Statements({ statements }: { statements: readonly Statement[] }) {
  if (statements.length === 0) return null
  return (
    <ol class="statements">
      {statements.map((one) => (
        <li key={one.statement}>
          {one.sid && <b>{plain(one.sid)} </b>}
          {t(one.effect === 'Allow' ? 'portal_statement_allows' : 'portal_statement_denies')}{' '}
          <Given counts={one.actions} services={one.services} /> {whereOf(one)}
        </li>
      ))}
    </ol>
  )
}

/** Numbers of actions; permissions management stands out. */
export function Given({ counts, services }: { counts: Counts; services: readonly string[] }) {
  return (
    <>
      <b>{t('portal_gives_actions', { n: String(sumOf(counts)) })}</b>{' '}
      {t('portal_gives_in', { services: shortened(services) })} {levelsOf(counts)}
    </>
  )
}

export function levelsOf({ list, read, write, permissionsManagement, tagging }: Counts) {
  const permissions = t('portal_gives_permissions', { n: String(permissionsManagement) })
  return (
    <>
      {t('portal_gives_levels', { read: String(list + read), write: String(write + tagging) })},{' '}
      {permissionsManagement > 0 ? <b>{permissions}</b> : permissions}
    </>
  )
}

export function sumOf({ list, read, write, permissionsManagement, tagging }: Counts): number {
  return list + read + write + permissionsManagement + tagging
}

function whereOf({ resources, except, conditions }: Statement): string {
  const on = t(except.resources ? 'portal_on_all_but' : 'portal_on', { resource: shortened(resources) })
  const limits = conditions.map(({ key, operator, values }) => `${key} ${operator} ${shortened(values)}`)
  return plain(limits.length > 0 ? `${on}, ${t('portal_only_if', { conditions: limits.join(', ') })}` : on)
}

const mostNamed = 4

function shortened(names: readonly string[]): string {
  const named = names.slice(0, mostNamed).join(', ')
  const more = names.length - mostNamed
  return more > 0 ? `${named} ${t('portal_and_more', { n: String(more) })}` : named
}
