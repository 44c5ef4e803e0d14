import { useRef } from 'preact/hooks'
import { t } from '../../lib/words.ts'
import { NavIcon } from './nav-icon.tsx'
import { useKeys } from './use-keys.ts'

interface Props {
  readonly value: string
  readonly search: (typed: string) => void
  /** What may be typed. */
  readonly words?: string
}

/** Searches what is on the page; `/` goes to it. */
export function SearchField({ value, search, words = t('portal_search') }: Props) {
  const field = useRef<HTMLInputElement>(null)
  useKeys({ '/': () => field.current?.focus() })
  return (
    <div class="search">
      <NavIcon name="search" />
      <input
        ref={field}
        type="search"
        aria-label={words}
        placeholder={words}
        value={value}
        onInput={(event) => search(event.currentTarget.value)}
      />
      <kbd aria-hidden="true">/</kbd>
    </div>
  )
}
