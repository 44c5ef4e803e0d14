/** RFC 7636: what only the one who began the sign-in can show, and its S256 challenge. */
export async function newProof(): Promise<{ readonly verifier: string; readonly challenge: string }> {
  const verifier = randomWord()
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))
  return { verifier, challenge: base64url(new Uint8Array(digest)) }
}

/** 256 bits nobody can guess, as 43 characters. */
export function randomWord(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(32)))
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}
