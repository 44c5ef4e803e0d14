import type { CatalogAccount } from '../../schema/contract/catalog.ts'
import { problems } from '../../schema/contract/errors.ts'
import { label, settled, type Status, waiting } from '../../schema/contract/lifecycle.ts'
import type { Asked, Request } from '../../schema/contract/requests.ts'
import { consoleLink } from '../lib/console-link.ts'
import { plain } from '../lib/plain.ts'
import { setName } from '../lib/set-name.ts'
import type { Opened, ShownRequest, ShownTrouble, Stage, Way } from '../lib/shown.ts'
import type { Known } from '../lib/storage.ts'
import { clockTime, duration } from '../lib/time.ts'
import { credentialsSay, type ProblemWords, problemWords, type Refused, says, t } from '../lib/words.ts'
import { denialKey } from './denial-key.ts'
import { stillForeseen, wereAsked } from './people.ts'

/** A request as a page shows it, which is at `page`. `seen` names those who may decide it, and where roles are opened. */
export function shownRequest(
  request: Request,
  seen: Known | null,
  now = Date.now(),
  page?: string,
): ShownRequest {
  const { id, status, accountId, accountName, sensitive, permissionSetName } = request
  return {
    id,
    status,
    accountId,
    accountName,
    sensitive,
    permissionSetName,
    stage: stageOf(status),
    set: setName(request),
    duration: duration(request.grantedSeconds ?? request.durationSeconds),
    why: plain(request.justification),
    ways: waysOn(request, now),
    ...answered(request),
    ...sentences(request, seen, now),
    ...times(request),
    link: consoleLink(seen?.me.accessPortal ?? '', request, seen?.places?.[id] ?? page),
    roleName: request.session?.roleName ?? permissionSetName,
    deniedKey: denialKey(request.denied?.action ?? '', request.denied?.resource),
  }
}

export function accountOf(seen: Known | null, accountId: string): CatalogAccount | null {
  return seen?.catalog.find(({ id }) => id === accountId) ?? null
}

/** A refusal as the panel shows it. */
export function shownTrouble(problem: Refused): ShownTrouble & ProblemWords {
  const { type, requestId, maxSeconds } = problem
  const name = type.replace('/problems/', '')
  const words = problemWords(problem)
  const mends = copied.has(name) || opens[name] || requestId !== undefined || maxSeconds !== undefined
  return {
    ...words,
    button: mends ? words.button : '',
    ...(rows[name] ? { row: rows[name] } : { tone: tones[name]?.tone ?? 'warning' }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(maxSeconds === undefined ? {} : { maxSeconds }),
    ...(opens[name] ? { opens: opens[name] } : {}),
  }
}

/** What a rule grants at once is confirmed out of the page's reach. */
export function confirmElsewhere({ accountId, permissionSetArn = '' }: Asked): ShownTrouble {
  const route = `/request?account=${accountId}&set=${encodeURIComponent(permissionSetArn)}`
  return {
    tone: 'info',
    title: t('problem_confirm_in_portal_title'),
    detail: t('problem_confirm_in_portal_detail'),
    button: t('panel_full_form'),
    opens: { what: 'portal', route },
  }
}

const tones: Readonly<Record<string, Pick<ShownTrouble, 'tone'>>> = problems
/** Whoever cannot ask for it has to ask a person: here is what to write them. */
const copied: ReadonlySet<string> = new Set([
  'account-unknown',
  'account-hidden',
  'no-sets',
  'nobody-decides',
])
const rows: Readonly<Record<string, 'for' | 'why'>> = { 'too-long': 'for', 'reason-short': 'why' }
const opens: Readonly<Record<string, Opened>> = {
  'signed-out': { what: 'sign-in' },
  'too-many-open': { what: 'portal', route: '/requests?filter=open' },
}

/** One button that mends it, where there is one; what takes it back is no such button. */
function waysOn({ id, status, remindFrom, retryUntil, narrower }: Request, now: number): readonly Way[] {
  const here = `/requests/${id}`
  const one = (words: string, route: string): readonly Way[] => [{ look: 'normal', words, route }]
  if (waiting.has(status)) {
    const reminds = Date.parse(remindFrom ?? '') <= now ? one(t('panel_remind'), here) : []
    return [...reminds, { look: 'link', words: t('panel_withdraw'), route: here }]
  }
  if (narrower)
    return one(
      t('portal_request_instead', { set: plain(narrower.permissionSetName) }),
      `/request?instead=${id}`,
    )
  if (status === 'failed' && retryUntil) return one(t('portal_try_again'), here)
  return settled.has(status) ? one(t('portal_send_again'), `/request?again=${id}`) : []
}

const settingUp: ReadonlySet<Status> = new Set(['approved', 'admin_approved', 'provisioning'])

function stageOf(status: Status): Stage {
  if (waiting.has(status)) return 'waiting'
  if (settingUp.has(status)) return 'setting-up'
  return status === 'active' ? status : 'other'
}

function answered({ status, decision }: Request): Pick<ShownRequest, 'tone' | 'label' | 'answer'> {
  const { key, tone } = label(status)
  const approved = decision && settingUp.has(status)
  const answer = approved ? t('panel_approved_by', { name: decision.by.name }) : `${t(key)}.`
  return { tone, label: t(key), answer }
}

function sentences(request: Request, seen: Known | null, now: number) {
  const said = says(request, now)
  switch (stageOf(request.status)) {
    case 'waiting':
      return { says: whoWasAsked(request, seen, now), help: said }
    case 'setting-up':
      return { says: t('panel_setting_up'), help: '' }
    case 'active':
      return { says: said, help: request.session ? credentialsSay(request.session) : '' }
    case 'other':
      return { says: said, help: '' }
  }
}

function whoWasAsked({ id, accountId, deciders, openedAt }: Request, seen: Known | null, now: number) {
  const asked = wereAsked(deciders, accountOf(seen, accountId))
  return stillForeseen(asked, seen?.foreseen?.[id], now - Date.parse(openedAt))
}

function times({ session }: Request): Pick<ShownRequest, 'ends' | 'startMs' | 'endMs'> {
  if (!session) return { ends: '', startMs: 0, endMs: 0 }
  const { startsAt, activeAt, endsAt } = session
  return {
    ends: t('clock_ends', { time: clockTime(endsAt) }),
    startMs: Date.parse(activeAt ?? startsAt),
    endMs: Date.parse(endsAt),
  }
}
