import { signal } from '@preact/signals'

export interface OwnersAsked {
  readonly id: string
  readonly name: string
}

/** The account whose owners are shown or being named; one at a time. */
export const ownersDialog = signal<OwnersAsked | null>(null)

/** One to a line, as people write lists; commas do too. */
export function refsOf(text: string): string[] {
  return [
    ...new Set(
      text
        .split(/[\n,;]+/)
        .map((ref) => ref.trim())
        .filter(Boolean),
    ),
  ]
}
