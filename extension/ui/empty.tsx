import type { ComponentChildren } from 'preact'

/** What stands where nothing is, after the answer. Children are what one can do now. */
export function Empty({
  title,
  text,
  children,
}: {
  title: string
  text?: string
  children?: ComponentChildren
}) {
  return (
    <div class="empty">
      <b class="empty-title">{title}</b>
      {text && <p>{text}</p>}
      {children && <div class="empty-do">{children}</div>}
    </div>
  )
}
