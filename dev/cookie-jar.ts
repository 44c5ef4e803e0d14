interface Cookie {
  value: string
  path: string
  host: string
}

/** Enough of a browser's cookies for a sign-in on this machine: host, path and deletion; no expiry, no domains. */
export class CookieJar {
  readonly #cookies = new Map<string, Cookie>()

  take(from: URL, answer: Response): void {
    for (const line of answer.headers.getSetCookie()) this.#set(from.hostname, line)
  }

  headerFor(url: URL): string {
    return [...this.#cookies]
      .filter(([, { host, path }]) => host === url.hostname && under(path, url.pathname))
      .map(([key, { value }]) => `${nameOf(key)}=${value}`)
      .join('; ')
  }

  #set(host: string, line: string): void {
    const [pair = '', ...attributes] = line.split(/;\s*/)
    const name = pair.slice(0, pair.indexOf('='))
    const value = pair.slice(pair.indexOf('=') + 1)
    const path = attributes.find((attribute) => /^path=/i.test(attribute))?.slice(5) ?? '/'
    const key = `${name} ${host}${path}`
    if (value === '' || attributes.some((attribute) => /^max-age=0$/i.test(attribute)))
      this.#cookies.delete(key)
    else this.#cookies.set(key, { value, path, host })
  }
}

function nameOf(key: string): string {
  return key.slice(0, key.indexOf(' '))
}

/** RFC 6265, 5.1.4: a path covers itself and what lies below it. */
function under(path: string, pathname: string): boolean {
  return pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`)
}
