import { type ReadonlySignal, signal } from '@preact/signals'
import { ask } from '../../lib/messages.ts'
import type { ReadDenial } from '../../lib/shown.ts'
import { pastedItem } from '../../lib/storage.ts'
import type { AskForm } from './ask-form.ts'

/** An error that somebody pasted, or selected on a page, and what it put into the form. */
export interface PastedError {
  readonly open: ReadonlySignal<boolean>
  readonly text: ReadonlySignal<string>
  /** `null`: not read yet, or no denial. */
  readonly read: ReadonlySignal<ReadDenial | null>
  readonly isNone: ReadonlySignal<boolean>
  edit(text: string): Promise<void>
  unfold(): void
  /** What was selected or pasted elsewhere, now and whenever it comes. */
  take(): Promise<void>
}

export function pastedError(form: AskForm): PastedError {
  const [open, text, isNone] = [signal(false), signal(''), signal(false)]
  const read = signal<ReadDenial | null>(null)
  const edit = async (typed: string): Promise<void> => {
    text.value = typed
    const told = typed.trim() ? await ask<'read'>({ kind: 'read', text: typed }) : null
    if (text.value !== typed) return
    read.value = told
    isNone.value = told === null && typed.trim() !== ''
    fill(form, told)
  }
  const take = async (): Promise<void> => {
    const brought = await pastedItem.getValue()
    if (!brought) return
    await pastedItem.removeValue()
    open.value = true
    await edit(brought.trim())
  }
  return { open, text, read, isNone, edit, take, unfold: () => (open.value = !open.value) }
}

/** Only what the text tells: what was typed besides stays. */
function fill(form: AskForm, told: ReadDenial | null): void {
  const { action = '', resource } = told && !told.reason ? told.denied : {}
  const set = told?.suggested?.sets[0]?.arn
  form.edit({
    denied: action ? { action, ...(resource === undefined ? {} : { resource }) } : undefined,
    ...(told?.accountId ? { accountId: told.accountId, setArn: set ?? '', seconds: null, extend: null } : {}),
  })
}
