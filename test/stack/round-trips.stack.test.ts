import { createClient } from '@libsql/client/http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loopback, ports } from '../../dev/ports.ts'
import { api as contract, type EndpointName } from '../../schema/contract/api.ts'
import {
  accountId,
  control,
  libsql,
  principal,
  setArn,
  startStack,
  type Answer,
  type Stack,
  type Who,
} from './stack.ts'

/* Counted at the database itself, one call at a time, alarms and cron held: 1 to read, 2 to write. */

let stack: Stack
beforeAll(async () => {
  stack = await startStack({ still: true })
  for (const who of ['viewer', 'owner', 'admin'] as const) await stack.token(who)
})
afterAll(() => stack.stop())

interface Counted {
  readonly answer: Answer
  readonly pipelines: number
  readonly writes: number
}

async function counted(who: Who, verb: string, path: string, body?: unknown): Promise<Counted> {
  await control('DELETE', `${libsql}/calls`)
  const answer = await stack.call(who, verb, path, body)
  return {
    answer,
    ...((await control('GET', `${libsql}/calls`)).body as { pipelines: number; writes: number }),
  }
}

let n = 0
/** A wish nobody has asked for yet. */
function wish() {
  const sets = ['PowerUser', 'ReadOnly', 'SupportUser', 'DatabaseOperator', 'DatabaseAdmin']
  const accounts = ['prod-web', 'stage-web', 'dev-web', 'shared-services', 'sandbox-one']
  const [set, account] = [sets[n % sets.length]!, accounts[Math.floor(n++ / sets.length)]!]
  return {
    accountId: accountId(account),
    permissionSetArn: setArn(set),
    durationSeconds: 900,
    justification: 'Counting the trips of a call.',
  }
}
async function asked(): Promise<string> {
  return (await stack.call('viewer', 'POST', '/v1/requests', wish())).body.id
}
async function approved(): Promise<string> {
  const id = await asked()
  await stack.call('owner', 'POST', `/v1/requests/${id}/decision`, { decision: 'approve' })
  await stack.call('admin', 'POST', `/v1/requests/${id}/decision`, { decision: 'approve' })
  return id
}
async function linked(principalId: string): Promise<Counted> {
  const { body } = await stack.call('admin', 'GET', '/v1/people?q=ssoadmin')
  return counted('admin', 'PUT', `/v1/people/${body.items[0].id}/link`, { principalId, ...reason })
}
const approve = { decision: 'approve' }
const reason = { reason: 'Counting the trips.' }

type Try = () => Promise<[Counted, number]>
const reads: Record<string, Try> = {
  me: async () => [await counted('viewer', 'GET', '/v1/me'), 200],
  summary: async () => [await counted('owner', 'GET', '/v1/summary'), 200],
  myTokens: async () => [await counted('viewer', 'GET', '/v1/tokens'), 200],
  catalog: async () => [await counted('viewer', 'GET', '/v1/catalog?q=web'), 200],
  accounts: async () => [await counted('owner', 'GET', '/v1/accounts'), 200],
  'requests (mine)': async () => [await counted('viewer', 'GET', '/v1/requests?scope=mine'), 200],
  'requests (to-decide)': async () => [await counted('owner', 'GET', '/v1/requests?scope=to-decide'), 200],
  'requests (history)': async () => [
    await counted('admin', 'GET', '/v1/requests?scope=history&status=pending'),
    200,
  ],
  request: async () => [await counted('viewer', 'GET', `/v1/requests/${await asked()}`), 200],
  reading: async () => [await counted('owner', 'GET', `/v1/requests/${await asked()}/reading`), 200],
  narrower: async () => [await counted('owner', 'GET', `/v1/requests/${await asked()}/narrower`), 200],
  review: async () => {
    const managedPolicyArns = ['arn:aws:iam::aws:policy/ReadOnlyAccess']
    return [await counted('viewer', 'POST', '/v1/policies/review', { managedPolicyArns }), 200]
  },
  policies: async () => [await counted('viewer', 'GET', '/v1/policies?q=ReadOnly'), 200],
  suggest: async () => {
    const denied = { accountId: accountId('prod-web'), action: 's3:ListBuckets' }
    return [await counted('viewer', 'POST', '/v1/requests/suggest', denied), 200]
  },
  previewOpen: async () => {
    const { justification: _, ...thought } = wish()
    return [await counted('viewer', 'POST', '/v1/requests/preview', thought), 200]
  },
  rules: async () => [await counted('admin', 'GET', '/v1/rules'), 200],
  previewRules: async () => [await counted('admin', 'POST', '/v1/rules/preview', { rules: [] }), 200],
  audit: async () => [await counted('admin', 'GET', '/v1/audit'), 200],
  insights: async () => [await counted('owner', 'GET', '/v1/insights'), 200],
  findings: async () => [await counted('owner', 'GET', '/v1/findings'), 200],
  away: async () => [await counted('owner', 'GET', '/v1/away'), 200],
  owners: async () => [await counted('owner', 'GET', `/v1/accounts/${accountId('prod-web')}/owners`), 200],
  people: async () => [await counted('admin', 'GET', '/v1/people'), 200],
  'people (not theirs to see)': async () => [await counted('owner', 'GET', '/v1/people'), 403],
  config: async () => [await counted('admin', 'GET', '/v1/config'), 200],
  'request (not theirs to see)': async () => [await counted('viewer', 'GET', '/v1/requests/nobodys'), 404],
  'sessions (mine)': async () => [await counted('viewer', 'GET', '/v1/sessions?scope=mine'), 200],
  'sessions (managed)': async () => [await counted('owner', 'GET', '/v1/sessions?scope=managed'), 200],
}

const writes: Record<string, Try> = {
  open: async () => [await counted('viewer', 'POST', '/v1/requests', wish()), 201],
  'open (custom)': async () => {
    const managedPolicyArns = ['arn:aws:iam::aws:policy/AWSSupportAccess']
    const custom = { label: 'Support', sessionDuration: 'PT1H', managedPolicyArns }
    const { permissionSetArn: _, ...fields } = wish()
    return [await counted('viewer', 'POST', '/v1/requests', { ...fields, custom }), 201]
  },
  'open (already asked)': async () => {
    const same = wish()
    await stack.call('viewer', 'POST', '/v1/requests', same)
    return [await counted('viewer', 'POST', '/v1/requests', same), 409]
  },
  'decide (approve)': async () => [
    await counted('admin', 'POST', `/v1/requests/${await asked()}/decision`, approve),
    200,
  ],
  'decide (reject)': async () => {
    const no = { decision: 'reject', comment: 'Which ticket is this for?' }
    return [await counted('admin', 'POST', `/v1/requests/${await asked()}/decision`, no), 200]
  },
  'decide (already decided)': async () => [
    await counted('admin', 'POST', `/v1/requests/${await approved()}/decision`, approve),
    409,
  ],
  'decide (own request)': async () => {
    const { body } = await stack.call('admin', 'POST', '/v1/requests', wish())
    return [await counted('admin', 'POST', `/v1/requests/${body.id}/decision`, approve), 403]
  },
  'remind (too soon)': async () => [
    await counted('viewer', 'POST', `/v1/requests/${await asked()}/remind`),
    429,
  ],
  remind: async () => {
    const id = await asked()
    const database = createClient({ url: `http://${loopback}:${ports.database}` })
    await database.execute({ sql: 'update requests set reminded_at = 1 where id = ?', args: [id] })
    return [await counted('viewer', 'POST', `/v1/requests/${id}/remind`), 200]
  },
  note: async () => [
    await counted('admin', 'POST', `/v1/requests/${await asked()}/notes`, { text: 'Which one?' }),
    201,
  ],
  setRules: async () => {
    const rule = { name: 'Everything', effect: 'allow', who: [], where: [], sets: [] }
    return [await counted('admin', 'PUT', '/v1/rules', { rules: [rule] }), 200]
  },
  'open (a rule grants it)': async () => {
    const rule = { name: 'At once', effect: 'allow', who: [], where: [], sets: [], approval: 'automatic' }
    await stack.call('admin', 'PUT', '/v1/rules', { rules: [rule] })
    const found: [Counted, number] = [await counted('viewer', 'POST', '/v1/requests', wish()), 201]
    await stack.call('admin', 'PUT', '/v1/rules', { rules: [] })
    return found
  },
  withdraw: async () => [await counted('viewer', 'POST', `/v1/requests/${await asked()}/withdraw`), 200],
  'withdraw (not theirs)': async () => [
    await counted('admin', 'POST', `/v1/requests/${await asked()}/withdraw`),
    403,
  ],
  'retry (nothing failed)': async () => [
    await counted('viewer', 'POST', `/v1/requests/${await asked()}/retry`),
    409,
  ],
  retry: async () => {
    const id = await approved()
    const failed = "update requests set status = 'failed', live = 0, version = version + 1 where id = ?"
    const database = createClient({ url: `http://${loopback}:${ports.database}` })
    await database.execute({ sql: failed, args: [id] })
    return [await counted('viewer', 'POST', `/v1/requests/${id}/retry`), 200]
  },
  release: async () => [await counted('viewer', 'POST', `/v1/sessions/${await approved()}/release`, {}), 200],
  revoke: async () => [
    await counted('admin', 'POST', `/v1/sessions/${await approved()}/revoke`, reason),
    200,
  ],
  setAway: async () => {
    const away = { standIn: 'viewer@example.com', durationSeconds: 60 }
    return [await counted('owner', 'PUT', '/v1/away', { away }), 200]
  },
  setOwners: async () => {
    const owners = ['owner@example.com', 'admin@example.com']
    return [await counted('admin', 'PUT', `/v1/accounts/${accountId('dev-web')}/owners`, { owners }), 200]
  },
  setRole: async () => {
    const { body } = await stack.call('admin', 'GET', '/v1/people?q=ssoadmin')
    const path = `/v1/people/${body.items[0].id}/role`
    return [await counted('admin', 'PUT', path, { role: 'approver' }), 200]
  },
  'setRole (the last Admin)': async () => {
    const { body } = await stack.call('admin', 'GET', '/v1/me')
    return [await counted('admin', 'PUT', `/v1/people/${body.id}/role`, { role: 'viewer' }), 409]
  },
  'setActive (oneself)': async () => {
    const { body } = await stack.call('admin', 'GET', '/v1/me')
    return [await counted('admin', 'PUT', `/v1/people/${body.id}/active`, { active: false, ...reason }), 422]
  },
  setLink: async () => {
    const database = createClient({ url: `http://${loopback}:${ports.database}` })
    await database.execute("update people set principal_id = null where email = 'ssoadmin@example.com'")
    return [await linked(principal('ssoadmin')), 200]
  },
  'setLink (somebody else’s)': async () => [await linked(principal('viewer')), 409],
  'setLink (no such user)': async () => [await linked('90678a1b-1111-4c2d-8e3f-00000000ffff'), 422],
  applyConfig: async () => {
    const key = accountId('dev-data')
    const changes = [{ what: 'account', key, from: { sensitive: false }, to: { sensitive: true } }]
    return [await counted('admin', 'POST', '/v1/config', { changes }), 200]
  },
  'adopt (not theirs to see)': async () => [
    await counted('admin', 'POST', '/v1/findings/nobodys/adopt', { ...reason, durationSeconds: 900 }),
    404,
  ],
  'remove (not theirs to see)': async () => [
    await counted('admin', 'POST', '/v1/findings/nobodys/remove', reason),
    404,
  ],
  'ignore (not theirs to see)': async () => [
    await counted('admin', 'POST', '/v1/findings/nobodys/ignore', reason),
    404,
  ],
  live: async () => [await counted('viewer', 'POST', '/v1/live'), 201],
  tokens: async () => [await counted('viewer', 'POST', '/v1/tokens', { name: 'counted' }), 201],
  // Last of the viewer's: it goes with everything of its family, the viewer's own token among it.
  endToken: async () => {
    const { body } = await stack.call('viewer', 'GET', '/v1/tokens')
    const { id } = body.items.find(({ name }: { name: string }) => name === 'counted')
    return [await counted('viewer', 'POST', `/v1/tokens/${id}/end`), 200]
  },
}

describe('reading is one round trip and opens no write transaction', () => {
  test.each(Object.entries(reads))('%s', async (_, attempt) => {
    const [{ answer, pipelines, writes }, status] = await attempt()
    expect({ status: answer.status, pipelines, writes }).toEqual({ status, pipelines: 1, writes: 0 })
  })
})

describe('writing is two, conflicts and refusals included', () => {
  test.each(Object.entries(writes))('%s', async (_, attempt) => {
    const [{ answer, pipelines, writes }, status] = await attempt()
    expect(answer.status).toBe(status)
    expect(pipelines).toBeLessThanOrEqual(2)
    expect(writes).toBeLessThanOrEqual(1)
  })

  test('what is refused by its form alone asks the database nothing', async () => {
    const { answer, pipelines } = await counted('viewer', 'POST', '/v1/requests', {
      ...wish(),
      durationSeconds: 0,
    })
    expect([answer.status, pipelines]).toEqual([422, 0])
  })
})

test('every endpoint of the contract is counted here', () => {
  const named = new Set([...Object.keys(reads), ...Object.keys(writes)].map((name) => name.split(' ')[0]))
  expect((Object.keys(contract) as EndpointName[]).filter((name) => !named.has(name))).toEqual([])
})
