/** @jsxImportSource ../../lib/dom */
import type { Page } from '../../lib/console-page.ts'
import type { Desk } from '../../lib/desk.ts'
import { selectors } from '../../lib/selectors.ts'
import type { ShownOffer, ShownRequest } from '../../lib/shown.ts'
import { makeRoot } from '../parts/root.ts'
import css from './offer.css?inline'
import { Offer } from './offer.tsx'
import { keepIn } from './place.ts'

export interface Mounted {
  /** What the error says, as far as this was offered for it. */
  text: string
  readonly offer: ShownOffer
  settle(): void
  remove(): void
}

/** The offer in the error it is about; once it was sent, what became of it. */
export function mountOffer(
  error: HTMLElement,
  text: string,
  offer: ShownOffer,
  desk: Desk,
  page: Page,
): Mounted {
  const end = new AbortController()
  const signal = AbortSignal.any([page.signal, end.signal])
  const root = makeRoot('denied', error.matches(selectors.flash) ? 'flash' : 'inline', css, signal)
  const settle = keepIn(error, root.host)
  const press = (event: Event) => {
    if (event.isTrusted) desk.offerWished.set(offer)
  }
  const draw = () => root.draw(<Offer offer={offer} request={requestFor(offer, desk)} press={press} />)
  desk.here.on(draw, signal)
  desk.followed.on(draw, signal)
  draw()
  settle()
  return { text, offer, settle, remove: () => end.abort() }
}

/** What was asked for because of this message, and is not over; a session that names no denial is for none. */
function requestFor({ key }: ShownOffer, desk: Desk): ShownRequest | null {
  const here = desk.here.get()
  const known = [desk.followed.get(), here?.underWay, ...((key && here?.sessions) || [])]
  return known.find((request) => request?.deniedKey === key && request.stage !== 'other') ?? null
}
