import { computed, type ReadonlySignal, signal } from '@preact/signals'
import type { Request } from '../../../schema/contract/requests.ts'
import { t } from '../../lib/words.ts'
import { connection } from '../seen.ts'
import { act, type Command, command } from './act.ts'
import { say } from './notice.ts'
import type { One, Reading } from './one.ts'
import { afterDecision, leaveQueue, queue, queueOf } from './queue.ts'
import { approval, mayReject, nameMatches, noOpinion, type Opinion, rejection, shownKey } from './review.ts'
import { go } from './route.ts'

/** What was typed about each request, kept while the page is open: a sign-in or a look at the next loses nothing. */
const opinions = signal<ReadonlyMap<string, Opinion>>(new Map())

export interface Deciding {
  readonly one: ReadonlySignal<One>
  readonly opinion: ReadonlySignal<Opinion>
  readonly sending: Command
  /** What is on the screen may be approved now: shown for a second, allowed, its name typed. */
  readonly ready: ReadonlySignal<boolean>
  /** Reject was pressed with too short a reason. */
  readonly reasonShort: ReadonlySignal<boolean>
  edit(change: Partial<Opinion>): void
  /** This is on the screen since a second. */
  arm(key: string): void
  pressApprove(): void
  openReason(): void
  /** Writes something into the timeline; the request stays as it was sent. */
  openQuestion(): void
  pressAsk(): void
  pressReject(): void
  readonly openNext: () => void
  readonly readAgain: () => void
}

export function deciding(id: string, { one, refresh }: Reading): Deciding {
  const armed = signal('')
  const short = signal(false)
  const sending = command()
  const opinion = computed(() => opinions.value.get(id) ?? noOpinion)
  const edit = (change: Partial<Opinion>) => {
    opinions.value = new Map(opinions.value).set(id, { ...opinion.value, ...change })
    short.value = false
    sending.forget()
  }
  const mayDecide = () =>
    one.value.state === 'ready' && one.value.request.mine.decide ? one.value.request : null
  const ready = computed(() => {
    const request = mayDecide()
    if (!request || sending.busy.value || connection.value !== 'online') return false
    // While a no or a question is being written, `a` is a letter, even before its field has the focus.
    if (opinion.value.reason !== null || opinion.value.question !== null) return false
    return armed.value === shownKey(request) && nameMatches(request, opinion.value)
  })

  /** What was shown is what is sent: its digest and its version. */
  async function decide(request: Request, verdict: 'approve' | 'reject') {
    const input = verdict === 'approve' ? approval(request, opinion.value) : rejection(request, opinion.value)
    await act('decide', input, request.version)
    openAfter(
      id,
      t(request.status === 'pending_owner' ? `portal_${verdict}_first_said` : `portal_${verdict}_said`),
    )
  }

  return {
    one,
    opinion,
    sending,
    ready,
    reasonShort: short,
    edit,
    arm: (key) => (armed.value = key),
    pressApprove() {
      const request = mayDecide()
      if (request && ready.value) void sending.run(() => decide(request, 'approve'))
    },
    openReason: () => {
      if (mayDecide() && opinion.value.reason === null) edit({ reason: '' })
    },
    openQuestion: () => {
      if (mayDecide() && opinion.value.question === null) edit({ question: '' })
    },
    pressAsk() {
      const text = opinion.value.question?.trim()
      if (!text) return
      void sending.run(async () => {
        await act('note', { id, text })
        edit({ question: null })
        say(t('portal_asked_said'))
        await refresh()
      })
    },
    pressReject() {
      const request = mayDecide()
      short.value = !mayReject(opinion.value)
      if (request && !short.value) void sending.run(() => decide(request, 'reject'))
    },
    openNext: () => openAfter(id),
    readAgain() {
      sending.forget()
      void refresh()
    },
  }
}

/** Leaves a request that is decided; the one behind it opens. */
function openAfter(id: string, said?: string): void {
  const behind = afterDecision(id, queueOf(id))
  leaveQueue(id)
  const next = behind ?? queue()[0]?.id
  if (said) say(said, 'next')
  go(next ? { page: 'review', id: next } : { page: 'approvals' })
}
