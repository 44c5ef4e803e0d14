import { useId, useMemo, useRef, useState } from 'preact/hooks'
import type { CatalogAccount } from '../../../schema/contract/catalog.ts'
import { groups } from '../../lib/time.ts'
import { t } from '../../lib/words.ts'
import { searchAccounts } from '../../models/portal/account-search.ts'
import { Icon } from '../../ui/icon.tsx'
import { AccountOptions } from './account-options.tsx'

interface Props {
  readonly id: string
  readonly describedBy: string
  readonly invalid: boolean
  readonly catalog: readonly CatalogAccount[]
  readonly account: CatalogAccount | null
  readonly choose: (accountId: string) => void
}

/**
 * An account by name or id, with the keys of the combobox pattern:
 * https://www.w3.org/WAI/ARIA/apg/patterns/combobox/examples/combobox-autocomplete-list/
 */
export function AccountPicker({ id, describedBy, invalid, catalog, account, choose }: Props) {
  const listId = useId()
  const field = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState<string | null>(null)
  const [at, setAt] = useState(-1)
  const found = useMemo(() => (typed === null ? [] : searchAccounts(catalog, typed)), [catalog, typed])
  const opened = typed !== null
  const close = () => {
    setTyped(null)
    setAt(-1)
  }
  const take = (chosen: CatalogAccount | undefined) => {
    if (chosen) choose(chosen.id)
    close()
  }
  const open = () => !opened && setTyped('')
  const press = (event: KeyboardEvent) => {
    const act = keyed(event.key, { at, last: found.length - 1, opened })
    if (!act) return
    event.preventDefault()
    if (act === 'close') close()
    else if (act === 'take') take(found[Math.max(at, 0)])
    else if (act === 'open') open()
    else setAt(act.to)
  }
  return (
    <div class="picker">
      <input
        ref={field}
        id={id}
        role="combobox"
        autoComplete="off"
        spellcheck={false}
        aria-expanded={opened}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={at >= 0 && found[at] ? `${listId}-${at}` : undefined}
        aria-describedby={describedBy}
        aria-invalid={invalid}
        placeholder={t('portal_account_placeholder')}
        value={typed ?? (account ? `${account.name} ${groups(account.id)}` : '')}
        onFocus={(event) => event.currentTarget.select()}
        onClick={open}
        onInput={(event) => {
          setTyped(event.currentTarget.value)
          setAt(-1)
        }}
        onKeyDown={press}
        onBlur={() => take(exactly(found, typed))}
      />
      <Icon name="down" />
      <AccountOptions id={listId} opened={opened} found={found} at={at} take={take} />
      {opened && found.length === 0 && (
        <p class="no-match" role="status">
          {t('portal_no_account_found')}
        </p>
      )}
    </div>
  )
}

type Act = 'open' | 'close' | 'take' | { readonly to: number }

function keyed(key: string, list: { at: number; last: number; opened: boolean }): Act | null {
  if (key === 'ArrowDown') return list.opened ? { to: Math.min(list.at + 1, list.last) } : 'open'
  if (key === 'ArrowUp' && list.opened) return { to: Math.max(list.at - 1, 0) }
  if (key === 'Enter' && list.opened && list.last >= 0) return 'take'
  return key === 'Escape' && list.opened ? 'close' : null
}

/** Who types the whole id and goes on has chosen. */
function exactly(found: readonly CatalogAccount[], typed: string | null): CatalogAccount | undefined {
  const words = typed?.trim().toLowerCase() ?? ''
  return found.find(({ id, name }) => id === words.replaceAll('-', '') || name.toLowerCase() === words)
}
