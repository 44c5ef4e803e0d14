import type { CatalogAccount } from '../../../schema/contract/catalog.ts'
import type { Asked, Request } from '../../../schema/contract/requests.ts'
import type { Desk } from '../../lib/desk.ts'
import type { Here } from '../../lib/messages.ts'
import { tell } from '../../lib/page-messages.ts'
import { type Store, store } from '../../lib/store.ts'
import type { Refused } from '../../lib/words.ts'
import { durations } from './durations.ts'

/** What was typed and chosen; `null` where nobody has chosen yet. It outlives closing. */
export interface Draft {
  readonly setArn: string | null
  readonly seconds: number | null
  readonly why: string
}

export interface PanelState {
  readonly open: boolean
  /** The request the panel tells about; `null` shows the form. */
  readonly followed: Request | null
  readonly draft: Draft
  readonly sending: boolean
  readonly trouble: Refused | null
}

export interface PanelModel {
  readonly state: Store<PanelState>
  /** With what is under way here, if anything is. */
  readonly open: () => void
  readonly openForm: () => void
  readonly close: () => void
  readonly edit: (change: Partial<Draft>) => void
  readonly send: () => Promise<void>
  readonly follow: (requestId: string) => Promise<void>
  /** Back to the form, whatever was followed. */
  readonly askAgain: () => void
}

const emptyDraft: Draft = { setArn: null, seconds: null, why: '' }
const reasonMinCharacters = 10

export function panelModel(accountId: string, desk: Desk, signal: AbortSignal): PanelModel {
  const state = store<PanelState>({
    open: false,
    followed: null,
    draft: emptyDraft,
    sending: false,
    trouble: null,
  })
  const change = (to: Partial<PanelState>) => state.set({ ...state.get(), ...to })
  const keys = idempotencyKeys()

  const follow = async (requestId: string) => {
    const request = await tell({ kind: 'follow', requestId })
    if (request) change({ followed: request, trouble: null })
  }
  desk.here.on(() => {
    const { followed } = state.get()
    if (followed) void follow(followed.id)
  }, signal)

  return {
    state,
    follow,
    open: () => change({ open: true, followed: state.get().followed ?? underWay(desk.here.get()) }),
    openForm: () => change({ open: true, followed: null }),
    close: () => change({ open: false }),
    edit(draft) {
      const { draft: before, trouble } = state.get()
      // Pressing Send leaves the text field first: an error that went away then would move the button from under it.
      change({ draft: { ...before, ...draft }, trouble: 'why' in draft ? trouble : null })
    },
    askAgain: () => change({ followed: null, trouble: null }),
    async send() {
      const { draft, sending } = state.get()
      const asked = askedFor(accountId, draft, desk.here.get())
      if (sending || !asked) return
      if (asked.justification.length < reasonMinCharacters) return change({ trouble: reasonShort })
      change({ sending: true, trouble: null })
      change({ sending: false, ...(await sent(asked, keys(asked))) })
      void desk.refresh()
    },
  }
}

/** What the form stands at: what was chosen, or what we would choose. */
export function chosen(draft: Draft, account: CatalogAccount, minSeconds: number) {
  const set = account.permissionSets.find(({ arn }) => arn === draft.setArn) ?? account.permissionSets[0]
  if (!set) return null
  const offered = durations(minSeconds, set.maxSeconds)
  const all = [...offered.first, ...offered.more]
  const seconds = draft.seconds !== null && all.includes(draft.seconds) ? draft.seconds : offered.usual
  return { set, offered, seconds }
}

const reasonShort: Refused = { type: '/problems/reason-short', params: {} }
const unreachable: Refused = { type: '/problems/unreachable', params: { n: '10' } }

function askedFor(accountId: string, draft: Draft, here: Here | null): Asked | null {
  const choice = here?.account && chosen(draft, here.account, here.minSeconds)
  if (!choice) return null
  const justification = draft.why.normalize('NFC').trim()
  return { accountId, permissionSetArn: choice.set.arn, durationSeconds: choice.seconds, justification }
}

async function sent(asked: Asked, idempotencyKey: string): Promise<Partial<PanelState>> {
  const answer = await tell({ kind: 'send', asked, idempotencyKey })
  if (answer && 'request' in answer) return { followed: answer.request, draft: emptyDraft }
  return { trouble: answer?.problem ?? unreachable }
}

/** The same words sent again are the same request, however often the answer is lost. */
function idempotencyKeys(): (asked: Asked) => string {
  let last = { content: '', key: '' }
  return (asked) => {
    const content = JSON.stringify(asked)
    if (content !== last.content) last = { content, key: crypto.randomUUID() }
    return last.key
  }
}

/** A request of this account that somebody has to decide, or that AWS is setting up. */
function underWay(here: Here | null): Request | null {
  const settingUp = here?.sessions.find(({ status }) => status !== 'active' && status !== 'ending')
  return here?.open[0] ?? settingUp ?? null
}
