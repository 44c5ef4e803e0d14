import type { Api } from '../schema/contract/api.ts'
import type { Output } from '../schema/contract/endpoint.ts'
import { tokenScopes } from '../schema/contract/people.ts'
import { readCursor } from './db/keyset.ts'
import { endToken, factsToEnd, issueToken, tokensSeenBy, type PersonalToken } from './db/tokens.ts'
import { sha256 } from './http/hash.ts'
import { Refusal } from './http/refusal.ts'
import type { Call } from './http/serve.ts'
import { isAllowed } from './policy.ts'
import { instant } from './wire.ts'

const defaultSeconds = 30 * 24 * 60 * 60

/** A token for scripts; it is answered this once, and kept as a hash. */
export async function issue({
  deps,
  credential,
  input,
}: Call<Api['tokens']>): Promise<Output<Api['tokens']>> {
  const now = deps.now()
  const token = deps.newSecret()
  const made = {
    hash: await sha256(token),
    id: deps.newId(),
    family: deps.newId(),
    name: input.name,
    scopes: input.scopes ? [...new Set(input.scopes)].join(' ') : null,
    expiresAt: now + (input.expiresInSeconds ?? defaultSeconds) * 1000,
  }
  return { token, expiresAt: instant(await issueToken(deps.db, { credential, now }, made)) }
}

export async function listOwn({
  deps,
  credential,
  input,
}: Call<Api['myTokens']>): Promise<Output<Api['myTokens']>> {
  const asked = { credential, now: deps.now(), cursor: readCursor(input.after) }
  const { items, next } = await tokensSeenBy(deps.db, asked)
  return { items: items.map(toWire), next }
}

/** One's own; an Admin anybody's. Of somebody else's nobody else learns that it is there. */
export async function end(call: Call<Api['endToken']>): Promise<Output<Api['endToken']>> {
  const { deps, credential, input } = call
  const asker = { credential, now: deps.now() }
  const { caller, token } = await factsToEnd(deps.db, asker, input.id)
  if (token === null || (token.personId !== caller.id && !isAllowed('endToken any', caller)))
    throw new Refusal('not-found')
  if (!(await endToken(deps.db, asker, { id: token.id, op: deps.newId(), caller })))
    throw new Refusal('changed')
  return toWire(token)
}

function toWire({ id, name, scopes, issuedAt, expiresAt }: PersonalToken): Output<Api['endToken']> {
  return {
    id,
    name,
    scopes:
      scopes === null ? ['read', 'write'] : tokenScopes.filter((each) => scopes.split(' ').includes(each)),
    issuedAt: instant(issuedAt),
    expiresAt: instant(expiresAt),
  }
}
