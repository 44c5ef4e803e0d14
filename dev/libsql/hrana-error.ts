/** A failure the client is told about, in Hrana's form. Codes follow sqld where it has one. */
export class HranaError extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

export function streamClosed(): HranaError {
  return new HranaError('STREAM_CLOSED', 'The stream is closed')
}
