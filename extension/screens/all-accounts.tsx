import type { ConfigState } from '../../schema/contract/config.ts'
import { call } from '../lib/call.ts'
import { t } from '../lib/words.ts'
import { searchFor } from '../models/portal/route.ts'
import { accountFits } from '../models/portal/search.ts'
import { AccountName } from '../ui/account-name.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { OwnersDialog } from './owners-dialog.tsx'
import { ListNotice } from './parts/notices.tsx'
import { OwnersButton } from './parts/owners-button.tsx'
import { SearchField } from './parts/search-field.tsx'
import { Table } from './parts/table.tsx'
import { useRead } from './parts/use-read.ts'

type Account = ConfigState['accounts'][number]

/** A screenful is looked through; of more than this one is searched for. */
const most = 50

/** Every account and who owns it: an Admin's. */
export function AllAccounts({ q }: { q: string }) {
  const config = useRead('config', () => call('config', {}), null)
  const known = config.value.value
  const found = known?.accounts.filter((account) => accountFits(account, q)) ?? []
  return (
    <>
      <section class="card" aria-label={t('portal_accounts_all')}>
        <SearchField
          value={q}
          search={(typed) => searchFor({ page: 'accounts', part: 'all' }, typed)}
          words={t('portal_search_accounts')}
        />
        {known ? <Found accounts={found} ous={known.ous} /> : <Loading waits={!config.problem.value} />}
        <ListNotice problem={config.problem.value} again={() => void config.refresh()} />
      </section>
      <OwnersDialog done={() => void config.refresh()} />
    </>
  )
}

function Loading({ waits }: { waits: boolean }) {
  return waits ? (
    <div class="waiting">
      <Skeleton rows={3} />
    </div>
  ) : null
}

function Found({ accounts, ous }: { accounts: readonly Account[]; ous: ConfigState['ous'] }) {
  if (accounts.length === 0) {
    return (
      <p class="nothing">
        <b>{t('portal_nothing_found')}</b>
      </p>
    )
  }
  const columns = ['account', 'owners', 'requestable', 'actions'].map((name) => t(`portal_col_${name}`))
  return (
    <>
      <Table name="all-accounts" label={t('portal_accounts_all')} columns={columns}>
        {accounts.slice(0, most).map((account) => (
          <Row key={account.id} account={account} ous={ous} />
        ))}
      </Table>
      {accounts.length > most && (
        <p class="more second">{t('portal_more_found', { n: String(accounts.length - most) })}</p>
      )}
    </>
  )
}

function Row({ account, ous }: { account: Account; ous: ConfigState['ous'] }) {
  return (
    <tr role="row">
      <td role="cell" class="cell-account">
        <AccountName id={account.id} name={account.name} sensitive={account.sensitive} />
        {account.ouPath && <p class="says">{account.ouPath}</p>}
      </td>
      <td role="cell" class="cell-owners">
        <span class="narrow-only">{t('portal_col_owners')}: </span>
        {ownersOf(account, ous)}
      </td>
      <td role="cell" class="cell-requestable">
        <span class="narrow-only">{t('portal_col_requestable')}: </span>
        {account.management ? t('portal_never') : t(account.requestable ? 'portal_yes' : 'portal_no')}
      </td>
      <OwnersButton account={account} />
    </tr>
  )
}

/** Its own owners, else those of the nearest OU that names some. */
function ownersOf({ owners, ouPath }: Account, ous: ConfigState['ous']) {
  if (owners.length > 0) return owners.join(', ')
  const above = ous
    .filter(
      ({ path, owners: named }) => named.length > 0 && (ouPath === path || ouPath?.startsWith(`${path}/`)),
    )
    .toSorted((a, b) => b.path.length - a.path.length)[0]
  if (!above) return <span class="soon">{t('portal_owners_none')}</span>
  return (
    <>
      {above.owners.join(', ')} <p class="says">{t('portal_owners_ou', { path: above.path })}</p>
    </>
  )
}
