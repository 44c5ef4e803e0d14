import { useEffect, useRef, useState } from 'preact/hooks'
import type { ManagedPerson } from '../../schema/contract/people.ts'
import { call } from '../lib/call.ts'
import { t } from '../lib/words.ts'
import { personDialog } from '../models/portal/person-dialog.ts'
import { searchFor } from '../models/portal/route.ts'
import { connection } from '../models/seen.ts'
import { Button } from '../ui/button.tsx'
import { ListFace } from './parts/list-face.tsx'
import { PageHead } from './parts/page-head.tsx'
import { SearchField } from './parts/search-field.tsx'
import { Table } from './parts/table.tsx'
import { useListing } from './parts/use-listing.ts'
import { RoleDialog } from './role-dialog.tsx'

/** Everybody and their role, by name: an Admin's. */
export function People({ q = '' }: { q?: string | undefined }) {
  const people = useFound(useSettled(q))
  return (
    <>
      <PageHead title={t('portal_people')} sub={t('portal_people_text')} />
      <section class="card" aria-labelledby="title">
        <SearchField
          value={q}
          search={(typed) => searchFor({ page: 'people' }, typed)}
          words={t('portal_search_people')}
        />
        <ListFace listing={people} empty={{ title: t(q ? 'portal_nothing_found' : 'portal_no_people') }}>
          {(items) => <Rows items={items} />}
        </ListFace>
      </section>
      <RoleDialog people={people} />
    </>
  )
}

const restMs = 250

/** What was typed, once the typing rests: the server searches. */
function useSettled(q: string): string {
  const [settled, settle] = useState(q)
  useEffect(() => {
    const timer = setTimeout(() => settle(q), restMs)
    return () => clearTimeout(timer)
  }, [q])
  return settled
}

/** Rows stay in view until those of the next search are there. */
function useFound(q: string) {
  const before = useRef<readonly ManagedPerson[]>(undefined)
  const people = useListing<ManagedPerson>(`people ${q}`, () => ({
    stored: before.current,
    read: (after) => call('people', { ...(q ? { q } : {}), ...(after ? { after } : {}) }),
  }))
  const { value } = people.listed
  if (value.state === 'ready') before.current = value.items
  return people
}

function Rows({ items }: { items: readonly ManagedPerson[] }) {
  const columns = ['person', 'email', 'role', 'actions'].map((name) => t(`portal_col_${name}`))
  return (
    <Table name="people" label={t('portal_people')} columns={columns}>
      {items.map((person) => (
        <tr role="row" key={person.id}>
          <td role="cell" class="cell-person">
            <b>{person.name}</b>
          </td>
          <td role="cell" class="cell-email">
            {person.email ?? <span class="second">{t('portal_no_email')}</span>}
          </td>
          <td role="cell" class="cell-role">
            {t(`portal_role_${person.role}`)}{' '}
            {person.auditor && <span class="tag">{t('portal_auditor')}</span>}
            {!person.active && <p class="says">{t('portal_person_left')}</p>}
            {person.active && !person.principalId && <p class="says">{t('portal_no_principal')}</p>}
          </td>
          <td role="cell" class="cell-actions">
            <Button
              kind="link"
              disabled={connection.value !== 'online'}
              onClick={() => void (personDialog.value = person)}
            >
              {t('portal_set_role')}
              <span class="hidden"> {t('portal_set_role_about', { name: person.name })}</span>
            </Button>
          </td>
        </tr>
      ))}
    </Table>
  )
}
