import { signal } from '@preact/signals'

/** The one line that says what the last press did. It is spoken, and gone with the next screen but one. */
export const notice = signal<string | null>(null)

let kept = false

/** Says it on this screen, or on the one that opens next. */
export function say(words: string, on: 'this' | 'next' = 'this'): void {
  notice.value = words
  kept = on === 'next'
}

/** A new screen was opened: what was said for the old one is over. */
export function turnPage(): void {
  if (!kept) notice.value = null
  kept = false
}
