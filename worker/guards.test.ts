import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { set, stage, stageConfig, wish, type Stage, type Who } from '../test/stage.ts'
import { createApp } from './app.ts'
import { sha256 } from './http/hash.ts'

// What no happy path shows: each of these goes red when one guard is taken out (test/guards, `npm run guards`).

let s: Stage
beforeEach(async () => {
  s = await stage()
})

const hour = 3_600_000
const approve = { decision: 'approve' }
const decide = (who: Who, id: string, body: object = approve, headers: Record<string, string> = {}) =>
  s.call(who, 'POST', `/v1/requests/${id}/decision`, body, headers)
const release = (who: Who, id: string) => s.call(who, 'POST', `/v1/sessions/${id}/release`)
const retry = (who: Who, id: string) => s.call(who, 'POST', `/v1/requests/${id}/retry`)
const run = (query: string, ...args: (string | number)[]) => s.client.execute({ sql: query, args })
const one = async (query: string, ...args: (string | number)[]) => (await run(query, ...args)).rows[0]!
const statusOf = async (id: string) => (await one('select status from requests where id = ?', id))['status']
const move = (id: string, status: string) =>
  run(
    "update requests set status = ?, live = status <> 'failed', version = version + 1 where id = ?",
    status,
    id,
  )
const key = { 'idempotency-key': 'one-and-the-same' }

async function ask(fields: Record<string, unknown> = {}): Promise<string> {
  return (await s.ask('viewer', fields)).body.id as string
}

async function approved(): Promise<string> {
  const id = await ask()
  await decide('owner', id)
  return id
}

async function failed(): Promise<string> {
  const id = await approved()
  await move(id, 'failed')
  return id
}

async function running(): Promise<string> {
  const id = await approved()
  await move(id, 'provisioning')
  await move(id, 'active')
  return id
}

/** A request that would extend `id`, undecided. */
async function extensionOf(id: string): Promise<string> {
  return ask({ extends: id })
}

describe('between reading and writing', () => {
  test('a retry that read an older failure does not start a second intent', async () => {
    const id = await failed()
    s.held.length = 0
    s.between = async () => {
      await retry('viewer', id)
      await move(id, 'failed')
    }
    expect((await retry('viewer', id)).status).toBe(409)
    expect([await statusOf(id), s.held.length]).toEqual(['failed', 1])
  })

  test('the loser leaves nothing behind: no message, and no answer to be repeated', async () => {
    const id = await ask()
    await s.token('owner')
    s.between = () => decide('admin', id)
    expect((await decide('owner', id, approve, key)).status).toBe(409)
    expect((await decide('owner', id, approve, key)).status).toBe(409)
    const sent = await one("select count(*) as n from outbox where receiver = 'p-viewer' and payload = ?", id)
    expect(sent['n']).toBe(1)
  })

  test('an extension stays when its session was not ended after all', async () => {
    const id = await running()
    const longer = await extensionOf(id)
    s.between = () => move(id, 'ending')
    expect((await release('viewer', id)).status).toBe(409)
    expect(await statusOf(longer)).toBe('pending')
  })

  test('an extension that was approved meanwhile is not passed by', async () => {
    const id = await running()
    const longer = await extensionOf(id)
    s.between = () => decide('owner', longer)
    expect((await release('viewer', id)).status).toBe(200)
    expect(await statusOf(longer)).toBe('withdrawn')
  })

  test('an extension that was made and approved meanwhile does not stay behind', async () => {
    const id = await running()
    let longer = ''
    await Promise.all([s.token('viewer'), s.token('owner')])
    s.between = async () => {
      longer = await extensionOf(id)
      await decide('owner', longer)
    }
    expect((await release('viewer', id)).status).toBe(200)
    expect(await statusOf(longer)).toBe('withdrawn')
  })

  test('an extension is not made of a session that was ended meanwhile', async () => {
    const id = await running()
    await s.token('viewer')
    s.between = () => release('viewer', id)
    const { status, body } = await s.ask('viewer', { extends: id })
    expect([status, body.type]).toEqual([412, '/problems/changed'])
    expect((await one('select count(*) as n from requests'))['n']).toBe(1)
  })

  test('a request is not made by somebody who signed out', async () => {
    await s.token('viewer')
    s.between = () => run("delete from tokens where person_id = 'p-viewer'")
    expect((await s.ask('viewer')).status).toBeGreaterThanOrEqual(400)
    expect((await one('select count(*) as n from requests'))['n']).toBe(0)
  })

  test('the same request made meanwhile is the one there is', async () => {
    await s.token('viewer')
    let first = ''
    s.between = async () => {
      first = await ask()
    }
    const { status, body } = await s.ask('viewer')
    expect([status, body.type, body.requestId]).toEqual([409, '/problems/already-asked', first])
    expect((await one('select count(*) as n from requests'))['n']).toBe(1)
  })
})

test('who may see a request no more is not answered once more about it', async () => {
  const id = await ask()
  expect((await decide('owner', id, approve, key)).status).toBe(200)
  expect((await decide('owner', id, approve, key)).status).toBe(200)
  await run("delete from owners where person_id = 'p-owner'")
  expect((await decide('owner', id, approve, key)).status).toBe(404)
})

describe('nothing without its event', () => {
  async function loseEvents(): Promise<void> {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    await run('create trigger lost before insert on events begin select raise(ignore); end')
  }
  afterEach(() => vi.restoreAllMocks())

  test('a decision that cannot be put down in the audit trail is not made', async () => {
    const id = await ask()
    await loseEvents()
    expect((await decide('owner', id)).status).toBe(500)
    expect([await statusOf(id), s.held]).toEqual(['pending', []])
  })

  test('a request that cannot be put down in the audit trail is not made', async () => {
    await loseEvents()
    expect((await s.ask('viewer')).status).toBe(500)
    expect((await one('select count(*) as n from requests'))['n']).toBe(0)
  })
})

describe('who may', () => {
  test('an auditor sees every request and decides none', async () => {
    await run("update people set auditor = 1 where id = 'p-viewer'")
    const { body } = await s.ask('owner')
    expect((await s.call('viewer', 'GET', `/v1/requests/${body.id}`)).status).toBe(200)
    const { status, body: told } = await decide('viewer', body.id)
    expect([status, told.type, await statusOf(body.id)]).toEqual([403, '/problems/not-allowed', 'pending'])
  })

  test('only the requester gives back and tries again, whatever the others may', async () => {
    const id = await running()
    for (const who of ['owner', 'admin'] as const) expect((await release(who, id)).status).toBe(403)
    await move(id, 'failed')
    for (const who of ['owner', 'admin'] as const) expect((await retry(who, id)).status).toBe(403)
  })

  test('a viewer has nothing to decide', async () => {
    await s.ask('owner')
    const { body } = await s.call('viewer', 'GET', '/v1/requests?scope=to-decide')
    expect(body.items).toEqual([])
  })
})

describe('what is approved is what was asked for', () => {
  test('the account’s name, where it has to be typed, is the account’s name', async () => {
    const id = await ask()
    const { status, body } = await decide('owner', id, { ...approve, accountName: 'prod-payments' })
    expect([status, body.field]).toEqual([422, 'accountName'])
    expect((await decide('owner', id, { ...approve, accountName: 'prod-web' })).status).toBe(200)
  })

  test('a set whose policies changed since is not approved, only rejected', async () => {
    const id = await ask()
    await run("update permission_sets set policy_hash = 'another'")
    expect((await decide('owner', id)).body.type).toBe('/problems/set-changed')
    const no = { decision: 'reject', comment: 'The set has changed.' }
    expect((await decide('owner', id, no)).status).toBe(200)
  })

  test('a set that AWS does not have any more is not approved', async () => {
    const id = await ask()
    await run('delete from permission_sets')
    expect((await decide('owner', id)).body.type).toBe('/problems/set-changed')
  })

  test('an account that was closed to requests since is not approved', async () => {
    const id = await ask()
    await run('update accounts set requestable = 0')
    expect((await decide('owner', id)).body.type).toBe('/problems/account-hidden')
    expect(await statusOf(id)).toBe('pending')
  })

  test('a failed grant is not tried again with policies nobody approved', async () => {
    const id = await failed()
    await run("update permission_sets set policy_hash = 'another'")
    expect((await retry('viewer', id)).body.type).toBe('/problems/set-changed')
    expect(await statusOf(id)).toBe('failed')
  })

  test('the address says which request is decided, never the body', async () => {
    const [one, other] = [await ask(), await ask({ permissionSetArn: set('ReadOnly') })]
    await decide('owner', one, { ...approve, id: other })
    expect([await statusOf(one), await statusOf(other)]).toEqual(['approved', 'pending'])
  })
})

describe('asking', () => {
  test('one may have only so many open', async () => {
    await run("insert into settings (name, value) values ('max_open', '1')")
    await ask()
    const { status, body } = await s.ask('viewer', { permissionSetArn: set('ReadOnly') })
    expect([status, body.type]).toEqual([429, '/problems/too-many-open'])
  })

  describe('in 24 hours ten times as many as may be open at once, taken back or not', () => {
    const taken = async () => s.call('viewer', 'POST', `/v1/requests/${await ask()}/withdraw`)
    beforeEach(async () => {
      await run("insert into settings (name, value) values ('max_open', '1')")
      for (let n = 0; n < 9; n++) {
        await taken()
        s.clock += 60_000
      }
    })

    test('the eleventh waits until the first is a day old', async () => {
      await taken()
      const { status, body, headers } = await s.ask('viewer')
      expect([status, body.type, body.detail]).toEqual([429, '/problems/too-fast', 'Try again in 85860 s.'])
      expect(headers.get('retry-after')).toBe('85860')
      s.clock += 85_860_000
      expect((await s.ask('viewer')).status).toBe(201)
    })

    test('also where two came at once', async () => {
      s.between = taken
      expect((await s.ask('viewer')).status).toBe(412)
      expect((await one('select count(*) as n from requests'))['n']).toBe(10)
    })
  })

  test('access through a group is held as well', async () => {
    await run(
      "insert into group_members (group_id, principal_id) select 'g-1', principal_id from people where id = 'p-viewer'",
    )
    s.holders = { users: new Set(), groups: new Set(['g-1']) }
    const { status, body } = await s.ask('viewer')
    expect([status, body.type, body.variant]).toEqual([409, '/problems/already-held', 'standing'])
  })

  test('another person’s Idempotency-Key is another key', async () => {
    const first = await s.call('viewer', 'POST', '/v1/requests', wish, key)
    const second = await s.call('ssoadmin', 'POST', '/v1/requests', wish, key)
    expect([second.status, second.body.requester.name]).toEqual([201, 'SSO Admin One'])
    expect(second.body.id).not.toBe(first.body.id)
  })

  test('an urgent request needs a ticket; one that says it is not needs none', async () => {
    const refused = await s.ask('viewer', { urgent: true })
    expect([refused.status, refused.body.field]).toEqual([422, 'ticket'])
    expect((await s.ask('viewer', { urgent: false })).status).toBe(201)
  })

  test('an Idempotency-Key may be short, and in quotes as the draft standard has it', async () => {
    const first = await s.call('viewer', 'POST', '/v1/requests', wish, { 'idempotency-key': '"k1"' })
    const again = await s.call('viewer', 'POST', '/v1/requests', wish, { 'idempotency-key': 'k1' })
    expect([first.status, again.status, again.body.id]).toEqual([201, 201, first.body.id])
    const odd = await s.call('viewer', 'POST', '/v1/requests', wish, { 'idempotency-key': 'k 1' })
    expect(odd.status).toBe(422)
  })

  test.each(['0123456789\0 and what nobody would be shown', '0123456789 \ud800'])(
    'a text that the database would not give back as it was sent is refused: %j',
    async (justification) => {
      const { status, body } = await s.ask('viewer', { justification })
      expect([status, body.type]).toEqual([422, '/problems/invalid'])
    },
  )

  test('a body that is said to be over 64 KiB is not read', async () => {
    const { status } = await s.call('viewer', 'POST', '/v1/requests', wish, { 'content-length': '70000' })
    expect(status).toBe(413)
  })
})

describe('tokens', () => {
  async function store(token: string, columns: Record<string, string | number>): Promise<void> {
    const all = {
      hash: await sha256(token),
      kind: 'access',
      family: 'f',
      person_id: 'p-viewer',
      client_id: 'hallpass-extension',
      auth_at: s.clock,
      expires_at: s.clock + hour,
      ...columns,
    }
    const marks = Object.keys(all).map(() => '?')
    await run(
      `insert into tokens (${Object.keys(all).join()}) values (${marks.join()})`,
      ...Object.values(all),
    )
  }
  const app = () => createApp(() => s.deps)
  const withToken = async (token: string, path: string, init: RequestInit = {}) =>
    (await app().request(path, { ...init, headers: { authorization: `Bearer ${token}` } })).status

  test.each(['refresh', 'code', 'ticket'])('a %s is no access token', async (kind) => {
    const token = 'x'.repeat(43)
    await store(token, { kind })
    expect(await withToken(token, '/v1/me')).toBe(401)
  })

  test('the scheme may be written in any case', async () => {
    const headers = { authorization: `bearer ${await s.token('viewer')}` }
    expect((await app().request('/v1/me', { headers })).status).toBe(200)
  })

  test('a token to read with does not write', async () => {
    const token = 'r'.repeat(43)
    await store(token, { kind: 'personal', scopes: 'read' })
    expect(await withToken(token, '/v1/me')).toBe(200)
    expect(await withToken(token, '/v1/requests', { method: 'POST', body: JSON.stringify(wish) })).toBe(403)
    const id = (await s.ask('viewer')).body.id as string
    expect(await withToken(token, `/v1/requests/${id}/withdraw`, { method: 'POST' })).toBe(403)
  })

  test('what a personal token issues may do no more, goes with it, and ends with its sign-in', async () => {
    const token = 'w'.repeat(43)
    await store(token, {
      kind: 'personal',
      scopes: 'write',
      auth_at: s.clock - 89 * 24 * hour,
      proved_at: s.clock,
    })
    const init = { method: 'POST', headers: { authorization: `Bearer ${token}` }, body: '{"name":"next"}' }
    const issued = await app().request('/v1/tokens', init)
    const { token: next, expiresAt } = (await issued.json()) as { token: string; expiresAt: string }
    expect([issued.status, Date.parse(expiresAt)]).toEqual([201, s.clock + 24 * hour])
    expect(await withToken(next, '/v1/me')).toBe(403)
    expect(await withToken(next, '/v1/live', { method: 'POST' })).toBe(201)
    await app().request('/auth/revoke', { method: 'POST', body: new URLSearchParams({ token }) })
    expect(await withToken(next, '/v1/live', { method: 'POST' })).toBe(401)
  })

  test('a sign-in ends after a week, however often it is refreshed', async () => {
    let token = 'y'.repeat(43)
    await store(token, { kind: 'refresh', expires_at: s.clock + 12 * hour })
    const statuses = new Set<number>()
    for (let hours = 0; hours < 8 * 24; hours += 8) {
      s.clock += 8 * hour
      const form = { grant_type: 'refresh_token', client_id: 'hallpass-extension', refresh_token: token }
      const answer = await app().request('/auth/token', { method: 'POST', body: new URLSearchParams(form) })
      statuses.add(answer.status)
      if (answer.status !== 200) break
      token = ((await answer.json()) as { refresh_token: string }).refresh_token
    }
    expect([...statuses]).toEqual([200, 400])
    expect(s.clock - Date.parse('2026-11-23T02:14:00Z')).toBe(7 * 24 * hour)
  })

  test('a ticket opens one live connection', async () => {
    const { body } = await s.call('viewer', 'POST', '/v1/live')
    const connect = () =>
      s.call(null, 'GET', `/v1/live?ticket=${body.ticket}`, undefined, { upgrade: 'websocket' })
    // The stage has no sockets: 426 is its word for "connected".
    expect([(await connect()).status, (await connect()).status]).toEqual([426, 401])
  })

  test('only the extension’s own pages are answered across origins', async () => {
    const allowed = async (origin: string) =>
      (await s.call('viewer', 'GET', '/v1/me', undefined, { origin })).headers.get(
        'access-control-allow-origin',
      )
    const [own] = stageConfig.extensionOrigins
    expect([await allowed(own!), await allowed('https://evil.example')]).toEqual([own, null])
  })
})
