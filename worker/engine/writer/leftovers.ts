import type { Instant } from '../ports.ts'
import type { Tended } from './document.ts'
import { leftoversIn, type Notes } from './notes.ts'
import type { SetArn } from './ports.ts'

export type LeftoverEffect =
  | { readonly do: 'read'; readonly set: SetArn; readonly as: 'leftover' }
  | { readonly do: 'remove'; readonly set: SetArn }

/** Deleted again and again until it is gone; what others found is looked at first. */
export function tendLeftovers(notes: Notes, now: Instant): Tended<LeftoverEffect> {
  const next = leftoversIn(notes).map(([set, { isForeign, notBefore }]) => {
    if (notBefore > now) return { at: notBefore }
    return isForeign ? ({ do: 'read', set, as: 'leftover' } as const) : ({ do: 'remove', set } as const)
  })
  return { notes, next }
}
