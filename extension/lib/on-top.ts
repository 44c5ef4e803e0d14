/** A click counts only where our button could be seen, uncovered, for this long. */
export const seenForMs = 500

/**
 * Tells since when `element` is fully in view with nothing over it: Chromium computes that itself (overlays,
 * opacity, filters), elsewhere we look who is hit at its corners and middle.
 * A build for Chromium has the first only.
 */
export function watchOnTop(element: HTMLElement, host: Element, signal: AbortSignal): () => boolean {
  let since: number | null = null
  const note = (onTop: boolean) => {
    since = onTop ? (since ?? performance.now()) : null
  }
  if (import.meta.env.BROWSER === 'chrome' || 'isVisible' in IntersectionObserverEntry.prototype)
    observe(element, note, signal)
  else sample(element, host, note, signal)
  return () => since !== null && performance.now() - since >= seenForMs
}

/** https://w3c.github.io/IntersectionObserver/v2/ */
function observe(element: HTMLElement, note: (onTop: boolean) => void, signal: AbortSignal): void {
  const options = { threshold: 0.99, trackVisibility: true, delay: 100 }
  const observer = new IntersectionObserver((entries) => {
    const last = entries.at(-1) as (IntersectionObserverEntry & { isVisible: boolean }) | undefined
    note(last?.isVisible ?? false)
  }, options)
  observer.observe(element)
  signal.addEventListener('abort', () => observer.disconnect())
}

function sample(
  element: HTMLElement,
  host: Element,
  note: (onTop: boolean) => void,
  signal: AbortSignal,
): void {
  const look = () => note(isHit(element, host))
  const timer = setInterval(look, 100)
  signal.addEventListener('abort', () => clearInterval(timer))
  look()
}

/** A closed root answers for everything in it with its host. */
function isHit(element: HTMLElement, host: Element): boolean {
  const { left, top, right, bottom } = element.getBoundingClientRect()
  const points: [number, number][] = [
    [left + 4, top + 4],
    [right - 4, bottom - 4],
    [(left + right) / 2, (top + bottom) / 2],
  ]
  return points.every(([x, y]) => document.elementFromPoint(x, y) === host)
}
