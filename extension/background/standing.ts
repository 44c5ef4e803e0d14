import { browser } from 'wxt/browser'
import { waiting } from '../../schema/contract/lifecycle.ts'
import type { LiveMessage } from '../../schema/contract/live.ts'
import type { Outcome } from '../lib/messages.ts'
import { linkItem, personalItems, type Seen, seenItem, tokensItem } from '../lib/storage.ts'
import type { Refused } from '../lib/words.ts'
import { SignInFailed } from './authorization.ts'
import { badgeOf, showBadge } from './badge.ts'
import { personOf } from './client.ts'
import { noteLink } from './link.ts'
import { endLive, isLive, keepLive } from './live.ts'
import { forgetNotices, tellNotices } from './notices.ts'
import { tellPages } from './ports.ts'
import { signedOut, unreachable } from './problems.ts'
import { refresh } from './refresh.ts'
import { endSession, signIn } from './session.ts'

const alarm = 'look'
/** With a live connection a look is only a second way to find out, so it may be rare. */
const liveLookMs = 5 * 60_000
const done: Outcome<null> = { ok: true, output: null }

/** Looks now, then shows what is new wherever it is shown. */
export async function refreshNow(whole = false): Promise<Outcome<null>> {
  const outcome = await refresh(whole)
  await showStanding()
  if (!outcome.ok) {
    tryAgain(outcome.problem)
    return outcome
  }
  void keepLive(onLive)
  return done
}

/** Whatever it says, what is so now is read first. */
async function hearLive(said?: LiveMessage): Promise<void> {
  await refreshNow()
  if (said?.kind === 'reminder') await tellNotices([said])
}

const onLive = (said?: LiveMessage): void => void hearLive(said)

/** Screens count down to this; should the worker be put to sleep before, the alarm looks instead. */
function tryAgain({ type, params }: Refused): void {
  clearTimeout(retry)
  if (type === '/problems/unreachable')
    retry = setTimeout(() => void refreshNow(), 1000 * Number(params['n']))
}

let retry: ReturnType<typeof setTimeout> | undefined

/** `again`: of whoever is signed in, who stays so where it comes to nothing. */
export async function signInNow(again = false): Promise<Outcome<null>> {
  try {
    const seen = await seenItem.getValue()
    const hint = (again && seen?.me.email) || undefined
    await signIn(again ? 'again' : 'asking', { hint, meet: makeRoom })
  } catch (error) {
    return { ok: false, problem: error instanceof SignInFailed ? signedOut : unreachable() }
  }
  return refreshNow(true)
}

/** What belongs to one person is gone before another is let in, so that nothing of it is sent in their name. */
async function makeRoom(access: string): Promise<void> {
  const [{ id }, seen] = await Promise.all([personOf(access), seenItem.getValue()])
  if (seen && seen.me.id !== id) await forgetPerson()
}

async function forgetPerson(): Promise<void> {
  endLive()
  await Promise.all([seenItem, ...personalItems].map((item) => item.removeValue()))
  await forgetNotices()
}

export async function signOutNow(): Promise<Outcome<null>> {
  endLive()
  await endSession()
  await Promise.all([forgetPerson(), noteLink(signedOut)])
  await showStanding()
  return done
}

/** A browser that was started anew has lost the tokens; who was signed in may still be, at the provider. */
export async function resume(): Promise<void> {
  if (!(await browser.alarms.get(alarm))) await browser.alarms.create(alarm, { periodInMinutes: 0.5 })
  await showStanding()
  if ((await tokensItem.getValue()) === null) await resumeSilently()
  if ((await tokensItem.getValue()) !== null) await refreshNow()
}

async function resumeSilently(): Promise<void> {
  const [seen, link] = await Promise.all([seenItem.getValue(), linkItem.getValue()])
  if (seen === null || link?.state === 'signed-out') return noteLink(signedOut)
  const token = await signIn('silent').catch(() => undefined)
  if (token !== undefined) await noteLink(token === null ? signedOut : null)
}

/** Twice a minute: the badge counts minutes, and what nobody told us is found. */
export async function onAlarm(): Promise<void> {
  await showStanding()
  if ((await tokensItem.getValue()) === null) return
  const seen = await seenItem.getValue()
  if (Date.now() - (seen?.at ?? 0) >= lookEveryMs(seen)) await refreshNow()
  else await keepLive(onLive)
}

function lookEveryMs(seen: Seen | null): number {
  if (isLive()) return liveLookMs
  const waits = seen?.mine.some(({ status }) => waiting.has(status)) ?? false
  const moves = seen?.sessions.some(({ status }) => status !== 'active') ?? false
  return waits || moves ? 25_000 : 55_000
}

async function showStanding(): Promise<void> {
  const [seen, link] = await Promise.all([seenItem.getValue(), linkItem.getValue()])
  const isOut = link?.state === 'signed-out'
  await showBadge(isOut ? null : badgeOf(seen, Date.now()))
  tellPages(seen)
  if (!isOut) await tellNotices()
}
