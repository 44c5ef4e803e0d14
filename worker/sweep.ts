import { advance } from './db/advance.ts'
import type { LedgerParts } from './db/ledger.ts'
import type { Deps, Keepers } from './deps.ts'
import {
  forgetMessages,
  noteHeard,
  noteSweep,
  keepersOfTheMinute,
  keepersToLookAfter,
  overdueKeepers,
  tidy,
  undelivered,
  unheardEnds,
  windowsOver,
  type Lapsing,
} from './db/sweep.ts'
import { decidersOf, raiseOrphans, remindersDue, withoutFirst, writeDue } from './db/reminders.ts'
import type { Key } from './engine/ports.ts'
import { lapsing } from './lapsing.ts'
import { takeFromWhoLeft } from './leaving.ts'
import { reopening } from './reopening.ts'

export interface SweepParts extends LedgerParts {
  readonly poke: (key: Key) => Promise<unknown>
  /** Rejects where the keeper did not hear it. */
  readonly end: Keepers['end']
  readonly notify: Deps['notify']
}

const keepersAtOnce = 500
const lapsesAtOnce = 200
const messagesAtOnce = 500
const remindersAtOnce = 100

/** Every minute: whatever is due and was not woken. The second of two independent ways to take access away. */
export async function sweep(parts: SweepParts): Promise<void> {
  await wakeKeepers(parts)
  // From here on one failing job stops no other; each comes again in a minute.
  await tried('take from who left', takeFromWhoLeft(parts))
  await tried('tell ends', tellEnds(parts))
  await tried('look after ends', lookAfterEnds(parts))
  await tried('ask keepers', askKeepers(parts))
  await tried('lapse', lapse(parts))
  await tried('reopen', reopen(parts))
  await tried('remind', remind(parts))
  await tried('deliver', deliver(parts))
  await tried('tidy', tidy(parts.db, parts.now()))
  await noteSweep(parts.db, parts.now())
}

async function wakeKeepers({ db, now, poke }: SweepParts): Promise<void> {
  const due = await overdueKeepers(db, now(), keepersAtOnce)
  await pokeAll(
    due.map(({ key }) => key),
    poke,
  )
}

/** Once more, and until it is heard. */
async function tellEnds({ db, now, end }: SweepParts): Promise<void> {
  const ends = await unheardEnds(db, now(), keepersAtOnce)
  const told = await Promise.allSettled(ends.map(({ key, ...word }) => end(key, [word])))
  await noteHeard(
    db,
    ends.filter((_, i) => told[i]?.status === 'fulfilled').map(({ id }) => id),
  )
}

/** Nothing is due there any more as far as the database knows; late arrivals, kills and clones are. */
async function lookAfterEnds({ db, now, poke }: SweepParts): Promise<void> {
  await pokeAll(await keepersToLookAfter(db, now(), keepersAtOnce), poke)
}

/** Each within ten minutes: what the database says of its sessions may be older than what it knows. */
async function askKeepers({ db, now, poke }: SweepParts): Promise<void> {
  await pokeAll(await keepersOfTheMinute(db, now(), keepersAtOnce), poke)
}

async function pokeAll(keys: readonly Key[], poke: SweepParts['poke']): Promise<void> {
  const woken = await Promise.allSettled(keys.map((key) => poke(key)))
  for (const answer of woken)
    if (answer.status === 'rejected') console.error('poke failed', { error: answer.reason as unknown })
}

/** Requests nobody decided in their window. */
async function lapse(parts: SweepParts): Promise<void> {
  const over = await windowsOver(parts.db, parts.now(), lapsesAtOnce)
  for (const request of over) await lapseOne(parts, request)
}

async function lapseOne({ db, now, newId, notify }: SweepParts, request: Lapsing): Promise<void> {
  const { done } = await advance(db, lapsing(request, { now: now(), op: newId() }))
  if (done) notify(request.tell)
}

/** Second decisions whose first was made by somebody who is not here any more: an owner decides anew. */
async function reopen({ db, now, newId, notify }: SweepParts): Promise<void> {
  for (const left of await withoutFirst(db, now(), lapsesAtOnce)) {
    const move = reopening(left, { now: now(), op: newId() })
    const { done } = await advance(db, move)
    if (done) notify(move.tell ?? [])
  }
}

/** Those who may decide what is waiting are told again when it is time, and more of them where nobody owns it. */
async function remind({ db, now, newId, notify }: SweepParts): Promise<void> {
  notify(await raiseOrphans(db, now()))
  const due = await remindersDue(db, now(), remindersAtOnce)
  if (due.length === 0) return
  const told = await decidersOf(db, now(), due)
  for (const [i, request] of due.entries()) {
    const tell = told[i] ?? []
    await writeDue(db, { request, tell, now: now(), op: newId() })
    notify(tell)
  }
}

/** People whom the commit itself could not tell: their open pages look again, or are reminded. */
async function deliver({ db, now, notify }: SweepParts): Promise<void> {
  const messages = await undelivered(db, now(), messagesAtOnce)
  if (messages.length === 0) return
  const { changed = [], reminder = [] } = Object.groupBy(messages, ({ kind }) => kind)
  notify([...new Set(changed.map(({ receiver }) => receiver))])
  for (const { receiver, requestId, at } of reminder) notify([receiver], { kind: 'reminder', requestId, at })
  await forgetMessages(
    db,
    messages.map(({ id }) => id),
  )
}

async function tried(job: string, work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => console.error(`sweep: ${job} failed`, { error }))
}
