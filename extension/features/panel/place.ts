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

const panelWidthPx = 448
const edgePx = 16
const gapPx = 24
const restTopPx = 64
/** Its head and its foot stay in view, and between them what is typed or answered. */
const leastHeightPx = 288
const narrowPx = 900

/** Right of the denied message, else below it, else left; never over it. Narrow windows: below, full width. */
export function place(
  view: { width: number; height: number },
  heightPx: number,
  message: Box | null,
): Placed {
  const isNarrow = view.width < narrowPx
  const width = isNarrow ? view.width - 2 * edgePx : panelWidthPx
  const left = view.width - width - (isNarrow ? edgePx : gapPx)
  const resting = { left, top: restTopPx, width }
  if (!message) return resting
  const below = { left, top: message.bottom + gapPx, width }
  const beside = { left: message.left - gapPx - width, top: restTopPx, width }
  const fits = (at: Placed) =>
    at.left >= edgePx && at.top + heightPx + edgePx <= view.height && isApart(at, heightPx, message)
  // Where no place is large enough: below, as far as there is room, and the panel scrolls.
  const rest = { left, top: Math.min(below.top, view.height - leastHeightPx - edgePx), width }
  return [resting, below, beside].find(fits) ?? rest
}

function isApart(panel: Placed, heightPx: number, { left, top, right, bottom }: Box): boolean {
  const beside = panel.left >= right || panel.left + panel.width <= left
  return beside || panel.top >= bottom || panel.top + heightPx <= top
}
