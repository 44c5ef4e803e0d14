/**
 * Stands in for `wxt/utils/content-script-context` in our build. WXT's own posts a message on `window` and obeys an
 * event on `document`, both of which a page can read and forge (threats D1, D9), and it is 2 KiB of the bundle.
 * An extension that was updated is noticed by its broken port instead.
 */
export class ContentScriptContext {
  readonly signal = new AbortController().signal
}
