import type { ComponentChildren } from 'preact'
import { Icon } from './icon.tsx'

interface Props {
  /** Id of the control that stands in it. */
  readonly id: string
  readonly label: string
  readonly help?: string | undefined
  readonly error?: string | undefined
  /** What stands in the way and is no mistake. */
  readonly note?: string | undefined
  readonly children: ComponentChildren
}

/** A labelled control. Give the control `aria-describedby={describedBy(id)}`. */
export function Field({ id, label, help, error, note, children }: Props) {
  return (
    <div class={error ? 'field invalid' : 'field'}>
      <label for={id}>{label}</label>
      {children}
      <div id={describedBy(id)}>
        {error && (
          <p class="error" role="alert">
            <Icon name="cross" /> {error}
          </p>
        )}
        {note && (
          <p class="field-note" role="status">
            <Icon name="info" /> {note}
          </p>
        )}
        {help && <p class="help">{help}</p>}
      </div>
    </div>
  )
}

export function describedBy(id: string): string {
  return `${id}-about`
}
