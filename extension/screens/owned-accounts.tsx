import type { Api } from '../../schema/contract/api.ts'
import type { Output } from '../../schema/contract/endpoint.ts'
import { call } from '../lib/call.ts'
import { t } from '../lib/words.ts'
import { href } from '../models/portal/route.ts'
import { seen } from '../models/seen.ts'
import { AccountName } from '../ui/account-name.tsx'
import { ListFace } from './parts/list-face.tsx'
import { PageHead } from './parts/page-head.tsx'
import { Table } from './parts/table.tsx'
import { useListing } from './parts/use-listing.ts'

type OwnedAccount = Output<Api['accounts']>['items'][number]

/** The accounts one decides for, and who else does. */
export function OwnedAccounts() {
  const accounts = useListing<OwnedAccount>('accounts', () => ({
    read: (after) => call('accounts', after ? { after } : {}),
  }))
  return (
    <>
      <PageHead title={t('portal_owned_accounts')} />
      <section class="card" aria-labelledby="title">
        <ListFace listing={accounts} empty={{ title: t('portal_no_owned'), text: t('portal_no_owned_text') }}>
          {(items) => <Rows items={items} />}
        </ListFace>
      </section>
    </>
  )
}

function Rows({ items }: { items: readonly OwnedAccount[] }) {
  const columns = ['account', 'pending', 'running', 'owners'].map((name) => t(`portal_col_${name}`))
  return (
    <Table name="owned" label={t('portal_owned_accounts')} columns={columns}>
      {items.map((account) => (
        <tr role="row" key={account.id}>
          <td role="cell" class="cell-account">
            <AccountName id={account.id} name={account.name} sensitive={account.sensitive} />
            {account.ouPath && <p class="says">{account.ouPath}</p>}
          </td>
          <Count n={account.pending} to={href({ page: 'approvals' })} what={t('portal_col_pending')} />
          <Count n={account.active} to={href({ page: 'manage' })} what={t('portal_col_running')} />
          <td role="cell" class="cell-owners">
            {owners(account)}
          </td>
        </tr>
      ))}
    </Table>
  )
}

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

function owners({ owners: all }: OwnedAccount): string {
  const others = all.filter(({ id }) => id !== seen.value?.me.id).map(({ name }) => name)
  return others.length === 0 ? t('portal_only_you') : t('portal_you_and', { names: others.join(', ') })
}
