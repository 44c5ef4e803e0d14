import type { Ref } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Deciding } from '../../models/portal/deciding.ts'
import { describedBy, Field } from '../../ui/field.tsx'

export interface Answer {
  readonly id: string
  readonly label: string
  readonly help?: string
  readonly error?: string | undefined
  readonly value: string
  readonly write: (words: string) => void
  readonly close: () => void
  readonly field: Ref<HTMLTextAreaElement>
}

/** What a decider writes to the requester; Escape goes back to the review. */
export function AnswerField({ id, value, write, close, field, ...line }: Answer) {
  return (
    <Field id={id} {...line}>
      <textarea
        ref={field}
        id={id}
        rows={2}
        maxLength={2000}
        aria-describedby={describedBy(id)}
        aria-invalid={line.error !== undefined}
        value={value}
        onInput={(event) => write(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Escape' && !event.isComposing && close()}
      />
    </Field>
  )
}

/** The focus goes to the field; once it is closed or sent, back to the button that opened it. */
export function useFocus({ opinion }: Deciding, opener: '[data-ask]' | '[data-reject]') {
  const field = useRef<HTMLTextAreaElement>(null)
  useLayoutEffect(() => {
    field.current?.focus()
    return () => {
      // Left open, it was another screen that came: the focus is there.
      if (opinion.value.writing !== null) return
      requestAnimationFrame(() => document.querySelector<HTMLElement>(opener)?.focus())
    }
  }, [])
  return field
}
