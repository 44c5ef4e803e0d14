import { isConsoleHost, sessionLabel } from './aws-hosts.ts'

/** What carries a sign-in, a signature or a secret; a page is found without it. */
const unsafe = /token|signature|credential|secret|passw|^x-amz|^(code|state|session|nonce|destination)$|auth/i

const longestPage = 2000
const longestValue = 300

/**
 * The address of a console page, as far as it may be kept and opened again: no label of one of several sessions (AWS
 * answers 404 with it), nothing that signs in; `null` for what is no console page.
 */
export function safePage(address: string): string | null {
  if (!URL.canParse(address)) return null
  const page = new URL(address)
  page.hostname = page.hostname.replace(sessionLabel, '')
  if (page.protocol !== 'https:' || page.port || page.username || !isConsoleHost(page.hostname)) return null
  const drop = [...page.searchParams].filter(
    ([name, value]) => unsafe.test(name) || value.length > longestValue,
  )
  for (const [name] of drop) page.searchParams.delete(name)
  if (unsafe.test(page.hash)) page.hash = ''
  return page.href.length > longestPage ? `${page.origin}${page.pathname}` : page.href
}
