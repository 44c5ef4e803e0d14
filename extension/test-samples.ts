import type { CatalogAccount } from '../schema/contract/catalog.ts'
import type { Me } from '../schema/contract/people.ts'
import type { Request } from '../schema/contract/requests.ts'
import type { Known, Seen } from './lib/storage.ts'

/** Monday 23 November 2026, 03:14 in Berlin: when everything in the pictures happens. */
export const storyNow = Date.parse('2026-11-23T02:14:00.000Z')
const minuteMs = 60_000

export function iso(minutesFromNow: number): string {
  return new Date(storyNow + minutesFromNow * minuteMs).toISOString()
}

export const owner: Me = {
  id: 'owner',
  name: 'Owner One',
  email: 'owner@example.com',
  level: 1,
  role: 'approver',
  auditor: false,
  principalId: 'principal',
  owns: ['111122223333'],
  accessPortal: 'https://d-9067a1b2c3.awsapps.com/start',
}

export function sampleRequest(part: Partial<Request> = {}): Request {
  return {
    id: 'r1',
    kind: 'standard',
    status: 'pending',
    version: 1,
    digest: 'sha-256:x',
    accountId: '111122223333',
    accountName: 'prod-payments',
    sensitive: true,
    permissionSetArn: 'arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-1234567890abcdef',
    permissionSetName: 'DatabaseOperator',
    durationSeconds: 3600,
    grantedSeconds: null,
    justification: 'Orders DB hangs, need to reboot. INC-4412',
    ticket: null,
    denied: null,
    extends: null,
    requester: { id: owner.id, name: owner.name },
    openedAt: iso(-6),
    windowEndsAt: iso(1400),
    deciders: 2,
    decision: null,
    ending: null,
    failure: null,
    retryUntil: null,
    session: null,
    ...part,
  }
}

/** An active session that began and ends so many minutes from now. */
export function sampleSession(from: number, to: number, part: Partial<Request> = {}): Request {
  const session = {
    startsAt: iso(from),
    endsAt: iso(to),
    activeAt: iso(from),
    endedAt: null,
    roleName: 'DatabaseOperator',
    credentials: 'gone',
    credentialsUntil: iso(to),
    accessRemains: null,
    remainsUntil: null,
    lostSince: null,
  } as const
  return sampleRequest({ id: 's1', status: 'active', session, ...part })
}

export const account: CatalogAccount = {
  id: '111122223333',
  name: 'prod-payments',
  ouPath: null,
  sensitive: true,
  permissionSets: [],
  deciders: [],
  decidersCount: 0,
}

export function sampleSeen(part: Partial<Seen> = {}): Seen {
  return {
    me: owner,
    summary: { activeSessions: 0, pendingRequests: 0, pendingApprovals: 0, totalRequests: 48, badge: 0 },
    mine: [],
    sessions: [],
    toDecide: [],
    minSeconds: 900,
    windowSeconds: 86_400,
    at: storyNow,
    wholeAt: storyNow,
    catalogAt: storyNow,
    ...part,
  }
}

/** The same with the accounts one may ask for. */
export function sampleKnown({ catalog = [account], ...part }: Partial<Known> = {}): Known {
  return { ...sampleSeen(part), catalog }
}
