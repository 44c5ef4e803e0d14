import type { Caller } from './db/who.ts'
import { Refusal } from './http/refusal.ts'

/** SCREENS 7; a sign-in takes its time, so that one that was asked for is not over when it arrives. */
export const confirmedMs = 10 * 60_000

export function isConfirmed(provedAt: number | null, now: number): provedAt is number {
  return provedAt !== null && now - provedAt <= confirmedMs
}

/**
 * Whoever found a signed-in browser gives nobody anything (threats C22), whatever client they say they are: anybody may say
 * that. A script has nobody to ask: its personal token is confirmed for its life if the sign-in it was issued from was then.
 */
export function refuseUnlessConfirmed({ tokenKind, provedAt, authAt }: Caller, now: number): void {
  if (tokenKind === 'personal' ? provedAt !== null : isConfirmed(provedAt, now)) return
  // They did sign in: another time changes nothing where the provider does not say that it asked.
  const variant = now - authAt <= confirmedMs ? { variant: 'unproved' } : {}
  throw new Refusal('confirm-it-is-you', {}, variant)
}
