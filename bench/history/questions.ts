import { auditSeenBy } from '../../worker/db/audit.ts'
import { batch, type Db } from '../../worker/db/batch.ts'
import { factsToOpen } from '../../worker/db/facts.ts'
import { historyFor, requestsOf, type Sought } from '../../worker/db/history.ts'
import { sessionsManagedBy, sessionsOf, toDecideBy } from '../../worker/db/lists.ts'
import { beforeDeciding } from '../../worker/db/before-deciding.ts'
import { countsOf, meOf, ownedAccounts } from '../../worker/db/people.ts'
import { insightsFor } from '../../worker/db/insights.ts'
import { insightsMs } from '../../worker/insights.ts'
import { requestWith } from '../../worker/db/request.ts'
import { decidedLately } from '../../worker/db/usual.ts'
import { hashOf, now, type Person } from './filling.ts'

/** One list or filter, as the API asks it. */
export interface Asked {
  readonly name: string
  /** By what ENGINE 3 bounds it: rows answered + 10, + 10 for each account owned; a filter beyond an index looks at 200. */
  readonly owned: number
  readonly looks: boolean
  /** One's right hangs on accounts and absences as well: they are asked, too. */
  readonly ties: boolean
  /** What ENGINE 3 does not name is held to a number of its own, whatever the size. */
  readonly most?: number
  readonly ask: (db: Db) => Promise<{ readonly answered: number; readonly next?: string | null }>
}

const by = (person: Person) => ({ credential: { hash: hashOf(person) }, now, cursor: null })
const account = (n: number) => String(n).padStart(12, '0')
const everything: Sought = { statuses: [] }
const notGranted: Sought['statuses'] = [
  'rejected',
  'owner_rejected',
  'admin_rejected',
  'withdrawn',
  'lapsed',
  'failed',
]
const most: Sought['statuses'] = [...notGranted, 'expired', 'revoked', 'released']
/** Far down the list: as deep as 1,000 requests are. */
const deep = { at: now - 24 * 3_600_000 - (1_000_000 - 700) * 30_000, id: 'r' }

type List = typeof historyFor

function list(
  name: string,
  of: List,
  person: Person,
  sought: Partial<Sought>,
  how: Partial<Asked> = {},
): Asked {
  return {
    name,
    owned: 0,
    looks: false,
    ties: person === 'viewer' || person.startsWith('owner'),
    ...how,
    ask: async (db) => {
      const { items, next } = await of(db, { ...by(person), ...everything, ...sought })
      return { answered: items.length, next }
    },
  }
}

const beyond = { looks: true }
/** Whoever decided, at either level: two indexes are walked. */
const twoWalks = { most: 2 * 26 + 10 }
const owns = (owned: number) => ({ owned })

const plain = (name: string, ask: Asked['ask'], how: Partial<Asked> = {}): Asked => ({
  name,
  owned: 0,
  looks: false,
  ties: false,
  ...how,
  ask,
})
const page = async (found: Promise<{ readonly items: readonly unknown[]; readonly next: string | null }>) => {
  const { items, next } = await found
  return { answered: items.length, next }
}

/** As of an instant up to which there are as many at any size. */
function insights(person: Person, most: number): Asked[] {
  const ask = { ...by(person), now: deep.at, since: deep.at - insightsMs }
  const told = async (db: Db) => ({ answered: (await insightsFor(db, ask)).past.length })
  return [plain(`insights, ${person}`, told, { most })]
}

const oneDay = { from: deep.at - 24 * 3_600_000, until: deep.at }
function audit(name: string, sought: Partial<Parameters<typeof auditSeenBy>[1]>): Asked {
  const ask = { ...by('auditor'), about: null, actorId: null, from: null, until: null, ...sought }
  return plain(name, (db) => page(auditSeenBy(db, ask)))
}

export const questions: readonly Asked[] = [
  list('mine', requestsOf, 'viewer', {}),
  list('mine, a status', requestsOf, 'viewer', { statuses: ['rejected'] }),
  list('mine, six statuses', requestsOf, 'viewer', { statuses: notGranted }, beyond),
  list('mine, an account', requestsOf, 'viewer', { accountId: account(0) }, beyond),
  list('all', historyFor, 'admin', {}),
  plain('all, far down', (db) => page(historyFor(db, { ...by('admin'), ...everything, cursor: deep }))),
  list('all, for an Auditor', historyFor, 'auditor', {}),
  list('all, a status', historyFor, 'admin', { statuses: ['expired'] }),
  list('all, a rare status', historyFor, 'admin', { statuses: ['failed'] }),
  list('all, six statuses', historyFor, 'admin', { statuses: notGranted }, beyond),
  list('all, nine statuses', historyFor, 'admin', { statuses: most }, beyond),
  list('all, an account', historyFor, 'admin', { accountId: account(0) }),
  list('all, an account and a status', historyFor, 'admin', {
    accountId: account(0),
    statuses: ['rejected'],
  }),
  list('all, a requester', historyFor, 'admin', { requesterId: 'viewer' }),
  list('all, a requester and a status', historyFor, 'admin', {
    requesterId: 'viewer',
    statuses: ['rejected'],
  }),
  list(
    'all, a requester on an account',
    historyFor,
    'admin',
    { requesterId: 'viewer', accountId: account(5) },
    beyond,
  ),
  list('all, a decider', historyFor, 'admin', { deciderId: 'decider-a' }, twoWalks),
  list('all, a first decider', historyFor, 'admin', { deciderId: 'decider-c' }, twoWalks),
  list(
    'all, a decider and a status',
    historyFor,
    'admin',
    { deciderId: 'decider-a', statuses: ['failed'] },
    beyond,
  ),
  list('all, a time', historyFor, 'admin', { from: deep.at - 3_600_000, to: deep.at }),
  list('all, a time and a status', historyFor, 'admin', {
    statuses: ['expired'],
    from: deep.at - 7_200_000,
    to: deep.at,
  }),
  list('one account owned', historyFor, 'owner-of-1', {}, owns(1)),
  list('one owned, a status', historyFor, 'owner-of-1', { statuses: ['rejected'] }, owns(1)),
  list(
    'one owned, six statuses',
    historyFor,
    'owner-of-1',
    { statuses: notGranted },
    { owned: 1, looks: true },
  ),
  list('ten accounts owned', historyFor, 'owner-of-10', {}, owns(10)),
  list('ten owned, a status', historyFor, 'owner-of-10', { statuses: ['expired'] }, owns(10)),
  list(
    'ten owned, six statuses',
    historyFor,
    'owner-of-10',
    { statuses: notGranted },
    { owned: 10, looks: true },
  ),
  list('ten owned, one of them', historyFor, 'owner-of-10', { accountId: account(3) }, owns(1)),
  list(
    'ten owned, a requester',
    historyFor,
    'owner-of-10',
    { requesterId: 'viewer' },
    { owned: 10, looks: true },
  ),
  list(
    'ten owned, a decider',
    historyFor,
    'owner-of-10',
    { deciderId: 'decider-b' },
    { owned: 10, looks: true },
  ),
  list("a viewer's history", historyFor, 'viewer', {}),
  plain('to decide', (db) => page(toDecideBy(db, by('admin'))), { most: 350 }),
  plain('to decide, first', (db) => page(toDecideBy(db, { ...by('owner-of-10'), part: 'first' })), {
    most: 350,
  }),
  plain('to decide, the rest', (db) => page(toDecideBy(db, { ...by('admin'), part: 'more' })), beyond),
  plain('sessions of mine', (db) => page(sessionsOf(db, by('viewer')))),
  plain('sessions, all', (db) => page(sessionsManagedBy(db, by('admin'))), { most: 350 }),
  plain('sessions, ten owned', (db) => page(sessionsManagedBy(db, by('owner-of-10'))), { most: 350 }),
  plain('the cards', async (db) => ({ answered: (await countsOf(db, by('admin'))).toDecide }), { most: 350 }),
  plain('who am I', async (db) => ({ answered: (await meOf(db, by('owner-of-10'))).owns.length }), owns(10)),
  plain(
    'accounts owned',
    async (db) => {
      const { items } = await ownedAccounts(db, { ...by('owner-of-10'), after: undefined })
      return { answered: items.length }
    },
    { most: 350 },
  ),
  plain(
    'one request, in full',
    async (db) => {
      const ask = { ...by('admin'), id: 'r000000000' }
      const { full } = await requestWith(db, ask, beforeDeciding(ask.id, ask))
      return { answered: full.timeline.length }
    },
    { most: 50 },
  ),
  plain(
    'what a request rests on',
    async (db) => {
      await factsToOpen(
        db,
        { ...by('viewer'), idempotency: null },
        { accountId: account(0), setArn: 'arn:set' },
      )
      return { answered: 0 }
    },
    // 20 of a day, twice: what was sent, and what a rule may have granted.
    { most: 110 },
  ),
  plain(
    'how long it usually takes',
    async (db) => ({ answered: (await batch(db, 'read', [decidedLately(account(0))]))[0].length }),
    beyond,
  ),
  ...insights('admin', 750),
  ...insights('viewer', 750),
  ...insights('owner-of-1', 2000),
  ...insights('owner-of-10', 2000),
  audit('the audit', {}),
  audit('the audit, one person', { actorId: 'admin' }),
  audit('the audit, one request', { about: { kind: 'request', id: 'r000000000' } }),
  audit('the audit, a time', oneDay),
  audit('the audit, one person and time', { ...oneDay, actorId: 'admin' }),
  audit('the audit, one request and time', { ...oneDay, about: { kind: 'request', id: 'r000000000' } }),
]
