import type { Finding } from '../../../schema/contract/findings.ts'
import { call } from '../../lib/call.ts'
import { t } from '../../lib/words.ts'
import { isSensitive } from '../../models/catalog.ts'
import { href } from '../../models/portal/route.ts'
import { AccountName } from '../../ui/account-name.tsx'
import { holderName } from './finding-row.tsx'
import { Table } from './table.tsx'
import { useRead } from './use-read.ts'

/** As many as the rest of the card has room for; all of them are in Manage Sessions. */
const mostShown = 10

/** Who holds what without Hallpass: said apart, so that nobody takes it for ours. Nothing where there is nothing. */
export function HeldNotOurs() {
  const found = useRead('held not ours', standing)
  const known = found.value.value
  if (!known || known.items.length === 0) return null
  return (
    <section class="held-not-ours" aria-labelledby="held-not-ours">
      <div class="card-head">
        <h3 id="held-not-ours">
          {t('portal_not_ours')} <span class="second">{t('portal_held_not_ours')}</span>
        </h3>
        {known.more && (
          <a class="link" href={href({ page: 'manage' })}>
            {t('portal_see_all')}
          </a>
        )}
      </div>
      <Table
        name="held-now"
        label={t('portal_not_ours')}
        columns={['account', 'held_by'].map((name) => t(`portal_col_${name}`))}
        headless
      >
        {known.items.map((finding) => (
          <Row key={finding.id} finding={finding} />
        ))}
      </Table>
    </section>
  )
}

/** What somebody decided to leave alone is held all the same; what AWS has lost nobody holds. */
async function standing(): Promise<{ readonly items: readonly Finding[]; readonly more: boolean }> {
  const pages = await Promise.all(
    (['open', 'ignored'] as const).map((status) => call('findings', { status })),
  )
  const held = pages.flatMap(({ items }) => items).filter(({ kind }) => kind === 'unknown')
  const byAccount = held.toSorted((one, other) => one.accountName.localeCompare(other.accountName))
  return {
    items: byAccount.slice(0, mostShown),
    more: held.length > mostShown || pages.some(({ next }) => next !== null),
  }
}

function Row({ finding }: { finding: Finding }) {
  const { accountId, accountName, permissionSetName, principal } = finding
  return (
    <tr role="row">
      <td role="cell" class="cell-account">
        <AccountName id={accountId} name={accountName} sensitive={isSensitive(accountId)} />
      </td>
      <td role="cell">
        <ul class="holders">
          <li>
            <span>
              <b>{holderName(finding)}</b>
              {principal.kind === 'group' && (
                <span class="second"> {t('portal_finding_group_kind')}</span>
              )}{' '}
              <span class="says">{permissionSetName}</span>
            </span>
            <span class="second">{t('portal_held_standing')}</span>
          </li>
        </ul>
      </td>
    </tr>
  )
}
