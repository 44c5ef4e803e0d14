import type { Away, ManagedPerson, Me } from '../../schema/contract/people.ts'
import type { CatalogAccount } from '../../schema/contract/catalog.ts'
import type { EndpointName } from '../../schema/contract/api.ts'
import type { Request, RequestWithTimeline } from '../../schema/contract/requests.ts'
import type { Seen } from '../../extension/lib/storage.ts'
import { iso, owner, sampleRequest, sampleSession, storyNow } from '../../extension/test-samples.ts'
import organisation from '../fixtures/organisation.json' with { type: 'json' }

/* The story of the pictures: Monday 23 November 2026, 03:14 in Berlin; Owner One is signed in. */

export interface Story {
  readonly seen: Seen | null
  readonly link: 'online' | 'offline' | 'signed-out'
  readonly answers: Partial<Record<EndpointName, (input: Record<string, unknown>) => unknown>>
}

const idOf = (name: string) => organisation.accounts.find((account) => account.name === name)!.id
const setOf = (name: string) => organisation.permissionSets.find((set) => set.name === name)!
const sensitive = new Set(['prod-payments', 'prod-data-lake', 'network-hub'])
export const me: Me = {
  ...owner,
  owns: ['prod-payments', 'stage-web', 'prod-web', 'dev-web', 'dev-data', 'prod-data-lake'].map(idOf),
}
const person = (name: string) => ({
  id: name === me.name ? me.id : name.toLowerCase().replaceAll(' ', '-'),
  name,
})

const at = (account: string, set: string, who: string): Partial<Request> => ({
  accountId: idOf(account),
  accountName: account,
  sensitive: sensitive.has(account),
  permissionSetName: set,
  permissionSetArn: setOf(set)?.arn ?? null,
  requester: person(who),
})

export const queue: readonly Request[] = [
  sampleRequest({
    ...at('prod-payments', 'DatabaseAdmin', 'Viewer One'),
    id: 'q1',
    justification: 'Orders DB hangs, need to reboot the replica. INC-4412',
    ticket: 'https://tickets.example.com/INC-4412',
    urgent: true,
    denied: { action: 'rds:RebootDBInstance', resource: 'arn:aws:rds:us-east-1:111122223333:db:orders' },
    windowEndsAt: iso(1421),
  }),
  sampleRequest({
    ...at('stage-web', 'PowerUser', 'SSO Admin One'),
    id: 'q2',
    justification: 'Roll back the cache rule from last night’s release. WEB-1180',
    durationSeconds: 7200,
    windowEndsAt: iso(40),
  }),
  sampleRequest({
    ...at('prod-web', 'ReadOnly', 'Viewer One'),
    id: 'q3',
    kind: 'custom',
    status: 'pending_owner',
    permissionSetName: 'Read invoices',
    permissionSetArn: null,
    justification: 'Compare the exported invoices with the ledger. FIN-2199',
    durationSeconds: 14_400,
    windowEndsAt: iso(856),
  }),
]

export const more: readonly Request[] = [
  sampleRequest({
    ...at('prod-data-lake', 'ReadOnly', 'Viewer One'),
    id: 'm1',
    justification: 'Q3 audit: export the row counts for the reviewers',
    durationSeconds: 28_800,
    windowEndsAt: iso(771),
  }),
  sampleRequest({
    ...at('dev-data', 'SupportUser', 'Admin One'),
    id: 'm2',
    justification: 'Support case 1783: collect the engine logs AWS asked for',
    durationSeconds: 86_400,
    windowEndsAt: iso(1106),
  }),
]

const mayLast = sampleSession(-114, 6.17)
export const sessions: readonly Request[] = [
  {
    ...mayLast,
    ...at('stage-web', 'PowerUser', 'Owner One'),
    id: 's1',
    justification: 'Fix DNS',
    session: { ...mayLast.session!, credentials: 'may_last', credentialsUntil: iso(48) },
  },
  {
    ...sampleSession(-19, 41),
    ...at('prod-payments', 'DatabaseOperator', 'Owner One'),
    id: 's2',
    justification: 'INC-4412',
    session: { ...sampleSession(-19, 41).session!, credentials: 'sealed' },
  },
]
const ending: Request = {
  ...sampleSession(-74, -0.13),
  ...at('prod-data-lake', 'ReadOnly', 'Owner One'),
  id: 's3',
  status: 'ending',
  justification: 'Q3 audit',
}

export const mine: readonly Request[] = [
  sampleRequest({
    ...at('prod-data-lake', 'PowerUser', 'Owner One'),
    id: 'r1',
    justification: 'Partition repair, ticket DATA-981',
  }),
  sessions[1]!,
  ending,
  sessions[0]!,
  sampleRequest({
    ...at('network-hub', 'IncidentResponder', 'Owner One'),
    id: 'r5',
    status: 'rejected',
    justification: 'Route table check before the move',
    durationSeconds: 14_400,
    openedAt: iso(-3000),
    decision: {
      by: person('Admin One'),
      decision: 'reject',
      comment: 'Which ticket is this for?',
      at: iso(-2900),
    },
  }),
]

const managed: readonly Request[] = [
  ...sessions,
  { ...sampleSession(-44, 206), ...at('prod-web', 'IncidentResponder', 'SSO Admin One'), id: 'g3' },
  { ...sampleSession(-244, 236), ...at('prod-data-lake', 'ReadOnly', 'Admin One'), id: 'g4' },
  { ...sampleSession(-434, 1006), ...at('dev-web', 'SupportUser', 'Viewer One'), id: 'g5' },
]

const done: Request = {
  ...sampleSession(-780, -660),
  ...at('prod-web', 'ReadOnly', 'Viewer One'),
  id: 'd1',
  kind: 'custom',
  status: 'expired',
  permissionSetName: 'Read invoices',
  permissionSetArn: null,
  justification: 'Compare the exported invoices with the ledger. FIN-2199',
  durationSeconds: 7200,
  grantedSeconds: 7200,
  openedAt: iso(-792),
  decision: { by: person('SSO Admin One'), decision: 'approve', comment: null, at: iso(-781) },
  session: {
    ...sampleSession(-780, -660).session!,
    endedAt: iso(-659.85),
    credentials: 'sealed',
  },
}

const history: readonly Request[] = [queue[0]!, ...mine, done, queue[1]!, queue[2]!]

export const catalog: readonly CatalogAccount[] = organisation.accounts
  .filter(({ name }) => name !== 'management')
  .map(({ id, name }) => ({
    id,
    name,
    ouPath: name.startsWith('prod') ? 'Workloads/Production' : 'Workloads/Other',
    sensitive: sensitive.has(name),
    permissionSets: organisation.permissionSets.map((set) => ({
      arn: set.arn,
      name: set.name,
      maxSeconds: 14_400,
      sealed: false,
    })),
    deciders: [person('SSO Admin One'), person('Admin One')],
    decidersCount: 2,
  }))

export const people: readonly ManagedPerson[] = organisation.people.map(
  ({ name, email, level, principalId }) => ({
    ...person(name),
    email,
    role: (['viewer', 'approver', 'sso_admin', 'admin'] as const)[level]!,
    auditor: false,
    active: true,
    principalId,
    version: 1,
  }),
)

const notAway: Away = { away: null, standsInFor: [], version: 0 }

const steps = (request: Request): RequestWithTimeline['timeline'] => [
  {
    event: 'open',
    status: request.kind === 'custom' ? 'pending_owner' : 'pending',
    actor: request.requester,
    at: request.openedAt,
    comment: request.justification,
  },
]

const finished: RequestWithTimeline['timeline'] = [
  {
    event: 'open',
    status: 'pending_owner',
    actor: done.requester,
    at: iso(-792),
    comment: done.justification,
  },
  {
    event: 'approve',
    status: 'pending_admin',
    through: 'owner_approved',
    actor: person('Owner One'),
    at: iso(-786.7),
    comment: 'Read only, one bucket. Fine.',
  },
  { event: 'approve', status: 'admin_approved', actor: person('SSO Admin One'), at: iso(-780.4) },
  { event: 'provision', status: 'provisioning', actor: null, at: iso(-780.35) },
  { event: 'activate', status: 'active', actor: null, at: iso(-780) },
  { event: 'expire', status: 'ending', actor: null, at: iso(-660) },
  { event: 'removed_at_end', status: 'expired', actor: null, at: iso(-659.85) },
]

const invoices: RequestWithTimeline['custom'] = {
  label: 'Read invoices',
  sessionDuration: 'PT1H',
  managedPolicyArns: ['arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess'],
  inlinePolicy: JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'ReadInvoices',
        Effect: 'Allow',
        Action: ['s3:GetObject', 's3:ListBucket'],
        Resource: ['arn:aws:s3:::invoices-export', 'arn:aws:s3:::invoices-export/*'],
      },
    ],
  }),
}

function whole(request: Request): RequestWithTimeline {
  const decides = queue.includes(request) || more.includes(request)
  return {
    ...request,
    timeline: request === done ? finished : steps(request),
    custom: request.kind === 'custom' ? invoices : null,
    mayDecide: decides ? [person('Owner One'), person('SSO Admin One'), person('Admin One')] : [],
    mine: {
      decide: decides,
      withdraw: request.status === 'pending' && !decides,
      retry: false,
      release: request.status === 'active',
      revoke: false,
    },
  } as RequestWithTimeline
}

const page = <T>(items: readonly T[]) => ({ items, next: null })
const all = [...queue, ...more, ...managed, ...history]

/** Everything as the pictures have it. */
export const story: Story = {
  link: 'online',
  seen: {
    me,
    summary: { activeSessions: 2, pendingRequests: 1, pendingApprovals: 3, totalRequests: 48, badge: 3 },
    mine,
    sessions: [...sessions, ending],
    toDecide: queue,
    catalog,
    minSeconds: 900,
    windowSeconds: 86_400,
    at: storyNow,
    wholeAt: storyNow,
  },
  answers: {
    requests: ({ scope, part }) =>
      page(scope === 'mine' ? mine : scope === 'history' ? history : part === 'more' ? more : queue),
    reading: () => ({
      documents: [
        {
          policy: null,
          document: JSON.stringify({
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Action: 'rds:*', Resource: '*' }],
          }),
        },
      ],
      unread: [],
      statements: [],
      findings: [
        {
          id: 'rds-delete',
          severity: 'exposure',
          because: 'It can delete databases: rds:DeleteDBInstance.',
          policy: null,
          statement: 0,
        },
        {
          id: 'rds-share',
          severity: 'exposure',
          because: 'It can share snapshots with other accounts: rds:ModifyDBSnapshotAttribute.',
          policy: null,
          statement: 0,
        },
      ],
      gives: { list: 4, read: 26, write: 9, permissionsManagement: 2, tagging: 0 },
      services: ['rds', 'cloudwatch'],
    }),
    narrower: () => ({
      items: [
        {
          arn: 'arn:narrower',
          name: 'DatabaseOperator',
          maxSeconds: 14_400,
          sealed: false,
          isCertain: true,
          also: { list: 4, read: 20, write: 3, permissionsManagement: 0, tagging: 0 },
          risks: [],
          unread: [],
        },
      ],
    }),
    request: ({ id }) => whole(all.find((request) => request.id === id)!),
    sessions: ({ scope }) => page(scope === 'mine' ? [...sessions, ending] : managed),
    findings: () => ({ ...page([]), lastFullLookAt: iso(-4), missed: 0 }),
    accounts: () =>
      page(
        me.owns.map((id) => {
          const { name } = organisation.accounts.find((account) => account.id === id)!
          return {
            id,
            name,
            ouPath: 'Workloads/Production',
            sensitive: sensitive.has(name),
            pending: queue.filter(({ accountId }) => accountId === id).length,
            active: managed.filter(({ accountId }) => accountId === id).length,
            owners: [person('Owner One'), ...(name.startsWith('prod') ? [person('SSO Admin One')] : [])],
          }
        }),
      ),
    people: () => page(people),
    away: () => notAway,
    previewOpen: ({ custom }) => ({
      levels: custom ? 2 : 1,
      automatic: null,
      because: [],
      asked: [
        { ...person('SSO Admin One'), online: true },
        { ...person('Admin One'), online: false },
      ],
      askedCount: 2,
      onlineCount: 1,
      // oxlint-disable-next-line unicorn/no-thenable -- a name of the wire, and data alone.
      then: custom ? { asked: [person('Admin One')], askedCount: 1 } : null,
      usual: { medianSeconds: 720, count: 14 },
      windowEndsAt: iso(1440),
      longest: { seconds: 14_400, rule: 'rule “Production”' },
    }),
  },
}

const admin: Me = { ...me, level: 3, role: 'admin' }

/** The same, as an Admin sees it. */
export const asAdmin: Story = {
  ...story,
  seen: { ...story.seen!, me: admin },
  answers: {
    ...story.answers,
    owners: ({ id }) => ({
      accountId: id,
      accountName: 'prod-payments',
      version: 3,
      owners: ['group:payments'],
      from: 'Workloads/Production',
      people: [person('Owner One'), person('SSO Admin One')],
    }),
    config: () => ({
      people: [],
      groups: ['payments'],
      ous: [{ path: 'Workloads/Production', owners: ['group:payments'] }],
      accounts: organisation.accounts.map(({ id, name }) => ({
        id,
        name,
        ouPath: name.startsWith('prod') ? 'Workloads/Production' : 'Workloads/Other',
        owners: name === 'stage-web' ? ['owner@example.com', 'ssoadmin@example.com'] : [],
        requestable: name !== 'management',
        sensitive: sensitive.has(name),
        maxSeconds: null,
        management: name === 'management',
      })),
      permissionSets: [],
      rules: [],
    }),
  },
}

/** Somebody new, who has nothing and asked for nothing. */
export const empty: Story = {
  link: 'online',
  seen: {
    ...story.seen!,
    summary: { activeSessions: 0, pendingRequests: 0, pendingApprovals: 0, totalRequests: 0, badge: 0 },
    mine: [],
    sessions: [],
    toDecide: [],
  },
  answers: {
    requests: () => page([]),
    sessions: () => page([]),
    findings: () => ({ ...page([]), lastFullLookAt: iso(-4), missed: 0 }),
    accounts: () => page([]),
    people: () => page([]),
    away: () => notAway,
  },
}
