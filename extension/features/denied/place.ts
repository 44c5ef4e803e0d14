import { selectors } from '../../lib/selectors.ts'

/** A page that takes us out keeps us out: after this many times we stay away. */
const mostTimes = 5

/**
 * Keeps `host` in the error it is about: in the empty place our script in the page's world put there, else under what
 * the error says.
 */
export function keepIn(error: HTMLElement, host: HTMLElement): () => void {
  let times = 0
  return () => {
    const wanted = emptyPlace(error, host) ?? under(error)
    if (host.parentNode === wanted || times >= mostTimes) return
    times++
    wanted.appendChild(host)
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
