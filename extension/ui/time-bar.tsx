import { urgency } from '../lib/urgency.ts'

interface Props {
  /** From when to when, as on the wire. */
  readonly startsAt: string
  readonly endsAt: string
  readonly now: number
}

/** Shows what is left and drains to the left. It says nothing: the words beside it do. */
export function TimeBar({ startsAt, endsAt, now }: Props) {
  const leftMs = Date.parse(endsAt) - now
  if (!(leftMs > 0)) return null
  const percent = Math.min(100, (100 * leftMs) / (Date.parse(endsAt) - Date.parse(startsAt)))
  return (
    <span class={`bar ${urgency(leftMs)}`} aria-hidden="true">
      <span style={{ width: `${percent}%` }} />
    </span>
  )
}
