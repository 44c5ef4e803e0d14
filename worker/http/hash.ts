const encoder = new TextEncoder()

/** SHA-256 of a text as base64url without padding: 43 characters. */
export async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', encoder.encode(text))
  return base64url(new Uint8Array(digest))
}

export function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

export function randomSecret(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(32)))
}

const base32 = 'abcdefghijklmnopqrstuvwxyz234567'

/** 26 characters of base32: 130 random bits. */
export function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(26)), (byte) => base32[byte & 31]).join('')
}

/**
 * RFC 8785 for what we digest: strings, whole numbers, booleans, null, arrays and objects of them. Keys are sorted by
 * UTF-16 units, as `sort()` does. Throws on a number JSON cannot hold exactly.
 */
export function canonical(value: unknown): string {
  if (typeof value === 'number' && !Number.isSafeInteger(value))
    throw new Error('Only whole numbers are digested.')
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  const entries = Object.entries(value as Record<string, unknown>).filter(([, v]) => v !== undefined)
  const members = entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`)
  return `{${members.join(',')}}`
}
