import { browser } from 'wxt/browser'
import { clearNotices, mayNotify } from '../lib/notifications.ts'
import { plain } from '../lib/plain.ts'
import { openPortalTab } from '../lib/portal-tab.ts'
import { setName } from '../lib/set-name.ts'
import { noticesItem, seenItem, toldItem } from '../lib/storage.ts'
import { groups, one } from '../lib/time.ts'
import { t } from '../lib/words.ts'
import { type Notice, type NoticeKind, type Reminder, toTell } from './to-tell.ts'

/** Tells what is new since it was told last, to who wants that. Never rejects: what cannot be shown is on the screens. */
export function tellNotices(reminders: readonly Reminder[] = []): Promise<void> {
  return alone(() => tell(reminders).catch(() => undefined))
}

async function tell(reminders: readonly Reminder[]): Promise<void> {
  const [wanted, seen, told] = await Promise.all([
    noticesItem.getValue(),
    seenItem.getValue(),
    toldItem.getValue(),
  ])
  const isWanted = seen !== null && wanted?.by === seen.me.id && (await mayNotify())
  if (told && (!isWanted || told.by !== seen.me.id)) await forget()
  if (!isWanted) return
  const now = Date.now()
  const next = toTell({ seen, told, reminders, now })
  // Noted first: a worker that is stopped between the two tells it never, rather than twice.
  await toldItem.setValue(next.told)
  for (const notice of next.notices) await show(notice, wanted.details, now)
}

/** What stands there and what was told is one person's: it goes with them. */
export function forgetNotices(): Promise<void> {
  return alone(forget)
}

async function forget(): Promise<void> {
  await Promise.all([toldItem.removeValue(), clearNotices()])
}

/** One after the other, so that nothing is told by two looks at once. */
function alone(step: () => Promise<void>): Promise<void> {
  steps = steps.then(step, step)
  return steps
}

let steps = Promise.resolve()

/** Named by the screen that it leads to, so that what becomes of a request takes the place of what was said before. */
async function show(notice: Notice, details: boolean, now: number): Promise<void> {
  const screen = forDeciders.has(notice.kind) ? 'approvals' : 'requests'
  await browser.notifications.create(`/${screen}/${notice.requestId}`, {
    type: 'basic',
    iconUrl: browser.runtime.getURL('/icon/128.png'),
    ...wordsOf(notice, details, now),
  })
}

const forDeciders: ReadonlySet<NoticeKind> = new Set(['urgent', 'reminder'])
const decisions: ReadonlySet<NoticeKind> = new Set(['halfway', 'approved', 'rejected'])

/** Anybody may read a locked screen: no more than that something happened, unless somebody asked for names; never why. */
export function wordsOf(
  { kind, request }: Pick<Notice, 'kind' | 'request'>,
  details: boolean,
  now: number,
): { readonly title: string; readonly message: string } {
  const time = one(minutesUp(Date.parse(request?.session?.endsAt ?? '') - now))
  if (!details || !request)
    return { title: 'Hallpass', message: t(`notice_${decisions.has(kind) ? 'decided' : kind}`, { time }) }
  const account = `${plain(request.accountName)} ${groups(request.accountId)}`
  return {
    title: t(`notice_${kind}`, { time }),
    message: t('notice_about', { set: inOneLine(setName(request)), account: inOneLine(account) }),
  }
}

/** Whose words these are could begin another line with them. */
function inOneLine(text: string): string {
  return text.replace(/\s+/g, ' ')
}

const minuteMs = 60_000

function minutesUp(ms: number): number {
  return Math.ceil(ms / minuteMs) * minuteMs
}

/** A press opens what the notice is about. The browser has them only once they are allowed, which may be in this life. */
export function followNotices(): void {
  const listen = (): void => browser.notifications?.onClicked.addListener(open)
  listen()
  browser.permissions.onAdded.addListener(listen)
}

function open(route: string): void {
  void browser.notifications.clear(route)
  void openPortalTab(route)
}
