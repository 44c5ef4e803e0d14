/** @jsxImportSource ../../lib/dom */
import type { ShownRequest } from '../../lib/shown.ts'
import { urgency } from '../../lib/urgency.ts'

/** The bar shows what is left and drains to the left. It says nothing: the words beside it do. */
export function TimeLeft({ request, now }: { request: ShownRequest; now: number }) {
  const { startMs, endMs } = request
  const leftMs = endMs - now
  if (leftMs <= 0) return null
  const percent = Math.min(100, (100 * leftMs) / (endMs - startMs))
  return (
    <div class={`bar ${urgency(leftMs)}`} aria-hidden="true">
      <span style={`width: ${percent}%`} />
    </div>
  )
}
