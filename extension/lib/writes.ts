import type { EndpointName } from '../../schema/contract/api.ts'

/** What a person does from a screen: safe to send again, and followed by a look. */
export const writes = [
  'open',
  'decide',
  'withdraw',
  'retry',
  'release',
  'revoke',
  'adopt',
  'remove',
  'ignore',
  'note',
  'remind',
  'setAway',
  'setOwners',
  'setRole',
  'setRules',
] as const satisfies readonly EndpointName[]
export type Write = (typeof writes)[number]

const names: ReadonlySet<string> = new Set(writes)

export function isWrite(endpoint: string): boolean {
  return names.has(endpoint)
}
