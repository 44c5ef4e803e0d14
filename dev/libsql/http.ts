import type { IncomingMessage, ServerResponse } from 'node:http'
import * as v from 'valibot'

const maxBodyBytes = 8 * 1024 * 1024

/** An answer other than the usual one; the message is for the caller. */
export class HttpError extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

/** The body, checked against its schema. Throws an `HttpError` of 400 or 413. */
export async function bodyOf<S extends v.GenericSchema>(
  request: IncomingMessage,
  schema: S,
): Promise<v.InferOutput<S>> {
  const parsed = v.safeParse(schema, parseJson(await textOf(request)))
  if (parsed.success) return parsed.output
  const [issue] = parsed.issues
  throw new HttpError(400, 'BAD_REQUEST', `${v.getDotPath(issue) ?? 'body'}: ${issue.message}`)
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  // Left early, the usual iterator would destroy the socket, and the refusal with it.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > maxBodyBytes)
      throw new HttpError(413, 'BODY_TOO_LARGE', `A body may have ${maxBodyBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new HttpError(400, 'BAD_REQUEST', 'The body is not JSON')
  }
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  // Exactly this type: the client compares it as a whole before it looks for an error in the body.
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

export function sendText(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'text/plain' }).end(body)
}
