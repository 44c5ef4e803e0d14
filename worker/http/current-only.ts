import type { MiddlewareHandler } from 'hono'
import type { AppEnv } from './context.ts'
import { Refusal } from './refusal.ts'

/** The oldest version of the extension whose requests and decisions count (threats X9, D11). */
const oldestSending = '0.1.0'

/** Older ones still show what is there. Who names no version, such as a script, is no extension. */
export function currentOnly(oldest: string = oldestSending): MiddlewareHandler<AppEnv> {
  return async function currentOnly(c, next) {
    const version = c.req.header('x-hallpass-version')
    const sends = c.req.method !== 'GET' && c.req.path.startsWith('/v1/')
    if (version !== undefined && sends && isOlder(version, oldest)) throw new Refusal('outdated')
    await next()
  }
}

/** By number: 0.10 is newer than 0.9. What is no version is older than any. */
function isOlder(version: string, oldest: string): boolean {
  if (!/^\d{1,6}(\.\d{1,6}){0,3}$/.test(version)) return true
  const [ours, theirs] = [oldest, version].map((text) => text.split('.').map(Number))
  const at = ours!.findIndex((part, i) => part !== (theirs![i] ?? 0))
  return at >= 0 && (theirs![at] ?? 0) < ours![at]!
}
