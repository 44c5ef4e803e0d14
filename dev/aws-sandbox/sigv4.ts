import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { Refusal } from './refusal.ts'

export type Signed = {
  method: string
  path: string
  query: string
  headers: IncomingHttpHeaders
  body: Buffer
}
export type Judge = { service: string; region: string; now: number; secretOf: (key: string) => string | null }

type Claim = {
  key: string
  date: string
  region: string
  service: string
  names: string[]
  signature: string
}

const maxSkewMs = 5 * 60_000

/**
 * Throws unless the request carries a valid Signature Version 4 for this service and region.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function verifySignature(request: Signed, judge: Judge): void {
  const claim = claimOf(request.headers.authorization)
  const instant = instantOf(request.headers['x-amz-date'])
  const secret = judge.secretOf(claim.key)
  if (secret === null || request.headers['x-amz-security-token'] !== undefined)
    throw new Refusal('UnrecognizedClientException', 'The security token included in the request is invalid.')
  checkScope(claim, instant, judge)
  checkSignedHeaders(claim, request.headers)
  const expected = signatureOf(claim, instant, secret, request)
  if (!same(expected, claim.signature)) throw unmatched()
  checkSkew(instant, judge.now)
}

function claimOf(authorization: string | undefined): Claim {
  if (!authorization)
    throw new Refusal('MissingAuthenticationTokenException', 'Request is missing Authentication Token')
  const [algorithm, rest = ''] = authorization.split(/\s+(.*)/s)
  const part = (name: string) => new RegExp(`(?:^|[,\\s])${name}=([^,\\s]+)`).exec(rest)?.[1] ?? ''
  const [key, date, region, service, end] = part('Credential').split('/')
  const [names, signature] = [part('SignedHeaders'), part('Signature')]
  if (algorithm !== 'AWS4-HMAC-SHA256' || !key || !date || !region || !service || !names || !signature)
    throw incomplete('Authorization header must have Credential, SignedHeaders and Signature.')
  if (end !== 'aws4_request') throw incomplete('Credential must end in aws4_request.')
  return { key, date, region, service, names: names.split(';'), signature }
}

function instantOf(sent: string | string[] | undefined): string {
  if (typeof sent === 'string' && /^\d{8}T\d{6}Z$/.test(sent)) return sent
  throw incomplete("Authorization header requires existence of a valid 'X-Amz-Date' header.")
}

function checkScope(claim: Claim, instant: string, judge: Judge): void {
  const wrong = (what: string) =>
    new Refusal('InvalidSignatureException', `Credential should be scoped to ${what}`)
  if (claim.region !== judge.region) throw wrong('a valid region.')
  if (claim.service !== judge.service) throw wrong(`correct service: '${judge.service}'.`)
  if (claim.date !== instant.slice(0, 8)) throw wrong('the date of the request.')
}

function checkSignedHeaders(claim: Claim, headers: IncomingHttpHeaders): void {
  const needed = ['host', ...Object.keys(headers).filter((name) => name.startsWith('x-amz-'))]
  const missing = needed.filter((name) => !claim.names.includes(name))
  const absent = claim.names.filter((name) => headers[name] === undefined)
  const sorted = claim.names.join(';') === claim.names.toSorted().join(';')
  if (missing.length || absent.length || !sorted)
    throw new Refusal(
      'InvalidSignatureException',
      `There were headers present in the request which were not signed, or signed and not sent: ${[...missing, ...absent].join(', ')}`,
    )
}

function checkSkew(instant: string, now: number): void {
  const signedAt = Date.parse(instant.replace(/(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)/, '$1-$2-$3:$4:$5'))
  const [server, limit] = [basic(now), '5 min.']
  if (signedAt < now - maxSkewMs)
    throw new Refusal(
      'InvalidSignatureException',
      `Signature expired: ${instant} is now earlier than ${basic(now - maxSkewMs)} (${server} - ${limit})`,
    )
  if (signedAt > now + maxSkewMs)
    throw new Refusal(
      'InvalidSignatureException',
      `Signature not yet current: ${instant} is still later than ${basic(now + maxSkewMs)} (${server} + ${limit})`,
    )
}

function signatureOf(claim: Claim, instant: string, secret: string, request: Signed): string {
  const canonical = [
    request.method,
    canonicalPath(request.path),
    canonicalQuery(request.query),
    ...claim.names.map((name) => `${name}:${canonicalValue(request.headers[name])}`),
    '',
    claim.names.join(';'),
    // Of what came, whatever x-amz-content-sha256 says.
    sha256(request.body),
  ].join('\n')
  const scope = `${claim.date}/${claim.region}/${claim.service}/aws4_request`
  const toSign = ['AWS4-HMAC-SHA256', instant, scope, sha256(canonical)].join('\n')
  const key = [claim.date, claim.region, claim.service, 'aws4_request'].reduce<string | Buffer>(
    (previous, part) => hmac(previous, part),
    `AWS4${secret}`,
  )
  return hmac(key, toSign).toString('hex')
}

const canonicalPath = (path: string): string => path.split('/').map(encode).join('/')

function canonicalQuery(query: string): string {
  return [...new URLSearchParams(query)]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .toSorted()
    .join('&')
}

const canonicalValue = (value: string | string[] | undefined): string =>
  [value ?? ''].flat().join(',').trim().replace(/\s+/g, ' ')

const encode = (part: string): string =>
  encodeURIComponent(part).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex')
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest()

const same = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b.padEnd(a.length)))

const basic = (ms: number): string => new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '')

const incomplete = (message: string): Refusal => new Refusal('IncompleteSignatureException', message)

const unmatched = (): Refusal =>
  new Refusal(
    'InvalidSignatureException',
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  )
