import type { Request } from '../../../schema/contract/requests.ts'
import { t } from '../../lib/words.ts'
import { catalog } from '../../models/catalog.ts'
import { type Narrowed, replaceRoute, type Route } from '../../models/portal/route.ts'
import { Field } from '../../ui/field.tsx'
import { AccountPicker } from './account-picker.tsx'
import { Chip } from './chip.tsx'

type At = Extract<Route, { page: 'history' }>

/** Which account and which days; a person is chosen in a row, and taken out here. All of it is in the address. */
export function HistoryFields({ at, shown }: { at: At; shown: readonly Request[] }) {
  const accounts = catalog() ?? []
  const change = (part: Narrowed) => replaceRoute(cleaned({ ...at, ...part }))
  return (
    <div class="narrowing">
      <Field id="history-account" label={t('portal_col_account')}>
        <AccountPicker
          id="history-account"
          describedBy="history-account-about"
          invalid={false}
          catalog={accounts}
          account={accounts.find(({ id }) => id === at.account) ?? null}
          choose={(account) => change({ account })}
        />
      </Field>
      {(['from', 'to'] as const).map((name) => (
        <Field key={name} id={`history-${name}`} label={t(`portal_${name}_day`)}>
          <input
            id={`history-${name}`}
            type="date"
            value={at[name] ?? ''}
            onChange={(event) => change({ [name]: event.currentTarget.value })}
          />
        </Field>
      ))}
      {(['account', 'requester', 'decider'] as const).map((name) => (
        <Only key={name} name={name} at={at} shown={shown} />
      ))}
    </div>
  )
}

function Only({
  name,
  at,
  shown,
}: {
  name: 'account' | 'requester' | 'decider'
  at: At
  shown: readonly Request[]
}) {
  const id = at[name]
  if (!id) return null
  const words = t(`portal_only_${name}`, { name: nameOf(name, id, shown) })
  return <Chip words={words} to={cleaned({ ...at, [name]: '' })} />
}

/** As the rows have it: the id alone where none is shown. */
function nameOf(name: 'account' | 'requester' | 'decider', id: string, shown: readonly Request[]): string {
  if (name === 'account') return catalog()?.find((each) => each.id === id)?.name ?? id
  const people = shown.map(({ requester, decision }) => (name === 'requester' ? requester : decision?.by))
  return people.find((person) => person?.id === id)?.name ?? id
}

function cleaned(at: At): At {
  return Object.fromEntries(Object.entries(at).filter(([, value]) => value !== '')) as unknown as At
}
