import type { ComponentChildren } from 'preact'
import { Icon, iconOfTone, type IconName } from './icon.tsx'

export interface NoteProps {
  readonly tone: 'info' | 'success' | 'warning' | 'error'
  readonly title: string
  readonly icon?: IconName
  /** Small and last: a code or a reference. */
  readonly reference?: string | undefined
  /** Its words count seconds: only the title is spoken, or each second would be. */
  readonly counts?: boolean
  readonly children?: ComponentChildren
  /** The one button that mends it. */
  readonly mend?: ComponentChildren
}

/** A refusal or a notice, at the place it is about. An error is spoken at once, the rest when there is a pause. */
export function Note({ tone, title, icon, reference, counts, children, mend }: NoteProps) {
  const role = tone === 'error' ? 'alert' : 'status'
  return (
    <div class={`note tone-${tone}`} role={counts ? undefined : role}>
      <Icon name={icon ?? iconOfTone[tone]} />
      <div>
        <b role={counts ? role : undefined}>{title}</b>
        <p>
          {children} {reference && <small>{reference}</small>}
        </p>
        {mend}
      </div>
    </div>
  )
}
