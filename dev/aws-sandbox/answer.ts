import { randomUUID } from 'node:crypto'
import { Refusal } from './refusal.ts'
import type { Service } from './service.ts'

/** What goes back over HTTP. `holdMs`: the work is done, the answer is held back. */
export type Answer = { status: number; headers: Record<string, string>; body: string; holdMs?: number }

/** The work may be done, but the connection breaks instead of an answer. */
export type Lost = 'lost'

export function answered(body: object, now: number): Answer {
  return wireAnswer(200, body, now)
}

/** SSO Admin and the Identity Store say `Message`, the front door and Coral's validation say `message`. */
export function refused(refusal: Refusal, service: Service | null, now: number): Answer {
  const isFrontDoor = refusal.type.includes('#') || service === null || isSigning(refusal.type)
  const type = isFrontDoor ? refusal.type : `${service.namespace}${refusal.type}`
  const text = isFrontDoor ? { message: refusal.message } : { Message: refusal.message }
  const answer = wireAnswer(refusal.status, { __type: type, ...text, ...refusal.more }, now)
  return { ...answer, headers: { ...answer.headers, 'x-amzn-errortype': type.split('#').at(-1) ?? type } }
}

const isSigning = (type: string): boolean =>
  /Signature|Token|UnrecognizedClient|Serialization|UnknownOperation/.test(type)

function wireAnswer(status: number, body: object, now: number): Answer {
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amzn-requestid': randomUUID(),
    date: new Date(now).toUTCString(),
  }
  return { status, headers, body: JSON.stringify(body) }
}
