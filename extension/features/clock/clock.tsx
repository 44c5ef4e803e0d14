/** @jsxImportSource ../../lib/dom */
import type { ShownRequest } from '../../lib/shown.ts'
import { span } from '../../lib/time.ts'
import { Icon, Mark } from '../parts/icon.tsx'
import { urgency, type Urgency } from '../../lib/urgency.ts'

interface Props {
  readonly request: ShownRequest
  readonly now: number
  readonly open: boolean
  /** Something of ours stands beside it. */
  readonly tight: boolean
  readonly toggle: (event: Event) => void
}

/** The capsule in the console's bar: what runs here, and how long still. */
export function Clock({ request, now, open, tight, toggle }: Props) {
  const leftMs = request.endMs - now
  const hurry = urgency(leftMs)
  return (
    <button class={`capsule ${hurry}`} aria-expanded={open} aria-haspopup="dialog" onClick={toggle}>
      <Mark />
      <span class="word">Hallpass</span>
      <span class={tight ? 'set unseen' : 'set'}>{request.set}</span>
      <b class="time">
        <UrgencyIcon hurry={hurry} />
        {span(leftMs)}
      </b>
      <Icon name="down" size={14} />
    </button>
  )
}

export function UrgencyIcon({ hurry, size = 16 }: { hurry: Urgency; size?: number }) {
  if (hurry === 'calm') return null
  return <Icon name={hurry === 'red' ? 'warning' : 'clock'} size={size} />
}
