import { sql } from 'drizzle-orm'
import * as v from 'valibot'
import { revocationRequest, tokenRequest, type TokenResponse } from '../../schema/contract/sign-in.ts'
import { endFamily, exchange } from '../db/sign-in.ts'
import type { Deps } from '../deps.ts'
import { sha256 } from '../http/hash.ts'

export const accessSeconds = 10 * 60
/** A sign-in lasts at most this long, whatever is refreshed meanwhile; idle it ends after the second. */
const absoluteMs = 7 * 24 * 60 * 60_000
const idleMs = 12 * 60 * 60_000

/** RFC 6749 section 5.2: one code for all that is wrong with a grant; the reason stays here. */
export class OAuthError extends Error {
  readonly code: 'invalid_request' | 'invalid_grant' | 'unsupported_grant_type'

  constructor(code: OAuthError['code']) {
    super(code)
    this.name = 'OAuthError'
    this.code = code
  }
}

/** A one-time code or a refresh token for a new pair. Throws `OAuthError`; a replay ends the whole family. */
export async function exchangeToken(deps: Deps, form: Record<string, string>): Promise<TokenResponse> {
  const parsed = v.safeParse(tokenRequest, form)
  if (!parsed.success) throw new OAuthError('invalid_request')
  const asked = parsed.output
  const now = deps.now()
  const client = sql`t.client_id = ${asked.client_id} and t.auth_at > ${now - absoluteMs}`
  const spend =
    asked.grant_type === 'refresh_token'
      ? { hash: await sha256(asked.refresh_token), kind: 'refresh' as const, must: client, now }
      : {
          hash: await sha256(asked.code),
          kind: 'code' as const,
          must: sql`${client} and t.redirect_uri = ${asked.redirect_uri} and t.challenge = ${await sha256(asked.code_verifier)}`,
          now,
        }
  const [access, refresh] = [deps.newSecret(), deps.newSecret()]
  const pair = {
    accessHash: await sha256(access),
    refreshHash: await sha256(refresh),
    accessUntil: now + accessSeconds * 1000,
    refreshUntil: now + idleMs,
  }
  if (!(await exchange(deps.db, spend, pair))) throw new OAuthError('invalid_grant')
  return { access_token: access, token_type: 'Bearer', expires_in: accessSeconds, refresh_token: refresh }
}

/** RFC 7009: ends everything issued from the same sign-in; an unknown token is no error. */
export async function revokeToken(deps: Deps, form: Record<string, string>): Promise<void> {
  const parsed = v.safeParse(revocationRequest, form)
  if (!parsed.success) throw new OAuthError('invalid_request')
  await endFamily(deps.db, await sha256(parsed.output.token))
}
