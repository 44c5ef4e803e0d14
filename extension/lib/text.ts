import { browser } from 'wxt/browser'

export type Params = Readonly<Record<string, string>>

/** What is counted goes through the `t` of `words.ts`, which knows the forms a language has for so many. */
export type Uncounted = Params & { readonly n?: never }

/** The text of `key` in the person's language, `{name}` filled in; empty for a key that is not there. */
export function t(key: string, params: Uncounted = {}): string {
  const filled = (braces: string, name: string): string => {
    const value = params[name]
    return value === undefined ? braces : isolated(value)
  }
  return browser.i18n.getMessage(key).replace(/\{(\w+)\}/g, filled)
}

/** The same for a form that was chosen already. */
export const filledIn = t as (key: string, params: Params) => string

/** In a language from right to left, what is put into a sentence keeps its own direction (Unicode TR 9, FSI and PDI). */
export function isolated(text: string): string {
  return browser.i18n.getMessage('ui_direction') === 'rtl' ? `\u2068${text}\u2069` : text
}
