import * as v from 'valibot'
import { browser } from 'wxt/browser'
import { type Api, api, type EndpointName } from '../../schema/contract/api.ts'
import type { Endpoint, Output } from '../../schema/contract/endpoint.ts'
import type { Me } from '../../schema/contract/people.ts'
import type { Outcome, Terms } from '../lib/messages.ts'
import { seenItem } from '../lib/storage.ts'
import type { Refused } from '../lib/words.ts'
import { apiBase } from './api-base.ts'
import { noteLink } from './link.ts'
import { broken, offline, refusalOf, signedOut, unreachable } from './problems.ts'
import { accessToken, renewed } from './session.ts'

/** Calls one endpoint of the contract. Never throws: what went wrong is a refusal, in words a screen has. */
export async function callApi<N extends EndpointName>(
  name: N,
  input: Readonly<Record<string, unknown>>,
  terms: Terms = {},
): Promise<Outcome<Output<Api[N]>>> {
  try {
    const outcome = await callSignedIn(requestFor(api[name], input, terms))
    await noteLink(outcome.ok ? null : outcome.problem)
    if (!outcome.ok) return outcome
    return { ok: true, output: v.parse(api[name].output, outcome.output) as Output<Api[N]> }
  } catch (error) {
    const problem = await problemOf(error)
    await noteLink(problem)
    return { ok: false, problem }
  }
}

/** Whose token it is, before it is kept. Rejects where nobody answers that. */
export async function personOf(access: string): Promise<Me> {
  const answer = await send(requestFor(api.me, {}, {}), access)
  if (!answer.ok) throw new TypeError(`Who it is was answered with ${answer.status}.`)
  return v.parse(api.me.output, await answer.json())
}

async function problemOf(error: unknown): Promise<Refused> {
  if (error instanceof v.ValiError) {
    console.error('The API answered what the contract does not know', error.issues)
    return broken('answer')
  }
  if (navigator.onLine === false) return offline((await seenItem.getValue())?.at)
  return unreachable()
}

/** With a token that was not accepted a call goes out once more, with a new one and the same key. */
async function callSignedIn(call: HttpCall): Promise<Outcome<unknown>> {
  const token = await accessToken()
  if (token === null) return { ok: false, problem: signedOut }
  const answer = await send(call, token)
  if (answer.status !== 401) return outcomeOf(answer)
  const other = await renewed(token)
  if (other === null) return { ok: false, problem: signedOut }
  return outcomeOf(await send(call, other))
}

async function outcomeOf(answer: Response): Promise<Outcome<unknown>> {
  if (!answer.ok) return { ok: false, problem: await refusalOf(answer) }
  return { ok: true, output: await answer.json() }
}

/** The one place where a token meets a call. */
function send({ url, ...call }: HttpCall, token: string): Promise<Response> {
  const headers = { ...call.headers, authorization: `Bearer ${token}` }
  return fetch(url, { ...call, headers, credentials: 'omit', signal: AbortSignal.timeout(30_000) })
}

export interface HttpCall {
  readonly url: string
  readonly method: Endpoint['verb']
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** The call as HTTP: path parameters in the path, the rest as query or body. */
export function requestFor(
  endpoint: Pick<Endpoint, 'verb' | 'path'>,
  input: Readonly<Record<string, unknown>>,
  terms: Terms,
): HttpCall {
  const inPath = [...endpoint.path.matchAll(/:(\w+)/g)].map(([, name = '']) => name)
  const path = endpoint.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(input[name])))
  const rest = Object.entries(input).filter(([name, value]) => value !== undefined && !inPath.includes(name))
  const version = { 'x-hallpass-version': browser.runtime.getManifest().version }
  if (endpoint.verb === 'GET')
    return { url: `${apiBase}${path}${queryOf(rest)}`, method: 'GET', headers: version }
  const headers = {
    ...version,
    'content-type': 'application/json',
    'idempotency-key': terms.idempotencyKey ?? crypto.randomUUID(),
    ...(terms.version === undefined ? {} : { 'if-match': `"${terms.version}"` }),
  }
  return {
    url: apiBase + path,
    method: endpoint.verb,
    headers,
    body: JSON.stringify(Object.fromEntries(rest)),
  }
}

function queryOf(fields: readonly (readonly [string, unknown])[]): string {
  const query = new URLSearchParams()
  for (const [name, value] of fields) {
    for (const one of Array.isArray(value) ? value : [value]) query.append(name, String(one))
  }
  return query.size > 0 ? `?${query.toString()}` : ''
}
