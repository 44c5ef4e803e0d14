import type { Page } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { iso } from '../../extension/test-samples.ts'
import type { Request, RequestWithTimeline } from '../../schema/contract/requests.ts'
import { lookedAt, mayApprove, type Screen } from './every-look.ts'
import { startPortalStage, type PortalStage } from './portal-page.ts'
import { asAdmin, catalog, empty, mine, page, person, queue, refuses, sessions, story } from './story.ts'
import { type Story, whole } from './story.ts'

/* The states of screens that are not the first that one sees: empty, refused, waiting, over. */

const [waits, runs, ending] = mine as [Request, Request, Request]
const decided = (decision: 'approve' | 'reject', comment: string | null = null) =>
  ({ decision, comment, by: person('Admin One'), at: iso(-2) }) as const

/** The same story, in which this one request is as it is said here. */
function where(request: Request, more: Partial<RequestWithTimeline> = {}): Story {
  const instead = (list: readonly Request[]) => list.map((each) => (each.id === request.id ? request : each))
  return {
    ...story,
    seen: {
      ...story.seen!,
      mine: instead(mine),
      sessions: instead(story.seen!.sessions),
      toDecide: instead(queue),
    },
    answers: { ...story.answers, request: () => ({ ...whole(request), ...more }) },
  }
}

const answering = (answers: Story['answers'], from = story): Story => ({
  ...from,
  answers: { ...from.answers, ...answers },
})
const noMine = { decide: false, withdraw: false, retry: false, release: false, revoke: false }
const [, standard, custom] = queue as [Request, Request, Request]
const step = (event: string, status: Request['status'], by: string | null, at: string) => ({
  event,
  status,
  actor: by === null ? null : person(by),
  at,
})

/** Sends a form that is filled in, as far as it is. */
const send = (why: string) => async (on: Page) => {
  await on.locator('#why').fill(why)
  await on.locator('form button[type=submit], .send .primary, .card .primary').last().click()
}
const reason = 'Roll back the cache rule. WEB-1180'
const popup = { at: 'popup.html', widest: { width: 400, height: 600 } }
const inForm = 'options.html#/request?account=444455556666&set=PowerUser'

const screens: readonly Screen[] = [
  { name: 'my-requests-empty', at: 'options.html#/requests', story: empty },
  { name: 'active-sessions-empty', at: 'options.html#/sessions', story: empty },
  { name: 'request-history-empty', at: 'options.html#/history?status=failed', story: empty },
  { name: 'manage-sessions-empty', at: 'options.html#/manage', story: empty },
  { name: 'audit-empty', at: 'options.html#/audit', story: answering({ audit: () => page([]) }, asAdmin) },
  {
    name: 'request-waiting',
    at: 'options.html#/requests/r1',
    story: where(
      { ...waits, remindFrom: iso(-1) },
      { mayDecide: [person('SSO Admin One'), person('Admin One')] },
    ),
  },
  { name: 'request-active', at: 'options.html#/requests/s2', story: where(runs) },
  {
    name: 'request-rejected',
    at: 'options.html#/requests/r1',
    story: where({
      ...waits,
      status: 'rejected',
      decision: decided('reject', 'A narrower set would do: ReadOnly.'),
      narrower: {
        permissionSetName: 'ReadOnly',
        asked: { accountId: waits.accountId, durationSeconds: 3600, justification: waits.justification },
      },
    }),
  },
  {
    name: 'request-failed',
    at: 'options.html#/requests/r1',
    story: where(
      {
        ...waits,
        status: 'failed',
        decision: decided('approve'),
        failure: 'The permission set could not be provisioned in this account',
        retryUntil: iso(1400),
      },
      { mine: { ...noMine, retry: true } },
    ),
  },
  {
    name: 'request-revoked',
    at: 'options.html#/requests/s2',
    story: where({
      ...runs,
      status: 'revoked',
      ending: { by: person('Admin One'), reason: 'The incident is over.', at: iso(-3) },
      session: { ...runs.session!, endedAt: iso(-2.9), credentials: 'killed', credentialsUntil: iso(-2.8) },
    }),
  },
  {
    name: 'request-overdue',
    at: 'options.html#/requests/s3',
    story: where({ ...ending, session: { ...ending.session!, endsAt: iso(-12) } }),
  },
  {
    name: 'request-unknown',
    at: 'options.html#/requests/none',
    story: answering({ request: () => refuses('not-found') }),
  },
  {
    name: 'request-short',
    at: inForm,
    press: send('reboot'),
  },
  {
    name: 'request-refused',
    at: inForm,
    story: answering({ open: () => refuses('too-many-open', { n: '10' }) }),
    press: send(reason),
  },
  {
    name: 'request-not-open',
    at: inForm,
    story: {
      ...answering({
        previewOpen: () => refuses('account-hidden', { account: 'stage-web', names: 'Admin One' }),
      }),
      seen: { ...story.seen!, catalog: catalog.filter(({ name }) => name !== 'stage-web') },
    },
  },
  { name: 'request-extend', at: 'options.html#/request?extend=s2' },
  {
    name: 'review-decided',
    at: 'options.html#/approvals/q2',
    story: where(
      { ...standard, status: 'approved', decision: decided('approve') },
      { mine: noMine, mayDecide: [] },
    ),
  },
  {
    name: 'review-own',
    at: 'options.html#/approvals/r1',
    story: where(waits, { mine: noMine, mayDecide: ['SSO Admin One', 'Admin One'].map(person) }),
  },
  {
    name: 'review-second',
    at: 'options.html#/approvals/q3',
    story: where(
      { ...custom, status: 'pending_admin' },
      {
        mine: noMine,
        mayDecide: ['SSO Admin One', 'Admin One'].map(person),
        timeline: [
          step('open', 'pending_owner', 'Viewer One', custom.openedAt),
          { ...step('approve', 'pending_admin', 'Owner One', iso(-3)), through: 'owner_approved' },
        ],
      },
    ),
  },
  {
    name: 'review-confirm',
    at: 'options.html#/approvals/q3',
    story: answering({ decide: () => refuses('confirm-it-is-you') }),
    press: async (on) => {
      await mayApprove(on)
      await on.locator('.decide .primary').click()
      await on.locator('.decide-trouble, .decide .note').first().waitFor()
    },
  },
  {
    name: 'review-question',
    at: 'options.html#/approvals/q2',
    press: (on) => on.locator('.aside button').first().click(),
  },
  {
    name: 'away-now',
    at: 'options.html#/away',
    story: answering({
      away: () => ({
        away: { until: iso(4320), standIn: person('SSO Admin One') },
        standsInFor: [],
        version: 1,
      }),
    }),
  },
  { name: 'dashboard-unreachable', at: 'options.html#/dashboard', story: { ...story, link: 'unreachable' } },
  {
    name: 'remove',
    at: 'options.html#/manage',
    press: (on) => on.locator('[aria-labelledby=not-ours] .cell-actions button').nth(1).click(),
  },
  {
    name: 'ignore',
    at: 'options.html#/manage',
    press: (on) => on.locator('[aria-labelledby=not-ours] .cell-actions button').nth(2).click(),
  },
  { ...popup, name: 'popup-unreachable', story: { ...story, link: 'unreachable' } },
  { ...popup, name: 'popup-site-off', story: { ...story, siteOff: true } },
  {
    ...popup,
    name: 'popup-to-decide',
    story: {
      ...story,
      seen: { ...story.seen!, sessions: [], summary: { ...story.seen!.summary, activeSessions: 0 } },
    },
  },
  {
    ...popup,
    name: 'popup-removing',
    story: { ...story, seen: { ...story.seen!, sessions: [sessions[1]!, ending], toDecide: [] } },
  },
]

let stage: PortalStage
beforeAll(async () => {
  stage = await startPortalStage()
})
afterAll(() => stage.stop())

lookedAt(screens, () => stage)
