import type { Api } from '../../schema/contract/api.ts'
import type { Output } from '../../schema/contract/endpoint.ts'
import { call } from '../lib/call.ts'
import { dayTime } from '../lib/time.ts'
import { t } from '../lib/words.ts'
import { href, searchFor } from '../models/portal/route.ts'
import { accountFits } from '../models/portal/search.ts'
import { now, seen } from '../models/seen.ts'
import { AccountName } from '../ui/account-name.tsx'
import { adminsSaid } from './parts/admins-said.ts'
import { AllAccounts } from './all-accounts.tsx'
import { OwnersDialog } from './owners-dialog.tsx'
import { AwayLine } from './parts/away-line.tsx'
import { ListFace } from './parts/list-face.tsx'
import { PageHead } from './parts/page-head.tsx'
import { OwnersButton } from './parts/owners-button.tsx'
import { SearchField } from './parts/search-field.tsx'
import { Table } from './parts/table.tsx'
import { Tabs } from './parts/tabs.tsx'
import { useListing } from './parts/use-listing.ts'

type OwnedAccount = Output<Api['accounts']>['items'][number]

/** The accounts one decides for, and who else does; for an Admin all of them as well. */
export function OwnedAccounts({ part, q = '' }: { part?: 'all' | undefined; q?: string | undefined }) {
  const admin = seen.value?.me.role === 'admin'
  return (
    <>
      <PageHead title={t('portal_owned_accounts')} />
      {admin && (
        <Tabs
          label={t('portal_parts')}
          tabs={[
            { to: { page: 'accounts' }, title: t('portal_accounts_yours'), current: !part },
            {
              to: { page: 'accounts', part: 'all' },
              title: t('portal_accounts_all'),
              current: part === 'all',
            },
          ]}
        />
      )}
      {admin && part === 'all' ? <AllAccounts q={q} /> : <Owned q={q} />}
    </>
  )
}

function Owned({ q }: { q: string }) {
  const accounts = useListing<OwnedAccount>('accounts', () => ({
    read: (after) => call('accounts', after ? { after } : {}),
  }))
  return (
    <>
      <section class="card" aria-labelledby="title">
        <SearchField
          value={q}
          search={(typed) => searchFor({ page: 'accounts' }, typed)}
          words={t('portal_search_accounts')}
        />
        <ListFace
          listing={accounts}
          empty={{ title: t('portal_no_owned'), text: `${t('portal_no_owned_text')} ${adminsSaid()}` }}
          keep={q ? (account) => accountFits(account, q) : null}
        >
          {(items) => <Rows items={items} />}
        </ListFace>
      </section>
      {(seen.value?.me.owns.length ?? 0) > 0 && <AwayLine />}
      <OwnersDialog done={() => void accounts.refresh()} />
    </>
  )
}

function Rows({ items }: { items: readonly OwnedAccount[] }) {
  const columns = ['account', 'pending', 'running', 'owners', 'actions'].map((name) =>
    t(`portal_col_${name}`),
  )
  return (
    <Table name="owned" label={t('portal_owned_accounts')} columns={columns}>
      {items.map((account) => (
        <tr role="row" key={account.id}>
          <td role="cell" class="cell-account">
            <AccountName id={account.id} name={account.name} sensitive={account.sensitive} />
            {account.ouPath && <p class="says">{account.ouPath}</p>}
          </td>
          <Count n={account.pending} to={href({ page: 'approvals' })} what={t('portal_col_pending')} />
          <Count n={account.active} to={manageOf(account)} what={t('portal_col_running')} />
          <td role="cell" class="cell-owners">
            <span class="narrow-only">{t('portal_col_owners')}: </span>
            {owners(account)}
          </td>
          <OwnersButton account={account} />
        </tr>
      ))}
    </Table>
  )
}

const manageOf = ({ id }: OwnedAccount) => href({ page: 'manage', q: id })

function Count({ n, to, what }: { n: number; to: string; what: string }) {
  const words = (
    <>
      {n} <span class="narrow-only">{what}</span>
    </>
  )
  return (
    <td role="cell" class="cell-count">
      {n > 0 ? (
        <a class="link" href={to}>
          {words}
        </a>
      ) : (
        <span class="second">{words}</span>
      )}
    </td>
  )
}

function nameOf({ name, awayUntil }: OwnedAccount['owners'][number]): string {
  const isAway = awayUntil !== undefined && Date.parse(awayUntil) > now.value
  return isAway ? t('portal_owner_away', { name, time: dayTime(awayUntil, now.value) }) : name
}

function owners({ owners: all }: OwnedAccount): string {
  const others = all.filter(({ id }) => id !== seen.value?.me.id).map(nameOf)
  return others.length === 0 ? t('portal_only_you') : t('portal_you_and', { names: others.join(', ') })
}
