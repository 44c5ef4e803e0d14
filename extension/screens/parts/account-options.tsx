import type { CatalogAccount } from '../../../schema/contract/catalog.ts'
import { t } from '../../lib/words.ts'
import { AccountName } from '../../ui/account-name.tsx'
import { useWindowed } from './windowed.ts'

const rowPx = 52
const viewPx = 312

interface Props {
  readonly id: string
  readonly opened: boolean
  readonly found: readonly CatalogAccount[]
  /** Where the keys are; -1 for nowhere yet. */
  readonly at: number
  readonly take: (account: CatalogAccount) => void
}

/** The accounts that were found. Thousands of them scroll as smoothly as ten: only what is in view is drawn. */
export function AccountOptions({ id, opened, found, at, take }: Props) {
  const view = useWindowed<HTMLUListElement>(found.length, rowPx, { viewPx, at: Math.max(at, 0) })
  return (
    <ul
      ref={view.ref}
      id={id}
      role="listbox"
      aria-label={t('portal_col_account')}
      hidden={!opened || found.length === 0}
      onScroll={view.onScroll}
      style={{ height: `${Math.min(viewPx, found.length * rowPx) + 10}px` }}
    >
      <li role="presentation" style={{ height: `${found.length * rowPx + 8}px` }} />
      {opened &&
        found.slice(view.from, view.to).map((account, index) => (
          <li
            key={account.id}
            id={`${id}-${view.from + index}`}
            role="option"
            aria-selected={view.from + index === at}
            aria-setsize={found.length}
            aria-posinset={view.from + index + 1}
            style={{ top: `${(view.from + index) * rowPx + 4}px`, height: `${rowPx}px` }}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => take(account)}
          >
            <AccountName id={account.id} name={account.name} sensitive={account.sensitive} />
            {account.ouPath && <span class="says">{account.ouPath}</span>}
          </li>
        ))}
    </ul>
  )
}
