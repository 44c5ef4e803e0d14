/** @jsxImportSource ../lib/dom */
import { onChange } from '../lib/console-page.ts'
import type { PortalHere } from '../lib/messages.ts'
import { openPortal, tell } from '../lib/page-messages.ts'
import { portalAccounts } from '../lib/selectors.ts'
import { groups } from '../lib/time.ts'
import { t } from '../lib/words.ts'
import { Icon, Mark } from './parts/icon.tsx'
import { makeRoot } from './parts/root.ts'
import css from './portal-page.css?inline'

/** A list is longer than this only where nobody reads it. */
const mostRows = 1000
const mostOthers = 12
const silenceMs = 5000

/** In the access portal: a request link beside each account, and the accounts one may ask for that are not listed. */
export function startPortalPage(signal: AbortSignal): void {
  const links = linksOf(signal)
  let asked = ''
  let quietUntil = 0
  const look = async () => {
    const rows = [...document.querySelectorAll<HTMLElement>(portalAccounts)].slice(0, mostRows)
    const ids = [...new Set(rows.map(accountIn))].filter((id) => id !== '')
    if (Date.now() < quietUntil || ids.length === 0) return
    if (ids.join() === asked && !rows.some(links.isFresh)) return
    quietUntil = Infinity
    const known = await tell({ kind: 'portal', accountIds: ids })
    if (signal.aborted) return
    // Nobody is signed in, or the background starts: what it did not answer is asked again, not at every change.
    quietUntil = known ? 0 : Date.now() + silenceMs
    if (!known) return
    asked = ids.join()
    for (const row of rows.filter(links.isFresh)) links.show(row, known, ids)
    showOthers(rows, known, signal)
    // Rows that came meanwhile.
    void look()
  }
  const lookAgain = () => {
    quietUntil = Math.min(quietUntil, Date.now())
    void look()
  }
  onChange(document, () => void look(), signal)
  document.addEventListener('visibilitychange', lookAgain, { signal })
  void look()
  void openAgain(signal)
}

/** The account's number is in its row, whatever the language; two numbers say nothing. */
function accountIn(row: HTMLElement): string {
  const found = new Set(row.textContent.slice(0, 2000).match(/(?<!\d)\d{12}(?!\d)/g))
  return found.size === 1 ? [...found].join() : ''
}

/** The page may use a row again for another account: its link goes with the account. */
function linksOf(page: AbortSignal) {
  const shown = new WeakMap<HTMLElement, { readonly id: string; readonly end: AbortController }>()
  return {
    isFresh: (row: HTMLElement) => (shown.get(row)?.id ?? '') !== accountIn(row),
    show(row: HTMLElement, known: PortalHere, ids: readonly string[]): void {
      shown.get(row)?.end.abort()
      shown.delete(row)
      const id = accountIn(row)
      if (!ids.includes(id)) return
      const end = new AbortController()
      shown.set(row, { id, end })
      showLink(row, known, AbortSignal.any([page, end.signal]))
    },
  }
}

function showLink(row: HTMLElement, { listed }: PortalHere, signal: AbortSignal): void {
  const id = accountIn(row)
  const sets = listed[id] ?? []
  const said = new Set(Array.from(row.querySelectorAll('*'), ({ textContent }) => textContent.trim()))
  const more = sets.filter((name) => !said.has(name)).length
  if (more === 0) return
  const root = makeRoot('portal-request', 'inline', css, signal)
  // A row that is folded does not say which sets one has.
  const help = more < sets.length ? t('aws_portal_more', { n: String(more) }) : ''
  root.draw(<RequestLink id={id} help={help} named />)
  row.appendChild(root.host)
}

let others: AbortController | null = null

function showOthers(rows: readonly HTMLElement[], known: PortalHere, page: AbortSignal): void {
  others?.abort()
  const list = rows.at(-1)?.parentElement
  if (known.others.length === 0 || !list) return
  others = new AbortController()
  const root = makeRoot('portal-others', 'inline', css, AbortSignal.any([page, others.signal]))
  root.draw(
    <section class="others" aria-label={t('aws_portal_others')}>
      <p class="title">
        <Mark /> <b>{`Hallpass: ${t('aws_portal_others')}`}</b>
      </p>
      {known.others.slice(0, mostOthers).map(({ id, name, sensitive }) => (
        <p class="other">
          <b>{name}</b> <span class="small">{groups(id)}</span>
          {sensitive && (
            <span class="sensitive">
              <Icon name="shield" size={12} /> {t('ui_sensitive')}
            </span>
          )}
          <RequestLink id={id} />
        </p>
      ))}
      {known.others.length > mostOthers && (
        <button class="ask" onClick={() => openPortal('/request')}>
          {t('ui_show_all')}
        </button>
      )}
    </section>,
  )
  // Beside the list: what is in it is counted and sorted by the page.
  list.parentElement?.insertBefore(root.host, list.nextSibling)
}

function RequestLink({ id, help, named }: { id: string; help?: string; named?: boolean }) {
  return (
    <span class="request">
      {named && (
        <>
          <Mark />
          <span class="word">Hallpass</span>
        </>
      )}
      <button class="ask" onClick={(event) => event.isTrusted && openPortal(`/request?account=${id}`)}>
        {t('panel_button')}
      </button>
      {help && <span class="small">{help}</span>}
    </span>
  )
}

/** Where AWS opens a role it leaves the portal at once; staying means that it does not show it yet. */
const staysMs = 6000

async function openAgain(page: AbortSignal): Promise<void> {
  const asked = new URLSearchParams(location.hash.split('?')[1])
  const [account, role] = [asked.get('account_id') ?? '', asked.get('role_name') ?? '']
  if (!location.hash.startsWith('#/console') || !/^\d{12}$/.test(account)) return
  await new Promise((done) => setTimeout(done, staysMs))
  const known = page.aborted ? null : await tell({ kind: 'portal', accountIds: [account] })
  if (!known?.running.includes(`${account} ${role}`)) return
  const root = makeRoot('portal-wait', 'inline', css, page)
  root.draw(
    <div class="wait" role="status">
      <p>
        <Mark /> <b>{`Hallpass: ${t('problem_not_in_portal_yet_title')}`}</b>
      </p>
      <p>{t('problem_not_in_portal_yet_detail')}</p>
      <button class="ask" onClick={() => location.reload()}>
        {t('problem_not_in_portal_yet_button')}
      </button>
    </div>,
  )
  document.body.appendChild(root.host)
}

/*
Try it at (npm start, npm run browser):
- https://d-9067a1b2c3.awsapps.com/start/
*/
