/** An answer that AWS gives instead of a result. `type` is the error's name on the wire. */
export class Refusal extends Error {
  readonly type: string
  readonly status: number
  readonly more: Record<string, unknown>

  constructor(type: string, message: string, status = 400, more: Record<string, unknown> = {}) {
    super(message)
    this.type = type
    this.status = status
    this.more = more
  }
}

export const notFound = (message: string, more: Record<string, unknown> = {}): Refusal =>
  new Refusal('ResourceNotFoundException', message, 400, more)

export const conflict = (message: string): Refusal => new Refusal('ConflictException', message)

export const invalid = (message: string): Refusal =>
  new Refusal('com.amazon.coral.validate#ValidationException', message)

export const overQuota = (message: string): Refusal => new Refusal('ServiceQuotaExceededException', message)
