import { type ReadonlySignal, signal } from '@preact/signals'
import { ask } from '../../lib/messages.ts'
import type { ReadDenial, Stood } from '../../lib/shown.ts'
import { pastedItem, stoodItem } from '../../lib/storage.ts'
import { type AskForm, customFrom, type Draft } from './ask-form.ts'

/** An error that somebody pasted, or selected on a page, and what it put into the form. */
export interface PastedError {
  readonly open: ReadonlySignal<boolean>
  readonly text: ReadonlySignal<string>
  /** `null`: not read yet, or no denial. */
  readonly read: ReadonlySignal<ReadDenial | null>
  readonly isNone: ReadonlySignal<boolean>
  edit(text: string): void
  /** Reads the text, once the typing rests; a text that was read is not read again. */
  look(): Promise<void>
  unfold(): void
  /** Only what was denied, instead of the set that was found for it. */
  takeDraft(): void
  /** What was selected or pasted elsewhere, now and whenever it comes. */
  take(): Promise<void>
}

export function pastedError(form: AskForm): PastedError {
  const [open, text, isNone] = [signal(false), signal(''), signal(false)]
  const read = signal<ReadDenial | null>(null)
  const fill = filling(form)
  let looked = ''
  let stood: Stood | null = null
  const look = async (): Promise<void> => {
    const typed = text.value
    if (typed === looked) return
    looked = typed
    const from = stood
    stood = null
    const told = typed.trim()
      ? await ask<'read'>({ kind: 'read', text: typed, ...(from ? known(from) : fill.inView()) })
      : null
    if (text.value !== typed) return
    read.value = told
    isNone.value = told === null && typed.trim() !== ''
    fill.from(told, from)
  }
  const take = async (): Promise<void> => {
    const brought = await pastedItem.getValue()
    if (!brought) return
    stood = await stoodItem.getValue()
    await Promise.all([pastedItem.removeValue(), stoodItem.removeValue()])
    open.value = true
    text.value = brought.trim()
    // Pressed in another page, or for another set: not what was looked at before.
    if (stood) looked = ''
    await look()
  }
  const takeDraft = () => {
    const { drafted } = read.value ?? {}
    if (drafted) form.edit({ ...customFrom({ custom: drafted }), setArn: '', seconds: null, extend: null })
  }
  const [edit, unfold] = [(typed: string) => (text.value = typed), () => (open.value = !open.value)]
  return { open, text, read, isNone, edit, look, take, takeDraft, unfold }
}

function known({ accountId, denied }: Stood): Pick<Stood, 'accountId' | 'denied'> {
  return { accountId, denied }
}

/** Only what the text tells: what was typed besides stays, and what was chosen since, while the text tells the same. */
function filling(form: AskForm) {
  let filled = ''
  let guessed = ''
  return {
    /** An account that somebody chose, here or before; one that a text named is no such thing. */
    inView: (): { readonly accountId?: string } => {
      const { accountId } = form.draft.value
      return accountId && accountId !== guessed ? { accountId } : {}
    },
    from(told: ReadDenial | null, stood: Stood | null): void {
      const denied = deniedOf(told)
      const now = JSON.stringify([denied, told?.accountId])
      if (now === filled && !stood) return
      filled = now
      if (!stood && told?.accountId !== form.draft.value.accountId) guessed = told?.accountId ?? ''
      form.edit({ denied, ...(told && accessOf(told, stood, form)) })
    },
  }
}

function deniedOf(told: ReadDenial | null): Draft['denied'] {
  const { action = '', resource } = told && !told.reason ? told.denied : {}
  if (!action) return undefined
  return { action, ...(resource !== undefined && { resource }) }
}

function accessOf(told: ReadDenial, stood: Stood | null, { draft }: AskForm): Partial<Draft> {
  if (stood) return carriedOn(stood, told, draft.value)
  return told.accountId ? accessFrom(told, told.accountId) : {}
}

/** What stood chosen there stands here, with the time that was chosen for it. */
function carriedOn({ accountId, setArn }: Stood, { drafted }: ReadDenial, draft: Draft): Partial<Draft> {
  const own = customFrom({ custom: setArn === '' ? drafted : null })
  const isSame = draft.accountId === accountId && draft.setArn === setArn
  return isSame ? own : { accountId, also: [], setArn, ...own, seconds: null, extend: null }
}

/** Only what was denied stands before every set: none is sure to help. */
export function isDraftFirst(suggested: ReadDenial['suggested']): boolean {
  return suggested?.draft?.at === 0
}

/** The narrowest set that helps; where none is sure to, one of only what was denied. */
function accessFrom({ suggested, drafted }: ReadDenial, accountId: string): Partial<Draft> {
  const setArn = (!isDraftFirst(suggested) && suggested?.sets[0]?.arn) || ''
  const own = customFrom({ custom: setArn === '' ? drafted : null })
  return { accountId, also: [], setArn, ...own, seconds: null, extend: null }
}
