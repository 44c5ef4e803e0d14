import { browser } from 'wxt/browser'

export type Params = Readonly<Record<string, string>>

/** The text of `key` in the person's language, `{name}` filled in; empty for a key that is not there. */
export function t(key: string, params: Params = {}): string {
  return browser.i18n.getMessage(key).replace(/\{(\w+)\}/g, (braces, name: string) => params[name] ?? braces)
}
