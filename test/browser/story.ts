import type { Away, ManagedPerson, Me } from '../../schema/contract/people.ts'
import type { AuditRecord } from '../../extension/models/portal/audit.ts'
import type { CatalogAccount } from '../../schema/contract/catalog.ts'
import type { EndpointName } from '../../schema/contract/api.ts'
import type { Request, RequestWithTimeline } from '../../schema/contract/requests.ts'
import type { Finding } from '../../schema/contract/findings.ts'
import type { Insights } from '../../schema/contract/insights.ts'
import type { Known } from '../../extension/lib/storage.ts'
import type { Rule } from '../../schema/contract/rules.ts'
import { iso, owner, sampleRequest, sampleSession, storyNow } from '../../extension/test-samples.ts'
import { managedPolicies } from '../../dev/managed-policies/read-file.ts'
import { review as readSet } from '../../schema/policy/review.ts'
import organisation from '../fixtures/organisation.json' with { type: 'json' }

/* The story of the pictures: Monday 23 November 2026, 03:14 in Berlin; Owner One is signed in. */

export interface Story {
  readonly seen: Known | null
  readonly link: 'online' | 'offline' | 'unreachable' | 'signed-out'
  /** The browser does not let it run on the console. */
  readonly siteOff?: true
  readonly answers: Partial<Record<EndpointName, (input: Record<string, unknown>) => unknown>>
}

/** What an endpoint answers instead, in the words of SCREENS 7. */
export function refuses(name: string, params: Record<string, string> = {}, more: object = {}) {
  return { refused: { type: `/problems/${name}`, params, ...more } }
}

export const idOf = (name: string) => organisation.accounts.find((account) => account.name === name)!.id
const setOf = (name: string) => organisation.permissionSets.find((set) => set.name === name)!
const sensitive = new Set(['prod-payments', 'prod-data-lake', 'network-hub'])
export const me: Me = {
  ...owner,
  owns: ['prod-payments', 'stage-web', 'prod-web', 'dev-web', 'dev-data', 'prod-data-lake'].map(idOf),
}
export const person = (name: string) => ({
  id: name === me.name ? me.id : name.toLowerCase().replaceAll(' ', '-'),
  name,
})

export const at = (account: string, set: string, who: string): Partial<Request> => ({
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
    openedAt: iso(-19),
    denied: { action: 'rds:RebootDBInstance', resource: 'arn:aws:rds:us-east-1:111122223333:db:orders' },
    windowEndsAt: iso(1421),
  }),
  sampleRequest({
    ...at('stage-web', 'PowerUser', 'SSO Admin One'),
    id: 'q2',
    justification: 'Roll back the cache rule from last night’s release. WEB-1180',
    durationSeconds: 7200,
    windowEndsAt: iso(40),
    openedAt: iso(-1400),
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
    openedAt: iso(-584),
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

/** A session of so many minutes from now, asked for and decided a little before it began. */
function held(from: number, to: number, part: Partial<Request> = {}): Request {
  const by = person(part.requester?.name === 'SSO Admin One' ? 'Admin One' : 'SSO Admin One')
  const decision = { by, decision: 'approve', comment: null, at: iso(from - 1) } as const
  const durationSeconds = Math.round(to - from) * 60
  return { ...sampleSession(from, to), durationSeconds, openedAt: iso(from - 7), decision, ...part }
}

const mayLast = held(-114, 6.17)
export const sessions: readonly Request[] = [
  {
    ...mayLast,
    ...at('stage-web', 'PowerUser', 'Owner One'),
    id: 's1',
    justification: 'Fix DNS',
    session: { ...mayLast.session!, credentials: 'may_last', credentialsUntil: iso(48) },
  },
  {
    ...held(-19, 41),
    ...at('prod-payments', 'DatabaseOperator', 'Owner One'),
    id: 's2',
    justification: 'INC-4412',
    session: { ...held(-19, 41).session!, credentials: 'sealed' },
  },
]
const ending: Request = {
  ...held(-60.13, -0.13),
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
  { ...held(-44, 206, at('prod-web', 'IncidentResponder', 'SSO Admin One')), id: 'g3' },
  { ...held(-244, 236, at('prod-data-lake', 'ReadOnly', 'Admin One')), id: 'g4' },
  { ...held(-434, 1006, at('dev-web', 'SupportUser', 'Viewer One')), id: 'g5' },
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

const history: readonly Request[] = [...queue, ...mine, done].toSorted((a, b) =>
  b.openedAt.localeCompare(a.openedAt),
)

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

/** Asked, decided, granted: as far as the request says. */
function steps({ kind, requester, openedAt, justification, decision, session, ...rest }: Request) {
  const opened = {
    event: 'open',
    status: kind === 'custom' ? 'pending_owner' : 'pending',
    actor: requester,
    at: openedAt,
    comment: justification,
  } as const
  if (!decision) return [opened]
  const { by, at: decidedAt, comment } = decision
  const said = comment === null ? {} : { comment }
  if (decision.decision === 'reject')
    return [opened, { event: 'reject', status: 'rejected', actor: by, at: decidedAt, ...said } as const]
  const approved = { event: 'approve', status: 'approved', actor: by, at: decidedAt, ...said } as const
  const asked = { event: 'provision', status: 'provisioning', actor: null, at: decidedAt } as const
  const failed = { event: 'fail', status: 'failed', actor: null, at: decidedAt } as const
  if (!session?.activeAt) return [opened, approved, asked, ...(rest.status === 'failed' ? [failed] : [])]
  const active = { event: 'activate', status: 'active', actor: null, at: session.activeAt } as const
  const { ending } = rest
  if (!ending || !session.endedAt) return [opened, approved, asked, active]
  const taken = { event: 'revoke', status: 'ending', actor: ending.by, at: ending.at } as const
  const gone = { event: 'removed_after_revoke', status: 'revoked', actor: null, at: session.endedAt } as const
  return [opened, approved, asked, active, taken, gone]
}

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
    comment: 'One bucket, one afternoon. Fine.',
  },
  { event: 'approve', status: 'admin_approved', actor: person('SSO Admin One'), at: iso(-780.4) },
  { event: 'provision', status: 'provisioning', actor: null, at: iso(-780.35) },
  { event: 'activate', status: 'active', actor: null, at: iso(-780) },
  { event: 'expire', status: 'ending', actor: null, at: iso(-660) },
  { event: 'removed_at_end', status: 'expired', actor: null, at: iso(-659.85) },
]

export const invoices: RequestWithTimeline['custom'] = {
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
      {
        Sid: 'OpenToLedger',
        Effect: 'Allow',
        Action: 's3:PutBucketPolicy',
        Resource: 'arn:aws:s3:::invoices-export',
      },
    ],
  }),
}

const { policies: ofAws } = managedPolicies()
const documentsOf = (arns: readonly string[]) => ofAws.filter(({ arn }) => arns.includes(arn))

/** A custom set as the reader reads it. */
function read(inline: string | null, arns: readonly string[]) {
  const { errors, ...rest } = readSet({ inline, managed: documentsOf(arns) })
  const placed = errors.map(({ position, ...error }) => ({ ...error, ...position }))
  return { ...rest, errors: placed, unread: [] }
}

function readingOfCustom({
  inlinePolicy = '',
  managedPolicyArns,
}: NonNullable<RequestWithTimeline['custom']>) {
  const managed = documentsOf(managedPolicyArns).map(({ arn, document }) => ({ policy: arn, document }))
  return {
    ...read(inlinePolicy, managedPolicyArns),
    documents: [{ policy: null, document: inlinePolicy }, ...managed],
  }
}

const heldBy = (id: string | undefined) => managed.filter(({ requester }) => !id || requester.id === id)

function policiesCalled(q: string) {
  const named = ofAws.map(({ arn, version }) => ({ arn, version, name: arn.slice(arn.lastIndexOf('/') + 1) }))
  return named.filter(({ name }) => name.toLowerCase().includes(q.toLowerCase())).slice(0, 25)
}

export function whole(request: Request): RequestWithTimeline {
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

const medians = [9, 11, 14, 12, 13, 15, 10, 7, 4, 3, 3, 4, 6, 5, 4, 3, 4, 5, 7, 8, 9, 10, 9, 10]
const weekOf = (n: number) => ({ from: iso(-10_080 * (4 - n)), until: iso(-10_080 * (3 - n)) })

const told: Insights = {
  at: iso(0),
  from: iso(-40_320),
  isCut: false,
  running: [
    ...managed,
    ending,
    {
      ...sampleSession(346, 826, { status: 'scheduled' }),
      ...at('dev-data', 'ViewOnly', 'Viewer One'),
      id: 'g6',
    },
  ],
  more: false,
  decisions: {
    count: 214,
    medianSeconds: 360,
    hours: medians.map((minutes, hour) => ({
      hour,
      count: hour < 7 ? 2 + (hour % 3) : 16 - Math.abs(13 - hour),
      medianSeconds: minutes * 60,
    })),
  },
  held: {
    grants: 5,
    leftOut: 1,
    heldMinutes: 4320,
    standingMinutes: 171_360,
    weeks: [1140, 1290, 980, 910].map((heldMinutes, n) => ({ ...weekOf(n), heldMinutes })),
  },
}

const finding: Finding = {
  id: 'f1',
  kind: 'unknown',
  status: 'open',
  version: 2,
  accountId: idOf('prod-web'),
  accountName: 'prod-web',
  permissionSetArn: setOf('PowerUser').arn,
  permissionSetName: 'PowerUser',
  principal: { kind: 'user', id: 'p-1', name: 'Viewer One' },
  since: iso(-4400),
  seenAt: iso(-4),
  requestId: null,
  act: null,
  ignoredUntil: null,
  mine: { adopt: true, remove: true, ignore: true },
}
const findings: readonly Finding[] = [
  finding,
  {
    ...finding,
    id: 'f2',
    accountId: idOf('prod-payments'),
    accountName: 'prod-payments',
    permissionSetArn: setOf('ReadOnly').arn,
    permissionSetName: 'ReadOnly',
    principal: { kind: 'group', id: 'g-1', name: 'engineers' },
    since: iso(-64),
    mine: { adopt: false, remove: false, ignore: true },
  },
]

export const page = <T>(items: readonly T[]) => ({ items, next: null })
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
    policies: ({ q }) => page(policiesCalled((q as string | undefined) ?? '')),
    review: ({ inlinePolicy, managedPolicyArns }) =>
      read((inlinePolicy as string | undefined) ?? null, managedPolicyArns as string[]),
    reading: ({ id }) =>
      ['q3', 'd1'].includes(id as string)
        ? readingOfCustom(invoices!)
        : {
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
                id: 'copy-data-out',
                severity: 'exposure',
                because: 'Can copy stored data to a place of their choosing.',
                policy: null,
                statement: 0,
              },
              {
                id: 'share-snapshot',
                severity: 'exposure',
                because: 'Can give a copy of a disk or database to another account, or to everybody.',
                policy: null,
                statement: 0,
              },
            ],
            gives: { list: 4, read: 26, write: 9, permissionsManagement: 2, tagging: 0 },
            services: ['rds', 'cloudwatch'],
          },
    narrower: () => ({
      items: [
        {
          arn: setOf('DatabaseOperator').arn,
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
    sessions: ({ scope, requesterId }) =>
      page(scope === 'mine' ? [...sessions, ending] : heldBy(requesterId as string | undefined)),
    findings: ({ status }) => ({
      ...page(status === 'ignored' ? [] : findings),
      lastFullLookAt: iso(-4),
      missed: 0,
    }),
    accounts: () =>
      page(
        me.owns.map((id) => {
          const { name } = organisation.accounts.find((account) => account.id === id)!
          return {
            id,
            name,
            ouPath: name.startsWith('prod') ? 'Workloads/Production' : 'Workloads/Other',
            sensitive: sensitive.has(name),
            pending: queue.filter(({ accountId }) => accountId === id).length,
            active: managed.filter(({ accountId }) => accountId === id).length,
            owners: [person('Owner One'), ...(name.startsWith('prod') ? [person('SSO Admin One')] : [])],
          }
        }),
      ),
    insights: () => told,
    people: () => page(people),
    away: () => notAway,
    previewOpen: ({ custom }) => ({
      levels: custom ? 2 : 1,
      automatic: null,
      because: [],
      asked: [
        { ...person('SSO Admin One'), online: true },
        ...(custom ? [] : [{ ...person('Admin One'), online: false }]),
      ],
      askedCount: custom ? 1 : 2,
      onlineCount: 1,
      second: custom ? { asked: [person('Admin One')], askedCount: 1 } : null,
      unread: [],
      usual: { medianSeconds: 720, count: 14 },
      windowEndsAt: iso(1440),
      longest: { seconds: 14_400, rule: 'rule “Production”' },
    }),
  },
}

const records: readonly AuditRecord[] = [
  {
    event: 'approve',
    status: 'approved',
    about: { kind: 'request', id: 'd1' },
    actor: 'SSO Admin One',
    minutes: -2,
    comment: 'One bucket, one afternoon. Fine.',
  },
  {
    event: 'set_rules',
    status: null,
    about: { kind: 'rules', id: 'rules' },
    actor: 'Admin One',
    minutes: -14,
    detail: { from: null, to: { name: 'Production', effect: 'allow' } },
  },
  {
    event: 'set_owners',
    status: null,
    about: { kind: 'account', id: idOf('prod-payments') },
    actor: 'Admin One',
    minutes: -31,
    detail: { from: ['owner@example.com'], to: ['group:payments'] },
  },
  {
    event: 'activate',
    status: 'active',
    about: { kind: 'request', id: 's2' },
    actor: null,
    minutes: -19,
    recorded: -17,
  },
  {
    event: 'set_role',
    status: null,
    about: { kind: 'person', id: 'viewer-one' },
    actor: 'Admin One',
    minutes: -190,
    detail: { from: { role: 'viewer' }, to: { role: 'approver' } },
  },
  {
    event: 'open',
    status: 'pending',
    about: { kind: 'request', id: 'q1' },
    actor: 'Viewer One',
    minutes: -200,
  },
].map(({ actor, minutes, recorded = minutes, comment = null, detail = null, ...rest }, n) => ({
  ...rest,
  seq: 90 - n,
  actor: actor === null ? { kind: 'aws', id: null, name: null } : { kind: 'person', ...person(actor) },
  comment,
  detail,
  at: iso(minutes),
  recordedAt: iso(recorded),
}))

const rules: readonly Rule[] = [
  {
    name: 'Production',
    effect: 'allow',
    who: ['group:payments'],
    where: ['ou:Workloads/Production', idOf('prod-payments')],
    sets: ['DatabaseOperator', 'ReadOnly'],
    maxSeconds: 14_400,
    approval: 'needed',
    times: {
      zone: 'Europe/Berlin',
      weekly: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '08:00', to: '20:00' }],
    },
  },
  {
    name: 'Sandboxes',
    effect: 'allow',
    who: [],
    where: ['tag:stage=sandbox'],
    sets: [],
    maxSeconds: 28_800,
    approval: 'automatic',
  },
  { name: 'No administrators at night', effect: 'deny', who: [], where: [], sets: ['DatabaseAdmin'] },
]

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
    audit: () => page(records),
    rules: () => ({ rules, version: 4, savedBy: person('Admin One'), savedAt: iso(-2880) }),
    previewRules: () => ({
      looked: 214,
      more: false,
      count: 2,
      items: [queue[1]!, queue[2]!].map((request, n) => ({
        request: {
          id: request.id,
          requester: request.requester,
          accountId: request.accountId,
          accountName: request.accountName,
          permissionSetName: request.permissionSetName,
          durationSeconds: request.durationSeconds,
          openedAt: iso(-4000 * (n + 1)),
        },
        before: { outcome: 'needs-decision', levels: 1, maxSeconds: null, because: [] },
        after: { outcome: 'refused', levels: 1, maxSeconds: null, because: ['Production'] },
      })),
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

/** What was decided this week already, each in six minutes. */
const decided = Array.from({ length: 12 }, (_, n) =>
  sampleRequest({
    id: `w${n}`,
    openedAt: iso(n - 150),
    decision: { by: person('Owner One'), decision: 'approve', comment: null, at: iso(n - 144) },
  }),
)

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
    requests: ({ deciderId }) => page(deciderId === undefined ? [] : decided),
    sessions: () => page([]),
    findings: () => ({ ...page([]), lastFullLookAt: iso(-4), missed: 0 }),
    accounts: () => page([]),
    people: () => page([]),
    away: () => notAway,
    insights: () => ({
      ...told,
      running: [],
      decisions: { count: 0, medianSeconds: null, hours: [] },
      held: { grants: 0, leftOut: 0, heldMinutes: 0, standingMinutes: 0, weeks: [] },
    }),
  },
}

/** Nothing is known, and nobody is signed in. */
export const signedOut: Story = { ...story, seen: null, link: 'signed-out' }

/** The last look was a while ago, and nothing answers now. */
export const offline: Story = {
  ...story,
  link: 'offline',
  seen: { ...story.seen!, at: storyNow - 8 * 60_000 },
  answers: {},
}

/** What the rules say to it by now: known before Approve is pressed. */
export const refused: Story = {
  ...story,
  answers: {
    ...story.answers,
    request: (input) => ({
      ...(story.answers.request!(input) as object),
      obstacle: {
        type: '/problems/rules-refuse',
        title: 'The rules do not allow it',
        detail: '',
        params: {
          rule: 'Incident',
          set: 'DatabaseAdmin',
          account: 'prod-payments',
          requester: 'Viewer One',
        },
        variant: 'denied',
      },
    }),
  },
}

/** One need in three accounts: one as the first, one of two decisions, one that is not open. */
export const inMany: Story = {
  ...story,
  answers: {
    ...story.answers,
    previewOpen: (input) => {
      if (input['accountId'] === idOf('dev-data'))
        return refuses('account-hidden', { account: 'dev-data', names: 'Admin One' })
      const two = input['accountId'] === idOf('prod-web') ? { custom: {} } : {}
      return story.answers.previewOpen!({ ...input, ...two })
    },
  },
}
const together = ['stage-web', 'dev-web', 'dev-data'].map((account, n) =>
  sampleRequest({
    ...at(account, 'ReadOnly', 'Owner One'),
    id: `t${n}`,
    justification: 'Compare the cache headers of all stages. WEB-1180',
    openedAt: iso(-2 - n),
    ...(n === 1 ? { status: 'withdrawn' } : {}),
  }),
)

/** My Requests with a need that was sent to three accounts at once. */
export const sentTogether: Story = {
  ...story,
  seen: story.seen && { ...story.seen, mine: [...together, ...mine] },
  answers: { ...story.answers, requests: () => page([...together, ...mine]) },
}
