import { pollMs } from '../pace.ts'
import type { Instant, Outcome, Started } from '../ports.ts'
import { absenceCountsFrom } from './document.ts'
import { slowedDown, strayUntil, withAccount, type Account, type Notes } from './notes.ts'
import { provisionMs } from './pace.ts'
import { longer, noPause, type Moment } from './pause.ts'

// What the notes become with each answer of AWS about an account's role. `null` for an answer: there was none, and what was asked may be done.

/** Where no role stands, there is nothing to bring: the next one is made from the document as it is. */
export function noteRole(notes: Notes, name: string, stands: boolean | null, moment: Moment): Notes {
  const account = notes.document?.accounts[name]
  if (!account) return notes
  if (stands === null) return withAccount(notes, name, longer(account, moment, 'unanswered'))
  if (stands) return withAccount(notes, name, { stands })
  const countsFrom = absenceCountsFrom(notes, name)
  if (moment.now < countsFrom) return withAccount(notes, name, { notBefore: countsFrom })
  return withAccount(notes, name, { carried: notes.document!.revision, ...noPause })
}

export function noteProvisionIntent(notes: Notes, name: string, { now }: Moment): Notes {
  if (notes.document === null) return notes
  const { revision } = notes.document
  return withAccount(notes, name, { stands: false, op: { id: null, revision, sentAt: now, pollAt: now } })
}

export function noteProvisionStarted(
  notes: Notes,
  name: string,
  started: Started | null,
  moment: Moment,
): Notes {
  const account = notes.document?.accounts[name]
  if (!account?.op) return notes
  if (started !== null && 'op' in started) {
    const op = { ...account.op, id: started.op, pollAt: moment.now + pollMs(0) }
    return withAccount(notes, name, { op })
  }
  const why = started === null ? 'unanswered' : 'refused'
  const paused = withAccount(notes, name, { op: null, ...longer(account, moment, why) })
  return started !== null && 'throttledMs' in started ? slowedDown(paused, started, moment) : paused
}

export function noteOutcome(notes: Notes, name: string, outcome: Outcome | null, moment: Moment): Notes {
  const account = notes.document?.accounts[name]
  if (!account?.op) return notes
  if (outcome === 'done') return withAccount(notes, name, brought(account.op, strayUntil(notes.document!)))
  const isOver = outcome !== null && outcome !== 'pending'
  return withAccount(notes, name, isOver ? failed(account, moment) : polled(account, account.op, moment))
}

/** While a put of ours may land out of turn, AWS may have brought what stood for a moment only: it is brought once more. */
function brought({ revision, sentAt }: NonNullable<Account['op']>, strayUntil: Instant): Partial<Account> {
  const over = { op: null, ...noPause }
  return sentAt <= strayUntil ? { ...over, notBefore: strayUntil + 1 } : { ...over, carried: revision }
}

function failed(account: Account, moment: Moment): Partial<Account> {
  return { op: null, ...longer(account, moment, 'refused') }
}

/** An answer that never comes is not waited for: provisioning twice does no harm. */
function polled(account: Account, op: NonNullable<Account['op']>, moment: Moment): Partial<Account> {
  const age = moment.now - op.sentAt
  return age > provisionMs ? failed(account, moment) : { op: { ...op, pollAt: moment.now + pollMs(age) } }
}
