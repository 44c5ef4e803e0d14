import { isOurs } from '../engine/writer/statements.ts'
import type { PolicyTexts } from './port.ts'

/** SHA-256, base64url. The same whatever the order of policies or the layout of the JSON. */
export async function policyHash(policies: PolicyTexts): Promise<string> {
  const hashed = canonical({
    managed: policies.managed.toSorted(),
    customer: policies.customer.toSorted(),
    inline: withoutOurs(policies.inline),
    boundary: policies.boundary,
  })
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(hashed))
  return btoa(String.fromCharCode(...new Uint8Array(digest)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

/** An inline policy as an approver is to read it: its own statements, in its own words. */
export function ownStatements(inline: string): string {
  const own = withoutOurs(inline)
  return typeof own === 'string' ? own : JSON.stringify(own)
}

/** Seals and kills only deny, and change no hash. A policy of them alone is no policy. One that is not JSON counts as its text. */
function withoutOurs(inline: string): unknown {
  const policy = parsedOr(inline)
  if (policy === null) return inline
  const statements = [policy['Statement']].flat().filter((statement) => !isOurs(statement))
  return statements.length === 0 ? '' : { ...policy, Statement: statements }
}

function parsedOr(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : null
  } catch {
    return null
  }
}

/** JSON with its keys in order. Statements keep theirs: two orders are two texts to an approver. */
function canonical(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  const members = Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`)
  return `{${members.join(',')}}`
}
