import { useRef } from 'preact/hooks'
import { t } from '../../lib/words.ts'
import { NavIcon } from './nav-icon.tsx'
import { useKeys } from './use-keys.ts'

/** Searches what is on the page; `/` goes to it. */
export function SearchField({ value, search }: { value: string; search: (typed: string) => void }) {
  const field = useRef<HTMLInputElement>(null)
  useKeys({ '/': () => field.current?.focus() })
  return (
    <div class="search">
      <NavIcon name="search" />
      <input
        ref={field}
        type="search"
        aria-label={t('portal_search')}
        placeholder={t('portal_search')}
        value={value}
        onInput={(event) => search(event.currentTarget.value)}
      />
      <kbd aria-hidden="true">/</kbd>
    </div>
  )
}
