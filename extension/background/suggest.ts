import type { DeniedThere, Suggested } from '../lib/shown.ts'
import type { Seen } from '../lib/storage.ts'

/** Asks which sets allow what was denied. Only for an offer that a person opened. */
export async function suggestFor(
  _accountId: string,
  _denied: Omit<DeniedThere, 'at'>,
): Promise<Suggested | null> {
  return null
}

export async function narrowestKnown(
  _accountId: string,
  _action: string,
  _seen: Seen | null,
): Promise<string | null> {
  return null
}
