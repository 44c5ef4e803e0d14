import { useEffect, useRef } from 'preact/hooks'
import { navigation } from '../models/portal/navigation.ts'
import { letters, over } from '../models/portal/palette.ts'
import { go, type Route } from '../models/portal/route.ts'
import { seen } from '../models/seen.ts'
import { KeysDialog } from './parts/keys-dialog.tsx'
import { Palette } from './parts/palette.tsx'
import { useKeys } from './parts/use-keys.ts'

/** What the keys of every screen open: the palette, the list of keys, and the screens themselves. */
export function OverPage() {
  const afterG = useRef(false)
  const press = (key: string): boolean => {
    if (key === 'Shift') return false
    if (afterG.current) {
      // However late: what follows `g` is never a key of the screen, where `a` approves.
      afterG.current = false
      const to = letters[key]
      if (to && offers(to.page)) go(to)
      return key !== 'Tab'
    }
    if (key === 'g') afterG.current = true
    else if (key === '?') over.value = 'keys'
    else return false
    return true
  }
  useKeys(press, { capture: true })
  usePaletteKey()
  if (over.value === 'palette') return <Palette />
  return over.value === 'keys' ? <KeysDialog /> : null
}

/** A letter goes where the sidebar goes, and nowhere else. */
function offers(page: Route['page']): boolean {
  const { own, approver, admin } = navigation(seen.value)
  return [...own, ...approver, ...admin].some((item) => item.page === page)
}

/** Ctrl K, or Command K: also from within a field. */
function usePaletteKey(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
      event.preventDefault()
      if (!document.querySelector('dialog[open]')) over.value = 'palette'
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [])
}
