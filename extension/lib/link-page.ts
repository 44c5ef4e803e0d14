/** The API's own address: its one page, `/r/ID`, is where links to a request lead. */
const api = new URL(import.meta.env.WXT_API ?? 'http://127.0.0.1:8787')

export const linkOrigin = api.origin

/** Firefox's match patterns know no ports. */
const host = import.meta.env.BROWSER === 'firefox' ? api.hostname : api.host

export const linkMatches: string[] = [`${api.protocol}//${host}/r/*`]

/** The id in `/r/ID`; `null` for any other path. */
export function linkedRequest(path: string): string | null {
  return /^\/r\/([\w-]{1,64})\/?$/.exec(path)?.[1] ?? null
}
