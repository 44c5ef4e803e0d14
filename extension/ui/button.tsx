import type { ComponentChildren } from 'preact'

export interface ButtonProps {
  readonly kind?: 'primary' | 'normal' | 'link' | 'quiet' | 'danger'
  readonly small?: boolean
  /** It does nothing and keeps the focus, unlike the browser's own. */
  readonly disabled?: boolean
  readonly type?: 'button' | 'submit'
  /** For those who hear it, where the words beside it are needed to know what it is about. */
  readonly label?: string | undefined
  /** Where the focus starts in a dialog. */
  readonly autofocus?: boolean
  readonly onClick?: () => void
  readonly children: ComponentChildren
}

/** `kind` is its weight: one `primary` a screen; `quiet` and `danger` for what takes away. */
export function Button({ kind = 'normal', small, label, type = 'button', ...rest }: ButtonProps) {
  const { disabled, onClick, ...props } = rest
  const look = kind === 'link' ? 'link strong' : kind === 'quiet' ? 'link quiet' : `button ${kind}`
  const press = (event: Event) => (disabled ? event.preventDefault() : onClick?.())
  return (
    <button
      {...props}
      type={type}
      class={small ? `${look} small` : look}
      aria-label={label}
      aria-disabled={disabled || undefined}
      onClick={press}
    />
  )
}
