import { signal } from '@preact/signals'
import type { Request } from '../../../schema/contract/requests.ts'
import { setName } from '../../lib/set-name.ts'
import type { Seen } from '../../lib/storage.ts'
import { groups } from '../../lib/time.ts'
import { t } from '../../lib/words.ts'
import { catalog } from '../catalog.ts'
import { searchAccounts } from './account-search.ts'
import { navigation } from './navigation.ts'
import { fit, nearly } from './near.ts'
import { queue } from './queue.ts'
import type { Route } from './route.ts'

/** What stands over the page by a key: where to go, or what the keys are. */
export const over = signal<'palette' | 'keys' | null>(null)

/** One thing that can be gone to by typing a part of its words. */
export interface Jump {
  readonly title: string
  /** What kind of place it is, or which account. */
  readonly about: string
  readonly keys?: string
  readonly to: Route
}

const mostAccounts = 6
const mostShown = 30

/** `g`, then the letter: the screens of the sidebar. */
export const letters: Readonly<Record<string, Route>> = {
  d: { page: 'dashboard' },
  n: { page: 'request' },
  r: { page: 'requests', filter: 'all' },
  s: { page: 'sessions' },
  a: { page: 'approvals' },
  h: { page: 'history', filter: 'all' },
  m: { page: 'manage' },
  o: { page: 'accounts' },
  p: { page: 'people' },
  w: { page: 'away' },
  i: { page: 'insights' },
  l: { page: 'rules' },
  t: { page: 'audit' },
}

export function letterOf(page: string): string | undefined {
  return Object.keys(letters).find((letter) => letters[letter]?.page === page)
}

/** What fits all that was typed: screens, what waits, one's own sessions, then accounts to ask for. */
export function jumps(seen: Seen | null, typed: string): readonly Jump[] {
  const words = typed.trim().toLowerCase().split(/\s+/).filter(Boolean)
  const places = [...screens(seen), ...(seen ? [...toReview(), ...ownSessions(seen)] : [])]
  const exact = places.filter((jump) => words.every((word) => fits(word, jump, fit)))
  const found =
    exact.length > 0 ? exact : places.filter((jump) => words.every((word) => fits(word, jump, nearly)))
  return [...found, ...(words.length > 0 ? accounts(typed) : [])].slice(0, mostShown)
}

function fits(word: string, { title, about }: Jump, by: typeof fit): boolean {
  const texts = `${title} ${about}`.toLowerCase().split(/[\s,:]+/)
  return texts.some((text) => by(word, text) > 0)
}

function screens(seen: Seen | null): readonly Jump[] {
  const { own, approver, admin } = navigation(seen)
  const listed = [...own, ...approver, ...admin].map(({ page, title }): Jump => {
    const letter = letterOf(page)
    const to = letter ? letters[letter] : undefined
    return {
      title,
      about: t('portal_jump_screen'),
      to: to ?? { page: 'unknown' },
      ...(letter ? { keys: `g ${letter}` } : {}),
    }
  })
  return [...listed, { title: t('portal_notices'), about: t('portal_jump_screen'), to: { page: 'notices' } }]
}

const placeOf = ({ accountName, accountId }: Request) => `${accountName} ${groups(accountId)}`

function toReview(): readonly Jump[] {
  return queue().map((request) => ({
    title: t('portal_jump_review', { name: request.requester.name, set: setName(request) }),
    about: placeOf(request),
    to: { page: 'review', id: request.id },
  }))
}

function ownSessions({ sessions }: Seen): readonly Jump[] {
  return sessions
    .filter(({ status }) => status === 'active')
    .flatMap((request): Jump[] => [
      {
        title: t('portal_jump_extend', { set: setName(request) }),
        about: placeOf(request),
        to: { page: 'request', extend: request.id },
      },
      {
        title: t('portal_jump_end', { set: setName(request) }),
        about: placeOf(request),
        to: { page: 'sessions', end: request.id },
      },
    ])
}

function accounts(typed: string): readonly Jump[] {
  return searchAccounts(catalog() ?? [], typed)
    .slice(0, mostAccounts)
    .map(({ id, name }) => ({
      title: t('portal_jump_request', { account: name }),
      about: groups(id),
      to: { page: 'request', account: id },
    }))
}
