import type { Hono } from 'hono'
import { safeParse, type BaseIssue } from 'valibot'
import type { Endpoint, Input, Output } from '../../schema/contract/endpoint.ts'
import type { Deps } from '../deps.ts'
import { jsonBody } from './body.ts'
import type { AppContext, AppEnv, Credential } from './context.ts'
import { canonical, sha256 } from './hash.ts'
import { Refusal } from './refusal.ts'

/** A retried POST: same key and same body mean the same effect, once. */
export interface Idempotency {
  readonly route: string
  readonly key: string
  readonly bodyHash: string
}

export interface Call<E extends Endpoint> {
  readonly deps: Deps
  readonly credential: Credential
  readonly input: Input<E>
  readonly idempotency: Idempotency | null
  /** The version the caller last saw, from `If-Match`; `null` when not sent. */
  readonly ifMatch: number | null
}

/** Mounts one endpoint of the contract: parse the input, run the handler, answer in JSON. */
export function serve<E extends Endpoint>(
  app: Hono<AppEnv>,
  endpoint: E,
  handler: (call: Call<E>) => Promise<Output<E>>,
): void {
  app.on(endpoint.verb, endpoint.path, async (c) => {
    const credential = await bearer(c)
    const fields = await fieldsOf(c)
    const input = parseInput(endpoint, fields)
    const idempotency = await idempotencyOf(c, endpoint, fields)
    const answer = await handler({ deps: c.var.deps, credential, input, idempotency, ifMatch: ifMatchOf(c) })
    const version = (answer as { version?: unknown }).version
    if (typeof version === 'number') c.header('ETag', `"${version}"`)
    return c.json(answer as object, endpoint.status ?? 200)
  })
}

async function bearer(c: AppContext): Promise<Credential> {
  const token = /^Bearer +([\w-]{20,200})$/i.exec(c.req.header('authorization') ?? '')?.[1]
  if (!token) throw new Refusal('signed-out')
  return { hash: await sha256(token) }
}

/** Path parameters last, so that a body can never speak for the resource in the address. */
async function fieldsOf(c: AppContext): Promise<Record<string, unknown>> {
  const sent = c.req.method === 'GET' ? query(c) : await jsonBody(c.req.raw)
  return { ...sent, ...c.req.param() }
}

function query(c: AppContext): Record<string, unknown> {
  const entries = Object.entries(c.req.queries())
  return Object.fromEntries(entries.map(([name, values]) => [name, values.length > 1 ? values : values[0]]))
}

function parseInput<E extends Endpoint>(endpoint: E, fields: unknown): Input<E> {
  const parsed = safeParse(endpoint.input, fields)
  if (parsed.success) return parsed.output as Input<E>
  const issue = parsed.issues.find(isUnknownKey) ?? parsed.issues[0]!
  throw refusalOf(issue)
}

/** Valibot's strict objects expect `never` where a key has no business. */
function isUnknownKey(issue: BaseIssue<unknown>): boolean {
  return issue.type === 'strict_object' && issue.expected === 'never'
}

function refusalOf(issue: BaseIssue<unknown>): Refusal {
  const field = issue.path?.map((part) => String(part.key)).join('.') ?? ''
  if (isUnknownKey(issue))
    return new Refusal('malformed', { what: `There is no field "${field}".` }, { field })
  if (issue.message === 'reason-short') return new Refusal('reason-short', {}, { field })
  const missing = issue.received === 'undefined'
  const what = missing ? `"${field}" is missing.` : `"${field}": ${sentenceOf(issue)}`
  return new Refusal('invalid', { what }, { field })
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  boolean: 'true or false',
  Array: 'a list',
  Object: 'an object',
}

/** The contract's own sentence, or one made of what it expects: a validator's words are for programmers. */
function sentenceOf({ expected, message }: BaseIssue<unknown>): string {
  if (!message.startsWith('Invalid ')) return message
  const bound = /^([<>])=(\d+)$/.exec(expected ?? '')
  if (bound) return `At ${bound[1] === '<' ? 'most' : 'least'} ${bound[2]}.`
  const names = (expected ?? 'something else').replaceAll(/[()"]/g, '').split(' | ')
  return `It takes ${names.map((name) => kinds[name] ?? name).join(', ')}.`
}

async function idempotencyOf(
  c: AppContext,
  endpoint: Endpoint,
  fields: unknown,
): Promise<Idempotency | null> {
  const sent = c.req.header('idempotency-key')
  if (sent === undefined || endpoint.verb === 'GET') return null
  // The draft standard has it in quotes; most clients send it bare.
  const key = /^("?)([\w.:-]{1,100})\1$/.exec(sent)?.[2]
  if (key === undefined)
    throw new Refusal('invalid', { what: 'Idempotency-Key: 1 to 100 of A-Z a-z 0-9 - _ . :' })
  return { route: `${endpoint.verb} ${endpoint.path}`, key, bodyHash: await sha256(canonical(fields)) }
}

function ifMatchOf(c: AppContext): number | null {
  const sent = c.req.header('if-match')
  if (sent === undefined || sent === '*') return null
  const version = /^"(\d{1,15})"$/.exec(sent)?.[1]
  if (version === undefined) throw new Refusal('changed')
  return Number(version)
}
