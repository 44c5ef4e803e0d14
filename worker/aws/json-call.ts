import { AwsClient } from 'aws4fetch'
import { meaningOf, Unanswered, type Refused } from './answer.ts'
import type { AwsConfig } from './config.ts'
import type { Operation } from './roles.ts'

/** A service that speaks AWS JSON 1.1. */
export interface JsonService {
  readonly signingName: string
  readonly target: string
  readonly url: (region: string) => string
  readonly region: (region: string) => string
}

/** One call as `jit-read`, one attempt. The result as AWS's model has it; without one it throws `Unanswered`. */
export async function readJson<A>(
  config: AwsConfig,
  service: JsonService,
  call: { readonly operation: Operation; readonly input: object },
): Promise<A> {
  const region = service.region(config.region)
  const credentials = await config.credentialsOf('jit-read')
  const client = new AwsClient({ ...credentials, service: service.signingName, region, retries: 0 })
  config.onCall?.(call.operation)
  const answer = await client
    .fetch(config.endpoint ?? service.url(region), request(service, call, config.timeoutMs))
    .then(async (response) => ({ status: response.status, response, body: await response.text() }))
    .catch((error: unknown) => {
      throw new Unanswered(call.operation, { kind: 'unknown' }, error)
    })
  const parsed = parsedOr(answer.body)
  if (answer.status === 200 && parsed !== null) return parsed as A
  throw new Unanswered(call.operation, meaningOf(refusedIn(answer.response, parsed)))
}

function request(service: JsonService, call: { operation: string; input: object }, timeoutMs: number) {
  return {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `${service.target}.${call.operation.split(':')[1]}`,
    },
    body: JSON.stringify(call.input),
    signal: AbortSignal.timeout(timeoutMs),
  }
}

function parsedOr(body: string): Readonly<Record<string, unknown>> | null {
  try {
    const parsed: unknown = JSON.parse(body)
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : null
  } catch {
    return null
  }
}

/** `com.amazonaws.identitystore#ThrottlingException:http://…` is named by what stands between. */
function refusedIn(response: Response, body: Readonly<Record<string, unknown>> | null): Refused | null {
  const type = body?.['__type']
  if (typeof type !== 'string') return response.status === 429 ? named('ThrottlingException', response) : null
  const name = type.split('#').at(-1)?.split(':')[0] ?? ''
  const message = body?.['message'] ?? body?.['Message']
  return { ...named(name, response), message: typeof message === 'string' ? message : '' }
}

function named(name: string, response: Response): Refused {
  const after = Number(response.headers.get('retry-after') ?? Number.NaN)
  return {
    name,
    message: '',
    status: response.status,
    retryAfterSeconds: Number.isFinite(after) ? after : null,
  }
}
