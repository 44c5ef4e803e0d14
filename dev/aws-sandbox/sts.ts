import { randomUUID } from 'node:crypto'
import { type Answer, type Lost } from './answer.ts'
import { countCall } from './calls.ts'
import { secretOf } from './credentials.ts'
import { takeFault } from './faults.ts'
import { Refusal } from './refusal.ts'
import { type Signed, verifySignature } from './sigv4.ts'
import type { World } from './world.ts'

/** STS 2011-06-15: form in, XML out. GetCallerIdentity only. */
export function answerQuery(world: World, request: Signed): Answer | Lost {
  try {
    const action = new URLSearchParams(
      request.method === 'GET' ? request.query : request.body.toString(),
    ).get('Action')
    if (action !== 'GetCallerIdentity')
      throw new Refusal('InvalidAction', `Could not find operation ${action}`)
    verifySignature(request, {
      service: 'sts',
      region: world.organisation.region,
      now: world.now(),
      secretOf: (key) => secretOf(world.store, key),
    })
    countCall(world.store, action)
    return withFault(world, action, xml(200, callerIdentity(world)))
  } catch (error) {
    return refusedXml(error)
  }
}

function withFault(world: World, action: string, answer: Answer): Answer | Lost {
  const fault = world.store.transaction(() => takeFault(world.store, action))
  if (fault?.kind === 'throttle') return xmlError(400, 'Throttling', fault.reason ?? 'Rate exceeded')
  if (fault?.kind === 'error') return xmlError(500, 'InternalFailure', fault.reason ?? 'Internal failure')
  if (fault?.kind === 'lost') return 'lost'
  return fault?.kind === 'delay' ? { ...answer, holdMs: fault.ms ?? 0 } : answer
}

function callerIdentity(world: World): string {
  const account = world.organisation.managementAccountId
  return `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <GetCallerIdentityResult><Arn>arn:aws:iam::${account}:user/hallpass</Arn><UserId>AIDASANDBOX0HALLPASS</UserId><Account>${account}</Account></GetCallerIdentityResult>
  <ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata>
</GetCallerIdentityResponse>`
}

/** The query protocol has names of its own for what the front door refuses. */
const queryNames: Record<string, string> = {
  InvalidSignatureException: 'SignatureDoesNotMatch',
  UnrecognizedClientException: 'InvalidClientTokenId',
  MissingAuthenticationTokenException: 'MissingAuthenticationToken',
  IncompleteSignatureException: 'IncompleteSignature',
}

function refusedXml(error: unknown): Answer {
  if (!(error instanceof Refusal)) {
    console.error(error)
    return xmlError(500, 'InternalFailure', 'The sandbox itself broke')
  }
  const code = queryNames[error.type] ?? error.type
  return xmlError(code === error.type ? error.status : 403, code, error.message)
}

const xmlError = (status: number, code: string, message: string): Answer =>
  xml(
    status,
    `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${escaped(message)}</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
  )

const xml = (status: number, body: string): Answer => ({
  status,
  headers: { 'content-type': 'text/xml', 'x-amzn-requestid': randomUUID() },
  body,
})

const escaped = (text: string): string => text.replace(/[<>&]/g, (c) => `&#${c.charCodeAt(0)};`)
