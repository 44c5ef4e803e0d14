export interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

export interface Placed {
  readonly left: number
  readonly top: number
  readonly width: number
}

export const panelWidthPx = 448
const edgePx = 16
const gapPx = 24
const restTopPx = 64
const narrowPx = 900

/** Right of the denied message, else below it, else left; never over it. Narrow windows: below, full width. */
export function place(
  view: { width: number; height: number },
  heightPx: number,
  message: Box | null,
): Placed {
  const width = view.width < narrowPx ? view.width - 2 * edgePx : panelWidthPx
  const right = view.width - width - (view.width < narrowPx ? edgePx : gapPx)
  const resting = { left: right, top: restTopPx, width }
  if (!message || apart(resting, heightPx, message)) return resting
  const beside = Math.max(restTopPx, Math.min(message.top, view.height - heightPx - edgePx))
  const below = message.bottom + gapPx
  if (below + heightPx + edgePx <= view.height) return { left: right, top: below, width }
  const left = message.left - gapPx - width
  if (left >= edgePx) return { left, top: beside, width }
  // No place is large enough: below, as far as there is room, and the panel scrolls.
  return { left: right, top: Math.min(below, view.height - leastHeightPx - edgePx), width }
}

const leastHeightPx = 240

function apart(panel: Placed, heightPx: number, { left, top, right, bottom }: Box): boolean {
  const beside = panel.left >= right + edgePx || panel.left + panel.width + edgePx <= left
  return beside || panel.top >= bottom + edgePx || panel.top + heightPx + edgePx <= top
}
