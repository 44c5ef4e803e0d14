import { canonical, sha256 } from './http/hash.ts'

/** Everything the approver is shown. What they decide on is this and nothing else. */
export interface Shown {
  readonly requesterId: string
  readonly principalId: string
  readonly accountId: string
  readonly accountName: string
  readonly setArn: string
  readonly setName: string
  readonly setHash: string | null
  readonly durationSeconds: number
  readonly startsAt: number | null
  readonly justification: string
  readonly ticket: string | null
  readonly extendsId: string | null
}

/** `sha-256:` and SHA-256 over the RFC 8785 form, base64url without padding. */
export async function digestOf(shown: Shown): Promise<string> {
  return `sha-256:${await sha256(canonical(shown))}`
}
