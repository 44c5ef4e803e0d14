import type { CatalogAccount } from '../../schema/contract/catalog.ts'
import { waiting } from '../../schema/contract/lifecycle.ts'
import type { Request } from '../../schema/contract/requests.ts'
import type { Here } from '../lib/messages.ts'
import type { Known, Link } from '../lib/storage.ts'
import { plain } from '../lib/plain.ts'
import { dayTime, groups } from '../lib/time.ts'
import { t } from '../lib/words.ts'
import { namesOf } from './people.ts'
import { signedOut } from './problems.ts'
import { accountOf, shownRequest, shownTrouble } from './shown.ts'
import { usualSet } from './usual-set.ts'

/** What a page of this account may know: the person's own requests and sessions there, nobody else's. */
export function hereOf(
  accountId: string,
  seen: Known | null,
  link: Link | null,
  now = Date.now(),
  page?: string,
): Here {
  if (!seen) return link === 'online' ? { ...nothing, signedIn: true } : signIn()
  const mineHere = (request: Request): boolean =>
    request.accountId === accountId && request.requester.id === seen.me.id
  const account = accountOf(seen, accountId)
  const [mine, sessions] = [seen.mine.filter(mineHere), seen.sessions.filter(mineHere)]
  const underWay = mine.find(isWaiting) ?? sessions.find(isComing)
  const shown = (request: Request) => shownRequest(request, seen, now, page)
  return {
    signedIn: link !== 'signed-out',
    who: seen.me.id,
    minSeconds: seen.minSeconds,
    sessions: sessions.map(shown),
    underWay: underWay ? shown(underWay) : null,
    sessionsFull: false,
    ...(account ? asking(account, [...mine, ...sessions], seen.windowSeconds, now) : nobody),
    none: link === 'signed-out' ? shownTrouble(signedOut) : closed(accountId, account, seen),
  }
}

type Asking = Pick<Here, 'account' | 'usualSet' | 'asked' | 'until'>

const nobody: Asking = { account: null, usualSet: null, asked: '', until: '' }

function signIn(): Here {
  return { ...nothing, none: shownTrouble(signedOut) }
}

/** In an account that is not in the catalog, or is with nothing in it: whom to ask for more. */
function closed(id: string, account: CatalogAccount | null, { me }: Known): Here['none'] {
  if (account && account.permissionSets.length > 0) return null
  const names = me.admins?.map(plain).join(', ') || t('portal_role_admin')
  return shownTrouble({
    type: account ? '/problems/no-sets' : '/problems/account-hidden',
    params: { account: account?.name ?? groups(id), names },
  })
}

const nothing: Here = {
  signedIn: false,
  who: '',
  none: null,
  minSeconds: 900,
  sessions: [],
  underWay: null,
  sessionsFull: false,
  ...nobody,
}

/** What the form needs: what may be asked for, and who is asked until when. */
function asking(
  account: CatalogAccount,
  mine: readonly Request[],
  windowSeconds: number,
  now: number,
): Asking {
  const { name, sensitive, permissionSets, decidersCount } = account
  const until = new Date(now + windowSeconds * 1000).toISOString()
  return {
    account: { name, sensitive, permissionSets },
    usualSet: usualSet(permissionSets, mine),
    asked: decidersCount ? namesOf(account) : t('panel_asked_nobody'),
    until: decidersCount ? t('panel_until', { time: dayTime(until, now) }) : '',
  }
}

function isWaiting({ status }: Request): boolean {
  return waiting.has(status)
}

function isComing({ status }: Request): boolean {
  return status !== 'active' && status !== 'ending'
}
