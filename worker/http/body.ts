import { Refusal } from './refusal.ts'

export const maxBodyBytes = 64 * 1024

/** The body as JSON object; `{}` when there is none. Refuses more than 64 KiB before reading it whole. */
export async function jsonBody(request: Request): Promise<Record<string, unknown>> {
  const text = await textBody(request)
  if (text === '') return {}
  const value = parse(text)
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new Refusal('malformed', { what: 'The body has to be one JSON object.' })
  }
  return value as Record<string, unknown>
}

export async function textBody(request: Request): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBodyBytes) throw new Refusal('too-large')
  if (!request.body) return ''
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let bytes = 0
  let text = ''
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength
    if (bytes > maxBodyBytes) throw new Refusal('too-large')
    text += decode(() => decoder.decode(chunk, { stream: true }))
  }
  return text + decode(() => decoder.decode())
}

function decode(run: () => string): string {
  try {
    return run()
  } catch (error) {
    throw new Refusal('malformed', { what: 'The body is not UTF-8.' }, {}, { cause: error })
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text, asStored)
  } catch (error) {
    if (error instanceof Refusal) throw error
    throw new Refusal('malformed', { what: 'The body is not valid JSON.' }, {}, { cause: error })
  }
}

/** SQLite ends a text at NUL, and UTF-8 has no half characters: the approver would be shown another text than was digested. */
function asStored(_: string, value: unknown): unknown {
  if (typeof value !== 'string' || (value.isWellFormed() && !value.includes('\0'))) return value
  throw new Refusal('invalid', { what: 'A text has no NUL and no half characters in it.' })
}
