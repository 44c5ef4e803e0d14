import { useEffect, useRef, useState } from 'preact/hooks'
import { t } from '../../lib/words.ts'
import { type Jump, jumps, over } from '../../models/portal/palette.ts'
import { go } from '../../models/portal/route.ts'
import { seen } from '../../models/seen.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { NavIcon } from './nav-icon.tsx'

/** Type a part of where to go; arrows and Enter go there. */
export function Palette() {
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const found = jumps(seen.value, typed)
  const current = Math.min(at, Math.max(0, found.length - 1))
  const close = () => void (over.value = null)
  const take = (jump: Jump | undefined) => {
    if (!jump) return
    close()
    // The dialog gives the focus back as it goes; the new screen takes it after that.
    requestAnimationFrame(() => go(jump.to))
  }
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) setAt((current + step + found.length) % Math.max(1, found.length))
    else if (event.key === 'Enter') take(found[current])
    else return
    event.preventDefault()
  }
  return (
    <Dialog title={t('portal_palette')} kind="palette" close={close}>
      <div class="palette-field">
        <NavIcon name="search" />
        <input
          autofocus
          role="combobox"
          autoComplete="off"
          spellcheck={false}
          aria-label={t('portal_palette')}
          aria-expanded="true"
          aria-controls="jumps"
          aria-autocomplete="list"
          aria-activedescendant={found[current] ? `jump-${current}` : undefined}
          placeholder={t('portal_palette_help')}
          value={typed}
          onInput={(event) => {
            setTyped(event.currentTarget.value)
            setAt(0)
          }}
          onKeyDown={press}
        />
      </div>
      <ul id="jumps" role="listbox" aria-label={t('portal_palette')} class="jumps">
        {found.map((jump, index) => (
          <Option
            key={`${jump.title} ${jump.about}`}
            jump={jump}
            index={index}
            current={index === current}
            take={take}
          />
        ))}
      </ul>
      {found.length === 0 && (
        <p class="second" role="status">
          {t('portal_nothing_found')}
        </p>
      )}
    </Dialog>
  )
}

interface OptionProps {
  readonly jump: Jump
  readonly index: number
  readonly current: boolean
  readonly take: (jump: Jump) => void
}

function Option({ jump, index, current, take }: OptionProps) {
  const row = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (current) row.current?.scrollIntoView?.({ block: 'nearest' })
  }, [current])
  return (
    <li ref={row} id={`jump-${index}`} role="option" aria-selected={current} onClick={() => take(jump)}>
      <span>{jump.title}</span> <span class="second">{jump.about}</span>
      {jump.keys && (
        <span class="jump-keys">
          {jump.keys.split(' ').map((key) => (
            <kbd key={key}>{key}</kbd>
          ))}
        </span>
      )}
    </li>
  )
}
