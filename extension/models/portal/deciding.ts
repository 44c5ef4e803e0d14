import { computed, type ReadonlySignal, signal } from '@preact/signals'
import type { Request } from '../../../schema/contract/requests.ts'
import { confirmItIsYou } from '../../lib/call.ts'
import { t } from '../../lib/words.ts'
import { connection, seen } from '../seen.ts'
import { act, type Command, command } from './act.ts'
import { carry } from './carried.ts'
import { decideEach } from './decide-each.ts'
import { say } from './notice.ts'
import type { One, Reading } from './one.ts'
import { afterDecision, leaveQueue, queue, queueOf } from './queue.ts'
import {
  approval,
  grantedSeconds,
  mayReject,
  nameMatches,
  noOpinion,
  type Opinion,
  rejection,
  shownKey,
} from './review.ts'
import { go } from './route.ts'
import { decidableTogether, othersOfNeed } from './same-need.ts'
import { keyOf, type Problem, problemOf } from './trouble.ts'

/** What was typed about each request, kept while the page is open: a sign-in or a look at the next loses nothing. */
const typed = signal<{ readonly by: string | undefined; readonly opinions: ReadonlyMap<string, Opinion> }>({
  by: seen.value?.me.id,
  opinions: new Map(carry('opinions', () => [...opinions()])),
})

/** Nobody finds, or sends, what somebody else typed in this tab. */
function opinions(): ReadonlyMap<string, Opinion> {
  return typed.value.by === seen.value?.me.id ? typed.value.opinions : new Map()
}

function keepOpinions(all: ReadonlyMap<string, Opinion>): void {
  typed.value = { by: seen.value?.me.id, opinions: all }
}

export interface Deciding {
  readonly one: ReadonlySignal<One>
  readonly opinion: ReadonlySignal<Opinion>
  readonly sending: Command
  /** What is on the screen may be approved now: shown for a second, allowed, its name typed. */
  readonly ready: ReadonlySignal<boolean>
  /** Why it cannot be granted as things are now, known before or met: this can only be refused, or asked for anew. */
  readonly obstacle: ReadonlySignal<Problem | null>
  /** Reject was pressed with too short a reason. */
  readonly reasonShort: ReadonlySignal<boolean>
  edit(change: Partial<Opinion>): void
  /** How many are decided by one press. */
  readonly count: ReadonlySignal<number>
  /** All that one press decides on; when this differs, it is another thing to decide. */
  shown(request: Request): string
  /** This is on the screen since a second. */
  arm(key: string): void
  /** Something on the screen changed. */
  disarm(): void
  pressApprove(): void
  openReason(): void
  /** Writes something into the timeline; the request stays as it was sent. */
  openQuestion(): void
  pressAsk(): void
  pressReject(): void
  readonly openNext: () => void
  readonly readAgain: () => void
  /** A sign-in that is needed for it; what was typed stays, and is sent by another press. */
  readonly confirm: () => void
  readonly confirming: Command
}

export function deciding(id: string, { one, refresh }: Reading): Deciding {
  const armed = signal('')
  const short = signal(false)
  const sending = command()
  const confirming = command()
  const met = signal<Problem | null>(null)
  const obstacle = computed(() => met.value ?? obstacleOf(one.value))
  const opinion = computed(() => opinions().get(id) ?? noOpinion)
  const edit = (change: Partial<Opinion>) => {
    keepOpinions(new Map(opinions()).set(id, { ...opinion.value, ...change }))
    short.value = false
    sending.forget()
  }
  /** Others of the same need that go the same way. What they are offered instead would differ. */
  const alike = (request: Request) => {
    const { together, narrower } = opinion.value
    return together && !narrower ? decidableTogether(othersOfNeed(request, queueOf(id))) : []
  }
  const shown = (request: Request) => [request, ...alike(request)].map(shownKey).join()
  const mayDecide = () =>
    one.value.state === 'ready' && one.value.request.mine.decide ? one.value.request : null
  const ready = computed(() => {
    const request = mayDecide()
    if (!request || obstacle.value || sending.busy.value || connection.value !== 'online') return false
    // While a no or a question is being written, `a` is a letter, even before its field has the focus.
    if (opinion.value.writing !== null) return false
    return armed.value === shown(request) && nameMatches(request, opinion.value)
  })

  /** What was shown is what is sent: its digest and its version. */
  async function decide(request: Request, verdict: 'approve' | 'reject') {
    const { value } = opinion
    const alsoFor = { ...value, seconds: grantedSeconds(request, value) }
    const decisionOn = (each: Request) =>
      verdict === 'approve' ? approval(each, alsoFor) : rejection(each, value)
    const others = alike(request)
    await act('decide', decisionOn(request), request.version).catch((error: unknown) => {
      const problem = problemOf(error)
      if (keyOf(problem) === 'set-changed') met.value = problem
      // What stands against it now is read, so that it stays when this refusal is forgotten.
      if (obstacles.has(keyOf(problem))) void refresh()
      throw error
    })
    const refused = await decideEach(others, decisionOn, leaveQueue)
    const next = othersOfNeed(request, queueOf(id))
    carryOver(next, verdict === 'approve' ? value : { ...value, comment: '' })
    openAfter(id, [saidOf(request, verdict, others.length - refused.length), ...refused].join(' '), next)
  }

  function readAgain() {
    sending.forget()
    void refresh()
  }

  return {
    one,
    opinion,
    sending,
    ready,
    obstacle,
    reasonShort: short,
    edit,
    shown,
    count: computed(() => ('request' in one.value ? alike(one.value.request).length + 1 : 1)),
    arm: (key) => (armed.value = key),
    disarm: () => (armed.value = ''),
    pressApprove() {
      const request = mayDecide()
      if (request && ready.value) void sending.run(() => decide(request, 'approve'))
    },
    openReason: () => {
      if (mayDecide() && opinion.value.writing !== 'reason') edit({ writing: 'reason' })
    },
    openQuestion: () => {
      if (mayDecide() && opinion.value.writing !== 'question') edit({ writing: 'question' })
    },
    pressAsk() {
      const text = opinion.value.question.trim()
      if (!text) return
      void sending.run(async () => {
        await act('note', { id, text })
        edit({ question: '', writing: null })
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
    readAgain,
    // Where the window is closed, it still says what is needed.
    confirm: () => void confirming.run(() => confirmItIsYou().then(readAgain)),
    confirming,
  }
}

const obstacles = new Set(['rules-refuse', 'requester-left', 'account-hidden', 'too-long'])

/** One that a shorter time takes away is a bound, and says so at the duration. */
function obstacleOf(one: One): Problem | null {
  const obstacle = one.state === 'ready' ? one.request.obstacle : null
  return obstacle && obstacle.maxSeconds === undefined ? obstacle : null
}

function saidOf({ status }: Request, verdict: 'approve' | 'reject', others: number): string {
  const said = t(status === 'pending_owner' ? `portal_${verdict}_first_said` : `portal_${verdict}_said`)
  return others > 0 ? `${said} ${t('portal_decided_many', { n: String(others + 1) })}` : said
}

/** What is left of the same need starts with the same words, unless somebody has written others. */
function carryOver(requests: readonly Request[], { seconds, comment, reason, writing }: Opinion): void {
  const same = { ...noOpinion, seconds, comment, ...(writing === 'reason' ? { reason, writing } : {}) }
  keepOpinions(new Map([...requests.map(({ id }) => [id, same] as const), ...opinions()]))
}

/** Leaves a request that is decided; the next of the same need opens, else the one behind it. */
function openAfter(id: string, said?: string, first: readonly Request[] = []): void {
  const behind = first[0]?.id ?? afterDecision(id, queueOf(id))
  leaveQueue(id)
  const next = behind ?? queue()[0]?.id
  if (said) say(said, 'next')
  go(next ? { page: 'review', id: next } : { page: 'approvals' })
}
