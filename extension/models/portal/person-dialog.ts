import { signal } from '@preact/signals'
import type { ManagedPerson } from '../../../schema/contract/people.ts'

/** Whose role is being set; one at a time. */
export const personDialog = signal<ManagedPerson | null>(null)
