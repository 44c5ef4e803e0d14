import { useEffect, useRef } from 'preact/hooks'
import { go } from '../models/portal/route.ts'
import { letters, over } from '../models/portal/palette.ts'
import { KeysDialog } from './parts/keys-dialog.tsx'
import { Palette } from './parts/palette.tsx'
import { useKeys } from './parts/use-keys.ts'

/** How long after `g` the letter may come. */
const letterMs = 1500

/** What the keys of every screen open: the palette, the list of keys, and the screens themselves. */
export function OverPage() {
  const since = useRef(-Infinity)
  const go2 = (letter: string) => () => {
    const to = letters[letter]
    if (performance.now() - since.current > letterMs || !to) return false
    since.current = -Infinity
    go(to)
    return true
  }
  useKeys(
    {
      g: () => void (since.current = performance.now()),
      '?': () => void (over.value = 'keys'),
      ...Object.fromEntries(Object.keys(letters).map((letter) => [letter, go2(letter)])),
    },
    { capture: true },
  )
  usePaletteKey()
  if (over.value === 'palette') return <Palette />
  return over.value === 'keys' ? <KeysDialog /> : null
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
