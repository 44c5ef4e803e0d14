import { waiting } from '../../schema/contract/lifecycle.ts'
import type { Request } from '../../schema/contract/requests.ts'
import { call, ProblemError, tellBackground } from '../lib/call.ts'
import { endWishedItem, type Seen } from '../lib/storage.ts'
import { allowSites, mayRun } from '../lib/site-access.ts'
import { type Store, store } from '../lib/store.ts'
import type { Refused } from '../lib/words.ts'
import { asOf, mayEnd } from './portal/as-of.ts'
import { connectionOf, type Standing, unknown, watchStanding } from './standing.ts'

const mostRows = 3
/** A popup that opens later was opened for something else. */
const wishHoldsMs = 10_000
const staleMs = 60_000

export interface PopupState {
  readonly standing: Standing
  /** A press is being answered. */
  readonly busy: boolean
  /** What the last press was refused with. */
  readonly refused: Refused | null
  /** The browser does not let us run where people are stopped. */
  readonly siteOff: boolean
  /** The session whose end is asked about. */
  readonly ending: { readonly request: Request; readonly key: string; readonly reason: string } | null
  /** How many of those who may decide have a page of ours open, by request; not known of the others. */
  readonly online: Readonly<Record<string, number>>
  /** What was reminded of from here. */
  readonly reminded: readonly string[]
}

/** What the popup shows: nothing stored yet, nobody signed in, or what was seen last. */
export type Face =
  | { readonly face: 'loading' }
  | { readonly face: 'sign-in'; readonly busy: boolean; readonly failed: boolean }
  | ({ readonly face: 'ready' } & Content)

export interface Content {
  readonly seen: Seen
  readonly now: number
  readonly sessions: readonly Request[]
  readonly toDecide: readonly Request[]
  readonly open: readonly Request[]
  /** What stands in the way of anything that needs the network, or refused the last press. */
  readonly problem: Refused | null
  /** Whether the API can be asked now. */
  readonly reachable: boolean
  /** The time of what is shown, where it is worth saying. */
  readonly asOf: string | null
  readonly busy: boolean
  readonly tabs: Standing['tabs']
  readonly ending: PopupState['ending']
  readonly online: PopupState['online']
  readonly reminded: PopupState['reminded']
}

export function faceOf({ standing, busy, refused, siteOff, ...asked }: PopupState): Face {
  const { seen, now } = standing
  const connection = connectionOf(standing)
  if (!seen && connection === 'signed-out') return { face: 'sign-in', busy, failed: refused !== null }
  if (!seen) return { face: 'loading' }
  const current = (request: Request): Request => asOf(request, now)
  const undecided = ({ status }: Request): boolean => waiting.has(status)
  const problem = inTheWay(standing, seen) ?? refused
  const stale = problem === null && now - seen.at > staleMs
  return {
    face: 'ready',
    seen,
    now,
    sessions: inUseFirst(seen.sessions.map(current)).slice(0, mostRows),
    toDecide: seen.toDecide.map(current).filter(undecided).slice(0, mostRows),
    open: seen.mine.map(current).filter(undecided).slice(0, mostRows),
    problem: problem ?? (siteOff ? { type: '/problems/site-off', params: {} } : null),
    reachable: connection === 'online' || connection === 'loading',
    asOf: stale ? new Date(seen.at).toISOString() : null,
    busy,
    tabs: standing.tabs,
    ...asked,
  }
}

/** What can be used stands before what is only on its way out. */
function inUseFirst(sessions: readonly Request[]): readonly Request[] {
  const over = ({ status }: Request): boolean => status === 'ending'
  return [...sessions.filter((request) => !over(request)), ...sessions.filter(over)]
}

function inTheWay(standing: Standing, seen: Seen): Refused | null {
  switch (connectionOf(standing)) {
    case 'signed-out':
      return { type: '/problems/signed-out', params: {} }
    case 'offline':
      return { type: '/problems/offline', params: { time: new Date(seen.at).toISOString() } }
    case 'unreachable':
      return { type: '/problems/unreachable', params: { n: secondsTo(standing) } }
    case 'online':
    case 'loading':
      return null
  }
}

function secondsTo({ link, now }: Standing): string {
  return String(Math.max(0, Math.ceil(((link?.retryAt ?? 0) - now) / 1000)))
}

export interface Popup {
  readonly state: Store<PopupState>
  readonly look: () => Promise<void>
  readonly signIn: () => Promise<void>
  readonly signOut: () => Promise<void>
  /** Finds out whether the browser lets us run on the console. */
  readonly checkSites: () => Promise<void>
  /** Asks it to. */
  readonly allow: () => Promise<void>
  /** Asks whether to end this session; `null` keeps it. */
  askEnd(request: Request | null): void
  /** Asks it of the session that a page was left to end. */
  takeEndWish(): Promise<void>
  giveReason(reason: string): void
  end(): Promise<void>
  /** Asks again those who may decide. */
  remind(request: Request): Promise<void>
}

export function popupModel(): Popup {
  const state = store<PopupState>({
    standing: unknown,
    busy: false,
    refused: null,
    siteOff: false,
    ending: null,
    online: {},
    reminded: [],
  })
  const change = (part: Partial<PopupState>): void => state.set({ ...state.get(), ...part })

  /** One thing at a time; what refuses it is shown, and gone with the next try. */
  async function attempt(work: () => Promise<unknown>): Promise<void> {
    if (state.get().busy) return
    change({ busy: true, refused: null })
    const refused = await work().then(() => null, refusalIn)
    change({ busy: false, refused })
  }

  /** The key is made with the question, so that pressing again is the same wish. */
  function askEnd(request: Request | null): void {
    change({ refused: null, ending: request && { request, key: crypto.randomUUID(), reason: '' } })
  }

  /** Of the few that are shown, and while somebody looks: nobody needs it otherwise. */
  async function askOnline(): Promise<void> {
    const shown = faceOf(state.get())
    if (shown.face !== 'ready' || !shown.reachable) return
    const counts = await Promise.all(shown.open.map(({ id }) => onlineFor(id)))
    change({ online: Object.fromEntries(counts.flat()) })
  }

  return {
    state,
    look: async () => {
      await attempt(() => tellBackground('refresh').catch(unlessSignedOut))
      await askOnline()
    },
    signIn: () => attempt(() => tellBackground('sign-in')),
    signOut: () => attempt(() => tellBackground('sign-out')),
    // Not known is not off.
    checkSites: async () => change({ siteOff: !(await mayRun().catch(() => true)) }),
    allow: async () => change({ siteOff: !(await allowSites()) }),
    askEnd,
    async takeEndWish() {
      const wished = await endWishedItem.getValue()
      if (wished === null) return
      await endWishedItem.removeValue()
      if (Date.now() - wished.at > wishHoldsMs) return
      const { seen, now } = state.get().standing
      const request = seen?.sessions.find((session) => session.id === wished.id)
      if (request && mayEnd(asOf(request, now))) askEnd(request)
    },
    giveReason(reason) {
      const { ending } = state.get()
      change({ ending: ending && { ...ending, reason } })
    },
    async end() {
      const { ending } = state.get()
      if (!ending) return
      await attempt(() => release(ending.request.id, ending.reason.trim(), ending.key))
      if (state.get().refused === null) change({ ending: null })
    },
    async remind({ id, version }) {
      const terms = { version, idempotencyKey: crypto.randomUUID() }
      await attempt(() => call('remind', { id }, terms))
      const { refused, reminded } = state.get()
      if (refused === null) change({ reminded: [...reminded, id] })
    },
  }
}

function release(id: string, reason: string, idempotencyKey: string): Promise<unknown> {
  return call('release', reason === '' ? { id } : { id, reason }, { idempotencyKey })
}

/** Nothing where it is not known: the popup goes on without. */
async function onlineFor(id: string): Promise<readonly (readonly [string, number])[]> {
  const { online } = await call('request', { id }).catch(() => ({ online: null }))
  return typeof online === 'number' ? [[id, online]] : []
}

/** Being signed out is how things stand, which the standing says; it is no refusal of a look. */
function unlessSignedOut(error: unknown): void {
  if (!(error instanceof ProblemError) || error.problem.type !== '/problems/signed-out') throw error
}

function refusalIn(error: unknown): Refused {
  if (error instanceof ProblemError) return error.problem
  throw error
}

/** Draws how things stand now and whenever that changes. */
export async function showPopup({ state }: Popup, draw: (state: PopupState) => void): Promise<void> {
  state.on(draw, new AbortController().signal)
  await watchStanding((standing) => state.set({ ...state.get(), standing }))
}
