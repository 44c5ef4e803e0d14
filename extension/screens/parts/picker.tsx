import { useId, useState } from 'preact/hooks'
import { Icon } from '../../ui/icon.tsx'
import { type Options, PickerOptions } from './picker-options.tsx'

interface Props<T> extends Options<T> {
  readonly id: string
  readonly describedBy: string
  readonly invalid: boolean
  readonly placeholder: string
  /** What stands in it while nothing is searched for. */
  readonly value: string
  /** What is being searched for; `null` while it is closed. */
  readonly typed: string | null
  readonly type: (typed: string | null) => void
  /** Said where nothing was found. */
  readonly none: string
  /** Whether somebody who types this and goes on has chosen it. */
  readonly isMeant: (item: T, typed: string) => boolean
  readonly take: (item: T) => void
}

/**
 * One of many by a piece of its name, with the keys of the combobox pattern:
 * https://www.w3.org/WAI/ARIA/apg/patterns/combobox/examples/combobox-autocomplete-list/
 */
export function Picker<T>(props: Props<T>) {
  const { id, typed, type, found, none } = props
  const listId = useId()
  const [at, setAt] = useState(-1)
  const opened = typed !== null
  const search = (words: string | null) => {
    type(words)
    setAt(-1)
  }
  const take = (item: T | undefined) => {
    if (item) props.take(item)
    search(null)
  }
  const press = (event: KeyboardEvent) => {
    const act = keyed(event.key, { at, last: found.length - 1, opened })
    if (!act) return
    event.preventDefault()
    if (act === 'close') search(null)
    else if (act === 'take') take(found[Math.max(at, 0)])
    else if (act === 'open') search('')
    else if (act !== 'wait') setAt(act.to)
  }
  const left = () => take(typed ? found.find((item) => props.isMeant(item, typed)) : undefined)
  return (
    <div class="picker">
      <input
        id={id}
        role="combobox"
        autoComplete="off"
        spellcheck={false}
        aria-expanded={opened}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={at >= 0 && found[at] ? `${listId}-${at}` : undefined}
        aria-describedby={props.describedBy}
        aria-invalid={props.invalid}
        placeholder={props.placeholder}
        value={typed ?? props.value}
        onFocus={(event) => event.currentTarget.select()}
        onClick={() => !opened && search('')}
        onInput={(event) => search(event.currentTarget.value)}
        onKeyDown={press}
        onBlur={left}
      />
      <Icon name="down" />
      <PickerOptions {...props} id={listId} opened={opened} at={at} take={take} />
      {opened && found.length === 0 && none && (
        <p class="no-match" role="status">
          {none}
        </p>
      )}
    </div>
  )
}

/** `wait`: what is typed finds nothing yet, and the form around it is not sent for it. */
type Act = 'open' | 'close' | 'take' | 'wait' | { readonly to: number }

function keyed(key: string, list: { at: number; last: number; opened: boolean }): Act | null {
  if (key === 'ArrowDown') return list.opened ? { to: Math.min(list.at + 1, list.last) } : 'open'
  if (key === 'ArrowUp' && list.opened) return { to: Math.max(list.at - 1, 0) }
  if (key === 'Enter' && list.opened) return list.last >= 0 ? 'take' : 'wait'
  return key === 'Escape' && list.opened ? 'close' : null
}
