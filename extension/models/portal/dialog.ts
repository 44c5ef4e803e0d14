import { signal } from '@preact/signals'
import type { Request } from '../../../schema/contract/requests.ts'

/** The question that stands over the page; one at a time. */
export interface Asked {
  readonly kind: 'end' | 'revoke'
  readonly request: Request
}

export const dialog = signal<Asked | null>(null)

export function openDialog(asked: Asked): void {
  dialog.value = asked
}

export function closeDialog(): void {
  dialog.value = null
}
