import type { Caller } from './db/who.ts'
import { Refusal } from './http/refusal.ts'

/** SCREENS 7; a sign-in takes its time, so that one that was asked for is not over when it arrives. */
export const confirmedMs = 10 * 60_000

/** A script cannot be asked in the middle of its work: it decides for so long after somebody signed in for it. */
export const scriptMs = 60 * 60_000

export function isConfirmed(
  provedAt: number | null,
  now: number,
  withinMs = confirmedMs,
): provedAt is number {
  return provedAt !== null && now - provedAt <= withinMs
}

/**
 * Whoever found a signed-in browser gives nobody anything (threats C22), whatever client they say they are: anybody may say
 * that. A personal token is as old as the sign-in it goes back to, and issues no other after ten minutes.
 */
export function refuseUnlessConfirmed(
  { provedAt, authAt, tokenKind }: Caller,
  now: number,
  act: 'deciding' | 'issuing' = 'deciding',
): void {
  const isScript = tokenKind === 'personal' && act === 'deciding'
  if (isConfirmed(provedAt, now, isScript ? scriptMs : confirmedMs)) return
  throw new Refusal('confirm-it-is-you', {}, variantOf(now - authAt <= confirmedMs, act))
}

function variantOf(signedInNow: boolean, act: 'deciding' | 'issuing'): { variant?: string } {
  // They did sign in: another time changes nothing where the provider does not say that it asked.
  if (signedInNow) return { variant: 'unproved' }
  return act === 'deciding' ? {} : { variant: act }
}
