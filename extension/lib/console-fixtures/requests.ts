import './browser.ts'
import type { CatalogAccount } from '../../../schema/contract/catalog.ts'
import type { Request } from '../../../schema/contract/requests.ts'
import { hereOf } from '../../background/here.ts'
import { shownRequest } from '../../background/shown.ts'
import { owner, sampleKnown } from '../../test-samples.ts'
import type { ShownRequest } from '../shown.ts'

const hourMs = 3_600_000
const arn = (name: string) => `arn:aws:sso:::permissionSet/ssoins-7223a1b2c3d4e5f6/ps-${name}`

export const account: CatalogAccount = {
  id: '111122223333',
  name: 'prod-payments',
  ouPath: 'Root/Workloads/Prod',
  sensitive: true,
  permissionSets: [
    { arn: arn('0123456789abcde1'), name: 'DatabaseOperator', maxSeconds: 4 * 3600, sealed: true },
    { arn: arn('0123456789abcde2'), name: 'PowerUser', maxSeconds: 3600, sealed: false },
  ],
  deciders: [
    { id: 'owner', name: 'Owner One' },
    { id: 'ssoadmin', name: 'SSO Admin One' },
    { id: 'admin', name: 'Admin One' },
  ],
  decidersCount: 3,
}

const viewer = { ...owner, id: 'viewer', name: 'Viewer One', email: 'viewer@example.com', owns: [] }
const seen = sampleKnown({ me: viewer, catalog: [account] })

/** What the background knows for a page of `account`. */
export const here = hereOf(account.id, seen, 'online')
export const signedOutHere = hereOf(account.id, seen, 'signed-out')

const asked: Request = {
  id: 'request-1',
  kind: 'standard',
  status: 'pending',
  version: 1,
  digest: 'sha-256:x',
  accountId: account.id,
  accountName: account.name,
  sensitive: true,
  permissionSetArn: arn('0123456789abcde1'),
  permissionSetName: 'DatabaseOperator',
  durationSeconds: 3600,
  grantedSeconds: null,
  justification: 'Orders DB hangs. INC-4412',
  ticket: null,
  denied: null,
  extends: null,
  requester: { id: 'viewer', name: 'Viewer One' },
  openedAt: '2026-11-23T01:00:00.000Z',
  windowEndsAt: '2026-11-24T01:00:00.000Z',
  deciders: 3,
  decision: null,
  ending: null,
  failure: null,
  retryUntil: null,
  session: null,
}

/** A request that waits for a decision, as the page is shown it. */
export function pending(change: Partial<Request> = {}): ShownRequest {
  return shownRequest({ ...asked, ...change }, seen)
}

/** A session of an hour that ends at `endMs`. */
export function running(endMs: number, change: Partial<Request> = {}): ShownRequest {
  const startsAt = new Date(endMs - hourMs).toISOString()
  const endsAt = new Date(endMs).toISOString()
  const times = { startsAt, endsAt, activeAt: startsAt, endedAt: null, credentialsUntil: endsAt }
  const session = { ...times, roleName: change.permissionSetName ?? 'DatabaseOperator', lostSince: null }
  const decision = {
    by: { id: 'owner', name: 'Owner One' },
    decision: 'approve',
    comment: null,
    at: startsAt,
  } as const
  return pending({
    status: 'active',
    decision,
    session: { ...session, credentials: 'sealed', accessRemains: null, remainsUntil: null },
    ...change,
  })
}
