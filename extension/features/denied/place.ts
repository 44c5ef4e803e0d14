import { mostTimes, sparingly } from '../../lib/sparingly.ts'
import { selectors } from '../../lib/selectors.ts'

/**
 * Keeps `host` in the error it is about: in the empty place our script in the page's world put there, else under what
 * the error says.
 */
export function keepIn(error: HTMLElement, host: HTMLElement): () => void {
  const may = sparingly(mostTimes)
  return () => {
    const wanted = emptyPlace(error, host) ?? under(error)
    if (host.parentNode !== wanted && may()) wanted.appendChild(host)
  }
}

/** The page may put anything where our place is: only an empty one is filled. */
function emptyPlace(error: HTMLElement, host: HTMLElement): HTMLElement | null {
  const place = error.querySelector<HTMLElement>(selectors.place)
  return place && [...place.childNodes].every((child) => child === host) ? place : null
}

function under(error: HTMLElement): HTMLElement {
  const text = error.querySelector<HTMLElement>(selectors.errorText)
  return text?.parentElement ?? error
}
