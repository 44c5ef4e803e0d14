import { waiting } from '../../schema/contract/lifecycle.ts'
import type { Here } from '../lib/messages.ts'
import type { Link, Seen } from '../lib/storage.ts'

/** What a page of this account may know: the person's own requests and sessions there, nobody else's. */
export function hereOf(accountId: string, seen: Seen | null, link: Link | null): Here {
  if (!seen) return { ...nothing, signedIn: link === 'online' }
  const { id, name, email } = seen.me
  const mineHere = (request: { accountId: string; requester: { id: string } }): boolean =>
    request.accountId === accountId && request.requester.id === id
  return {
    signedIn: link !== 'signed-out',
    me: { id, name, email },
    account: seen.catalog.find((account) => account.id === accountId) ?? null,
    minSeconds: seen.minSeconds,
    windowSeconds: seen.windowSeconds,
    sessions: seen.sessions.filter(mineHere),
    open: seen.mine.filter((request) => mineHere(request) && waiting.has(request.status)),
    seenAt: seen.at,
  }
}

const nothing: Here = {
  signedIn: false,
  me: null,
  account: null,
  minSeconds: 900,
  windowSeconds: 86_400,
  sessions: [],
  open: [],
  seenAt: null,
}
