import type { Asked } from '../../../schema/contract/requests.ts'
import type { Desk } from '../../lib/desk.ts'
import type { Here } from '../../lib/messages.ts'
import { tell } from '../../lib/page-messages.ts'
import type {
  Before,
  DeniedThere,
  ShownOffer,
  ShownRequest,
  ShownTrouble,
  Suggested,
} from '../../lib/shown.ts'
import { isReason } from '../../lib/reason.ts'
import { type Store, store } from '../../lib/store.ts'
import { t } from '../../lib/text.ts'
import { durations } from './durations.ts'

/** What was typed and chosen; `null` where nobody has chosen yet. It outlives closing. */
export interface Draft {
  readonly setArn: string | null
  readonly seconds: number | null
  readonly why: string
  readonly urgent: boolean
}

export interface PanelState {
  readonly open: boolean
  /** The request the panel tells about; `null` shows the form. */
  readonly followed: ShownRequest | null
  readonly draft: Draft
  /** What the form was opened for, and which sets allow it, once that is known. */
  readonly denied: DeniedThere | null
  readonly suggested: Suggested | null
  /** Who would be asked, once that is known for what stands chosen. */
  readonly before: Before | null
  /** The role was opened from here; AWS may not have shown it yet. */
  readonly opened: boolean
  readonly sending: boolean
  readonly trouble: ShownTrouble | null
}

export interface PanelModel {
  readonly state: Store<PanelState>
  /** With what is under way here, if anything is. */
  readonly open: () => void
  /** Back to the form, whatever was followed. */
  readonly openForm: () => void
  /** For what a message said was denied; which sets allow it fills in. */
  readonly openFor: (offer: ShownOffer) => Promise<void>
  readonly opened: () => void
  readonly close: () => void
  readonly edit: (change: Partial<Draft>) => void
  readonly send: () => Promise<void>
  readonly follow: (requestId: string) => Promise<void>
}

/** Of nobody, and for nothing. */
const blank = { followed: null, denied: null, suggested: null, before: null, trouble: null }
const emptyDraft: Draft = { setArn: null, seconds: null, why: '', urgent: false }

export function panelModel(accountId: string, desk: Desk, signal: AbortSignal): PanelModel {
  const state = store<PanelState>({
    ...blank,
    open: false,
    draft: emptyDraft,
    opened: false,
    sending: false,
  })
  const change = (to: Partial<PanelState>) => state.set({ ...state.get(), ...to })
  state.on(({ followed }) => followed !== desk.followed.get() && desk.followed.set(followed), signal)
  const keys = idempotencyKeys()
  /** Who is signed in, and who was last. */
  let now: string | undefined | false
  let last: typeof now

  const follow = async (requestId: string) => {
    const request = await tell({ kind: 'follow', requestId, page: document.location.href })
    if (request && desk.here.get()?.signedIn) change({ followed: request, trouble: null })
  }
  desk.here.on((here) => {
    const me = here?.signedIn && here.who
    // What is known is of this person, and somebody else may sign in next.
    if (now && me !== now) change(blank)
    now = me
    // A form that stayed open would keep what stands in its fields.
    if (me && last && me !== last) change({ open: false, draft: emptyDraft })
    last = me || last
    const { followed } = state.get()
    if (followed) void follow(followed.id)
    // Whoever just signed in is told now.
    else void suggest()
  }, signal)

  /** Shown from storage at once; what only the server knows fills in. */
  const consider = async () => {
    const { permissionSetArn, durationSeconds } = askedFor(accountId, state.get(), desk.here.get()) ?? {}
    considered = permissionSetArn
    if (permissionSetArn === undefined || durationSeconds === undefined || state.get().followed) return
    const before = await tell({ kind: 'before', accountId, permissionSetArn, durationSeconds })
    if (permissionSetArn === considered) change({ before })
  }
  let considered: string | undefined
  let answered: Suggested | undefined
  const suggest = async () => {
    const { denied: there, suggested, open } = state.get()
    if (!there || suggested === answered || suggested?.says || !open) return
    const known = await tell({ kind: 'suggest', accountId, denied: there, shown: suggested?.sets[0]?.arn })
    if (state.get().denied !== there || !known) return
    change({ suggested: (answered = known) })
    void consider()
  }
  const show = (to: Partial<PanelState>) => {
    change({ ...to, open: true, before: null })
    void consider()
  }

  return {
    state,
    follow,
    open: () => show({ followed: state.get().followed ?? desk.here.get()?.underWay ?? null }),
    openForm: () => show(blank),
    async openFor({ denied, suggested }) {
      // Another denial is another question: the reason stays, the set does not.
      show({
        ...blank,
        draft: { ...state.get().draft, setArn: null },
        denied: denied.action ? denied : null,
        suggested,
      })
      await suggest()
    },
    opened: () => change({ opened: true }),
    close: () => change({ open: false }),
    edit(draft) {
      const { draft: before, trouble } = state.get()
      // Pressing Send leaves the text field first: an error that went away then would move the button from under it.
      change({ draft: { ...before, ...draft }, trouble: 'why' in draft ? trouble : null })
      if (!('setArn' in draft)) return
      // What was said of one set may be wrong of another.
      change({ before: null })
      void consider()
    },
    async send() {
      const { sending } = state.get()
      const asked = askedFor(accountId, state.get(), desk.here.get())
      if (sending || !asked) return
      if (!isReason(asked.justification)) return change({ trouble: reasonShort() })
      change({ sending: true, trouble: null })
      change({ sending: false, ...(await sent(asked, keys(asked))) })
      void desk.refresh()
    },
  }
}

/** Stands for the custom set that was drafted for what was denied. */
export const draftedArn = 'drafted'

/** What the form stands at: what was chosen, or what we would choose. */
export function chosen(draft: Draft, { account, minSeconds, usualSet }: Here, suggested: Suggested | null) {
  const sets = helping(suggested) ?? account?.permissionSets ?? []
  const named = (wanted: string | null) => sets.find(({ arn }) => arn === wanted)
  const set = named(draft.setArn) ?? (helping(suggested) ? sets[0] : named(usualSet)) ?? sets[0]
  if (!set) return null
  const offered = durations(minSeconds, set.maxSeconds)
  const all = [...offered.first, ...offered.more]
  const seconds = draft.seconds !== null && all.includes(draft.seconds) ? draft.seconds : offered.usual
  return { sets, set, offered, seconds }
}

/** Only what allows what was denied; `null` where that is not known. */
function helping(suggested: Suggested | null): readonly Choice[] | null {
  if (!suggested) return null
  const { sets, draft } = suggested
  const only = { arn: draftedArn, name: t('panel_only_this'), hint: t('panel_custom') }
  const all = draft ? sets.toSpliced(draft.at, 0, { ...only, ...draft }) : sets
  return all.length > 0 ? all : null
}

/** A set one may ask for, and the one thing to know before it is chosen. */
export interface Choice {
  readonly arn: string
  readonly name: string
  readonly maxSeconds: number
  readonly hint?: string
}

function reasonShort(): ShownTrouble {
  return { row: 'why', detail: t('problem_reason_short_detail') }
}

/** The background itself did not answer, so the words for it are made here. */
function unreachable(): ShownTrouble {
  return { tone: 'warning', title: t('problem_unreachable_title'), detail: t('panel_no_answer') }
}

function askedFor(accountId: string, state: PanelState, here: Here | null): Asked | null {
  const { draft, denied, suggested } = state
  const choice = here && chosen(draft, here, suggested)
  if (!choice) return null
  const justification = draft.why.normalize('NFC').trim()
  const { action, resource } = denied ?? {}
  const { arn } = choice.set
  return {
    accountId,
    ...(arn !== draftedArn && { permissionSetArn: arn }),
    durationSeconds: choice.seconds,
    justification,
    ...(draft.urgent && { urgent: true }),
    ...(action && { denied: { action, ...(resource !== undefined && { resource }) } }),
  }
}

async function sent(asked: Asked, idempotencyKey: string): Promise<Partial<PanelState>> {
  const drafted = asked.permissionSetArn === undefined && { drafted: true as const }
  const page = document.location.href
  const answer = await tell({ kind: 'send', asked, idempotencyKey, page, ...drafted })
  if (answer && 'request' in answer) return { followed: answer.request, draft: emptyDraft, opened: false }
  return { trouble: answer?.trouble ?? unreachable() }
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
