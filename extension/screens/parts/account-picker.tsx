import { useMemo, useState } from 'preact/hooks'
import type { CatalogAccount } from '../../../schema/contract/catalog.ts'
import { groups } from '../../lib/time.ts'
import { t } from '../../lib/words.ts'
import { searchAccounts } from '../../models/portal/account-search.ts'
import { AccountName } from '../../ui/account-name.tsx'
import { Picker } from './picker.tsx'

interface Props {
  readonly id: string
  readonly describedBy: string
  readonly invalid: boolean
  readonly catalog: readonly CatalogAccount[]
  readonly account: CatalogAccount | null
  /** An id that was chosen and is not open: it stands there for what is said about it. */
  readonly notOpen?: string | undefined
  readonly choose: (accountId: string) => void
  /** The number stands under the field, where it is never too wide for it. */
  readonly numberBelow?: boolean
  /** The number of an account that is not open may be taken as well, to learn why it is not. */
  readonly anyNumber?: boolean
}

/** An account by name or id. */
export function AccountPicker({
  catalog,
  account,
  notOpen,
  choose,
  numberBelow,
  anyNumber,
  ...field
}: Props) {
  const [typed, type] = useState<string | null>(null)
  const found = useMemo(() => {
    if (typed === null) return []
    const open = searchAccounts(catalog, typed)
    return anyNumber && open.length === 0 ? byNumber(typed) : open
  }, [catalog, typed])
  return (
    <Picker
      {...field}
      label={t('portal_col_account')}
      placeholder={t('portal_account_placeholder')}
      value={
        account
          ? [account.name, ...(numberBelow ? [] : [groups(account.id)])].join(' ')
          : groups(notOpen ?? '')
      }
      typed={typed}
      type={type}
      found={found}
      none={t('portal_no_account_found')}
      keyOf={({ id }) => id}
      isMeant={isMeant}
      take={({ id }) => choose(id)}
      draw={drawn}
    />
  )
}

/** One that is not open: all that is known of it is what was typed. */
function byNumber(typed: string): readonly CatalogAccount[] {
  const id = typed.trim().replaceAll('-', '')
  if (!/^\d{12}$/.test(id)) return []
  const name = t('portal_ask_by_number')
  return [{ id, name, ouPath: null, sensitive: false, permissionSets: [], deciders: [], decidersCount: 0 }]
}

function drawn({ id, name, sensitive, ouPath }: CatalogAccount) {
  return (
    <>
      <AccountName id={id} name={name} sensitive={sensitive} />
      {ouPath && <span class="says">{ouPath}</span>}
    </>
  )
}

function isMeant({ id, name }: CatalogAccount, typed: string): boolean {
  const words = typed.trim().toLowerCase()
  return id === words.replaceAll('-', '') || name.toLowerCase() === words
}
