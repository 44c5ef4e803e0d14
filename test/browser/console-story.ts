import { iso, sampleRequest, sampleSession } from '../../extension/test-samples.ts'
import type { Me } from '../../schema/contract/people.ts'
import type { Request } from '../../schema/contract/requests.ts'
import { at, catalog, idOf, person, story, whole, type Story } from './story.ts'

/* Viewer One in the console, at the hour of the pictures: stopped, asking, waiting, let in. */

const account = 'prod-payments'
const me: Me = {
  ...story.seen!.me,
  ...person('Viewer One'),
  email: 'viewer@example.com',
  level: 0,
  role: 'viewer',
  owns: [],
}
const deciders = ['Owner One', 'SSO Admin One', 'Admin One'].map(person)
const setOf = (name: string) => catalog[0]!.permissionSets.find((set) => set.name === name)!
const accounts = catalog.map((each) => ({ ...each, deciders, decidersCount: 3 }))
const askable = new Set(['ReadOnly', 'DatabaseOperator', 'PowerUser'])

const denied = {
  action: 'rds:RebootDBInstance',
  resource: `arn:aws:rds:us-east-1:${idOf(account)}:db:orders`,
}
export const asked = sampleRequest({
  ...at(account, 'DatabaseOperator', 'Viewer One'),
  id: 'v1',
  denied,
  justification: 'Orders DB hangs, need to reboot. INC-4412',
  deciders: 3,
  windowEndsAt: iso(1434),
})
const approved = { by: person('Owner One'), decision: 'approve', comment: null, at: iso(0) } as const
const begun = sampleSession(0, 60).session!

/** A session that has run for so many minutes, of an hour in all. */
export function running(minutes: number, more: Partial<Request['session'] & object> = {}): Request {
  const { session } = sampleSession(-minutes, 60 - minutes)
  return {
    ...asked,
    status: 'active',
    decision: approved,
    session: { ...session!, credentials: 'sealed', ...more },
  }
}

/** Of what was asked, each as it may become. */
export const became = {
  waiting: { ...asked, openedAt: iso(-1) },
  slow: { ...asked, openedAt: iso(-9), remindFrom: iso(-4) },
  'setting-up': { ...asked, status: 'provisioning', decision: approved, session: begun },
  active: running(0),
  rejected: {
    ...asked,
    status: 'rejected',
    decision: {
      by: person('Owner One'),
      decision: 'reject',
      comment: 'A narrower set would do: ReadOnly shows why it hangs. Ask again if it does not.',
      at: iso(0),
    },
  },
  failed: {
    ...asked,
    status: 'failed',
    decision: approved,
    failure: 'The permission set could not be provisioned in this account',
    retryUntil: iso(1400),
  },
} as const satisfies Record<string, Request>

const counts = { list: 0, read: 0, write: 0, permissionsManagement: 0, tagging: 0 }
const offered = (name: string, write: number) => ({
  ...setOf(name),
  isCertain: true,
  also: { ...counts, write },
  risks: [],
  unread: [],
})

/** With this request of theirs and nothing else, or with none. */
export function inConsole(request: Request | null = null, more: Partial<Story> = {}): Story {
  const holds = request?.status === 'active' || request?.status === 'provisioning'
  return {
    link: 'online',
    ...more,
    seen: {
      ...story.seen!,
      me,
      summary: { activeSessions: 0, pendingRequests: 0, pendingApprovals: 0, totalRequests: 4, badge: 0 },
      mine: request ? [request] : [],
      sessions: request && holds ? [request] : [],
      toDecide: [],
      catalog: accounts.map((each) => ({
        ...each,
        permissionSets: each.permissionSets.filter(({ name }) => askable.has(name)),
      })),
    },
    answers: {
      ...story.answers,
      request: () => whole(request!),
      open: () => asked,
      previewOpen: () => ({
        levels: 1,
        automatic: null,
        because: [],
        asked: deciders.map((each, n) => ({ ...each, online: n < 2 })),
        askedCount: 3,
        onlineCount: 2,
        second: null,
        unread: [],
        usual: { medianSeconds: 720, count: 14 },
        windowEndsAt: iso(1440),
        longest: { seconds: 14_400, rule: 'rule “Production”' },
      }),
      suggest: ({ action }) => ({
        action,
        resources: [],
        sets: [offered('DatabaseOperator', 0), offered('PowerUser', 212)],
        draft: {
          custom: { label: 'x', sessionDuration: 'PT1H', managedPolicyArns: [], inlinePolicy: '{}' },
          maxSeconds: 14_400,
          companions: [],
          resourceIsNamed: true,
          risks: [],
        },
        noHelp: null,
      }),
      ...more.answers,
    },
  }
}
