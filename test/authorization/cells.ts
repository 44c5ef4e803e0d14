import { writeCursor } from '../../worker/db/keyset.ts'
import { account, set } from '../stage.ts'
import type { Expected } from './expected.ts'
import { principalOf, type Actor, type Answer, type Call, type World } from './world.ts'

/** What the API's answer says about one's right; anything else says nothing and fails. */
export type Seen = Expected | 'signed-out'

const words: Readonly<Record<string, Seen>> = {
  '/problems/not-allowed': 'refused',
  '/problems/own-request': 'refused',
  '/problems/own-access': 'refused',
  '/problems/second-person': 'refused',
  '/problems/not-found': 'hidden',
  '/problems/signed-out': 'signed-out',
}

export function seen({ status, body }: Answer): Seen {
  if (status === 200 || status === 201) return 'allowed'
  const word = words[String(body.type)]
  if (word === undefined) throw new Error(`${status} says nothing about a right: ${JSON.stringify(body)}`)
  return word
}

const reason = { reason: 'One cell of the matrix.' }
const reject = { decision: 'reject', comment: 'One cell of the matrix.' }
const sets = ['PowerUser', 'ReadOnly', 'ViewOnly', 'SupportUser', 'DatabaseOperator', 'DatabaseAdmin']

/** The call that tries an act; `id` is the request it is about. */
export const calls: Readonly<Record<string, (actor: Actor, id: string) => Call>> = {
  me: () => ({ verb: 'GET', path: '/v1/me' }),
  summary: () => ({ verb: 'GET', path: '/v1/summary' }),
  queue: () => ({ verb: 'GET', path: '/v1/summary' }),
  catalog: () => ({ verb: 'GET', path: '/v1/catalog' }),
  accounts: () => ({ verb: 'GET', path: '/v1/accounts' }),
  requests: () => ({ verb: 'GET', path: '/v1/requests?scope=mine' }),
  sessions: () => ({ verb: 'GET', path: '/v1/sessions?scope=mine' }),
  tokens: () => ({ verb: 'POST', path: '/v1/tokens', body: { name: 'a cell' } }),
  myTokens: () => ({ verb: 'GET', path: '/v1/tokens' }),
  endToken: (_, id) => ({ verb: 'POST', path: `/v1/tokens/${id}/end` }),
  'endToken any': (_, id) => ({ verb: 'POST', path: `/v1/tokens/${id}/end` }),
  live: () => ({ verb: 'POST', path: '/v1/live' }),
  open: ({ accountId }, id) => ({
    verb: 'POST',
    path: '/v1/requests',
    body: {
      accountId,
      permissionSetArn: set(sets[id.length % sets.length]!),
      durationSeconds: 3600,
      justification: 'One cell of the matrix.',
    },
  }),
  previewOpen: ({ accountId }) => ({
    verb: 'POST',
    path: '/v1/requests/preview',
    body: { accountId, permissionSetArn: set('IncidentResponder'), durationSeconds: 3600 },
  }),
  suggest: ({ accountId }) => ({
    verb: 'POST',
    path: '/v1/requests/suggest',
    body: { accountId, action: 's3:ListBuckets' },
  }),
  review: () => ({ verb: 'POST', path: '/v1/policies/review', body: { managedPolicyArns: [] } }),
  policies: () => ({ verb: 'GET', path: '/v1/policies?q=ReadOnly' }),
  away: () => ({ verb: 'GET', path: '/v1/away' }),
  setAway: () => ({ verb: 'PUT', path: '/v1/away', body: { away: null } }),
  owners: ({ accountId }) => ({ verb: 'GET', path: `/v1/accounts/${accountId}/owners` }),
  setOwners: () => ({
    verb: 'PUT',
    path: `/v1/accounts/${account('sandbox-one')}/owners`,
    body: { owners: ['person:asker'] },
  }),
  people: () => ({ verb: 'GET', path: '/v1/people' }),
  setRole: () => ({ verb: 'PUT', path: '/v1/people/asker/role', body: { role: 'viewer' } }),
  setActive: () => ({
    verb: 'PUT',
    path: '/v1/people/asker/active',
    body: { active: true, ...reason },
  }),
  setLink: ({ id: actorId, who }) => {
    const id = who.requester ? actorId : 'asker'
    return {
      verb: 'PUT',
      path: `/v1/people/${id}/link`,
      body: { principalId: principalOf(id), ...reason },
    }
  },
  config: () => ({ verb: 'GET', path: '/v1/config' }),
  applyConfig: () => ({
    verb: 'POST',
    path: '/v1/config',
    body: {
      dryRun: true,
      changes: [
        { what: 'account', key: account('dev-web'), from: { sensitive: false }, to: { sensitive: true } },
      ],
    },
  }),
  insights: () => ({ verb: 'GET', path: '/v1/insights?zone=Europe/Berlin' }),
  audit: () => ({ verb: 'GET', path: '/v1/audit' }),
  rules: () => ({ verb: 'GET', path: '/v1/rules' }),
  setRules: () => ({ verb: 'PUT', path: '/v1/rules', body: { rules: [] } }),
  previewRules: () => ({ verb: 'POST', path: '/v1/rules/preview', body: { rules: [] } }),
  findings: () => ({ verb: 'GET', path: '/v1/findings' }),
  finding: () => ({ verb: 'GET', path: '/v1/findings' }),
  adopt: (_, id) => ({
    verb: 'POST',
    path: `/v1/findings/${id}/adopt`,
    body: { ...reason, durationSeconds: 3600 },
  }),
  remove: (_, id) => ({ verb: 'POST', path: `/v1/findings/${id}/remove`, body: reason }),
  ignore: (_, id) => ({ verb: 'POST', path: `/v1/findings/${id}/ignore`, body: reason }),
  request: (_, id) => ({ verb: 'GET', path: `/v1/requests/${id}` }),
  reading: (_, id) => ({ verb: 'GET', path: `/v1/requests/${id}/reading` }),
  narrower: (_, id) => ({ verb: 'GET', path: `/v1/requests/${id}/narrower` }),
  'decide any': (_, id) => ({
    verb: 'POST',
    path: `/v1/requests/${id}/decision`,
    body: { decision: 'approve' },
  }),
  'decide owner': (_, id) => ({ verb: 'POST', path: `/v1/requests/${id}/decision`, body: reject }),
  'decide admin': (_, id) => ({ verb: 'POST', path: `/v1/requests/${id}/decision`, body: reject }),
  note: (_, id) => ({ verb: 'POST', path: `/v1/requests/${id}/notes`, body: { text: 'Which one?' } }),
  remind: (_, id) => ({ verb: 'POST', path: `/v1/requests/${id}/remind` }),
  withdraw: (_, id) => ({ verb: 'POST', path: `/v1/requests/${id}/withdraw` }),
  retry: (_, id) => ({ verb: 'POST', path: `/v1/requests/${id}/retry` }),
  release: (_, id) => ({ verb: 'POST', path: `/v1/sessions/${id}/release` }),
  revoke: (_, id) => ({ verb: 'POST', path: `/v1/sessions/${id}/revoke`, body: reason }),
}

export function callFor(act: string, actor: Actor, id: string): Call {
  const call = calls[act]
  if (call === undefined) throw new Error(`Say in test/authorization/cells.ts how "${act}" is tried.`)
  return call(actor, id)
}

/** What a page would send to be taken for an Admin. */
const forgedHeaders = {
  'x-user': 'p-admin',
  'x-hallpass-actor': 'p-admin',
  'x-forwarded-user': 'admin@example.com',
  cookie: 'person=p-admin',
}
export const forgedBody = {
  actorId: 'p-admin',
  approver: 'p-admin',
  decidedBy: { id: 'p-admin', name: 'Admin One' },
}

/** One cell, tried by somebody who says in every header that they are an Admin. */
export async function tried(world: World, act: string, actor: Actor): Promise<Seen> {
  const about = await aboutFor(world, act, actor)
  if (act === 'finding') return (await isListed(world, 'findings', actor, about)) ? 'allowed' : 'hidden'
  const call = callFor(act, actor, about.id)
  const answer = await world.call(actor.token, { ...call, headers: forgedHeaders })
  if (act === 'queue') return answer.body.pendingApprovals === null ? 'refused' : 'allowed'
  return seen(answer)
}

/** What an act is about, where it has to be. */
export async function aboutFor(
  world: World,
  act: string,
  actor: Actor,
): Promise<{ readonly id: string; readonly openedAt: number }> {
  if (aboutOneFinding.has(act)) return world.findingFor(actor)
  if (act === 'endToken') return world.tokenOf(actor.id)
  if (act === 'endToken any') return world.tokenOf('asker')
  return aboutOne.has(act) ? world.requestFor(actor, act) : { id: '', openedAt: 0 }
}

export const aboutOneFinding: ReadonlySet<string> = new Set(['finding', 'adopt', 'remove', 'ignore'])

export const aboutOne: ReadonlySet<string> = new Set([
  'request',
  'reading',
  'narrower',
  'decide any',
  'decide owner',
  'decide admin',
  'note',
  'remind',
  'withdraw',
  'retry',
  'release',
  'revoke',
])

/** Lists that show other people's requests, asked so that the one it is about would come first. */
export const lists = {
  history: (openedAt: number) =>
    `/v1/requests?scope=history&after=${writeCursor({ at: openedAt + 1, id: '' })}`,
  'to-decide': (openedAt: number) =>
    `/v1/requests?scope=to-decide&after=${writeCursor({ at: openedAt + 24 * 3_600_000, id: '' })}`,
  findings: (openedAt: number) => `/v1/findings?after=${writeCursor({ at: openedAt + 1, id: '' })}`,
  managed: (openedAt: number) =>
    `/v1/sessions?scope=managed&after=${writeCursor({ at: openedAt + 3_600_000, id: '' })}`,
} as const

/** Whether a list shows this request to this actor. */
export async function isListed(
  world: World,
  list: keyof typeof lists,
  actor: Actor,
  { id, openedAt }: { readonly id: string; readonly openedAt: number },
): Promise<boolean> {
  const { body } = await world.call(actor.token, { verb: 'GET', path: lists[list](openedAt) })
  return (body.items as { id: string }[]).some((item) => item.id === id)
}
