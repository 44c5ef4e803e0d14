/** @jsxImportSource ../../lib/dom */
import type { Request } from '../../../schema/contract/requests.ts'
import { urgency } from './tick.ts'

/** The bar shows what is left and drains to the left. It says nothing: the words beside it do. */
export function TimeLeft({ request, now }: { request: Request; now: number }) {
  const { session } = request
  const endsAt = session?.endsAt ?? ''
  const leftMs = Date.parse(endsAt) - now
  if (!session || !(leftMs > 0)) return null
  const wholeMs = Date.parse(endsAt) - Date.parse(session.activeAt ?? session.startsAt)
  const percent = Math.min(100, (100 * leftMs) / wholeMs)
  return (
    <div class={`bar ${urgency(leftMs)}`} aria-hidden="true">
      <span style={`width: ${percent}%`} />
    </div>
  )
}
