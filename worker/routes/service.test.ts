import { expect, test, vi } from 'vitest'
import { api } from '../../schema/contract/api.ts'
import { stage } from '../../test/stage.ts'

test('health says what is down, and that a sweep is late', async () => {
  const s = await stage()
  expect((await s.call(null, 'GET', '/health')).body).toMatchObject({
    status: 'degraded',
    database: 'up',
    lastSweepAt: null,
  })
  await s.client.execute({
    sql: "insert into settings (name, value) values ('last_sweep_at', ?)",
    args: [String(s.clock)],
  })
  expect((await s.call(null, 'GET', '/health')).body).toMatchObject({ status: 'ok', stuckRemovals: 0 })
  s.clock += 3 * 60_000 + 1
  expect((await s.call(null, 'GET', '/health')).body.status).toBe('degraded')
  s.client.close()
  expect((await s.call(null, 'GET', '/health')).body).toMatchObject({ status: 'degraded', database: 'down' })
})

test('a removal AWS has not confirmed for five minutes is counted', async () => {
  const s = await stage()
  const { body } = await s.ask('viewer')
  await s.call('owner', 'POST', `/v1/requests/${body.id}/decision`, { decision: 'approve' })
  await s.client.execute("update requests set status = 'active', version = version + 1")
  s.clock += 3_600_000 + 5 * 60_000
  expect((await s.call(null, 'GET', '/health')).body).toMatchObject({ stuckRemovals: 1 })
})

test('every endpoint of the contract stands in the OpenAPI document', async () => {
  const s = await stage()
  const { body } = await s.call(null, 'GET', '/openapi.json')
  expect(body.openapi).toBe('3.1.0')
  const printed = Object.values(
    body.paths as Record<string, Record<string, { operationId: string }>>,
  ).flatMap((verbs) => Object.values(verbs).map((operation) => operation.operationId))
  expect(printed.toSorted()).toEqual(Object.keys(api).toSorted())
  expect(body.paths['/v1/requests'].post.requestBody.content['application/json'].schema.required).toContain(
    'justification',
  )
})

test('the reference page needs no script', async () => {
  const s = await stage()
  const { body, headers } = await s.call(null, 'GET', '/docs')
  expect(body).toContain('/v1/requests/{id}/decision')
  expect(body).not.toContain('<script')
  expect(headers.get('content-security-policy')).toContain("default-src 'none'")
})

test('the page of links says the same for every id, to anybody: no data, no script, nothing to press', async () => {
  const s = await stage()
  const { body: asked } = await s.ask('viewer')
  const [known, unknown] = [`/r/${asked.id}`, '/r/nowhere']
  const [one, other] = [await s.call(null, 'GET', known), await s.call('owner', 'GET', unknown)]
  expect([one.status, one.body]).toEqual([200, other.body])
  expect(one.body).not.toMatch(/<script|<form|<button|<input/)
  expect(one.headers.get('content-security-policy')).toContain("default-src 'none'")
  for (const verb of ['POST', 'PUT']) expect((await s.call('owner', verb, known)).status).toBe(404)
})

test.each([
  [
    'https://store.example/hallpass?a="b',
    '<a href="https://store.example/hallpass?a=&quot;b" rel="noreferrer">',
  ],
  ['javascript:alert(1)', 'An administrator can tell you where to get it'],
  ['http://store.example/', 'An administrator can tell you where to get it'],
  ['store.example', 'An administrator can tell you where to get it'],
  [null, 'An administrator can tell you where to get it'],
])('the page of links leads to where the extension is got: %s', async (extensionPage, words) => {
  const s = await stage()
  Object.assign(s.deps, { config: { ...s.deps.config, extensionPage } })
  const { body } = await s.call(null, 'GET', '/r/any')
  expect(body).toContain(words)
  expect(body.includes('<a ')).toBe(words.startsWith('<a '))
})

test('every answer carries the headers that keep it from being framed, sniffed or cached', async () => {
  const s = await stage()
  const { headers } = await s.call('viewer', 'GET', '/v1/me')
  expect([
    headers.get('x-content-type-options'),
    headers.get('cache-control'),
    headers.get('referrer-policy'),
  ]).toEqual(['nosniff', 'no-store', 'no-referrer'])
})

test('a bug is answered without a word of our inside', async () => {
  const s = await stage()
  await s.client.execute('drop table counts')
  const { status, body } = await s.call('viewer', 'GET', '/v1/summary')
  expect([status, body.type]).toEqual([500, '/problems/broken'])
  expect(JSON.stringify(body)).not.toMatch(/sql|counts|no such/i)
})

test.each([
  ['DELETE', '/v1/me', 'GET'],
  ['PUT', '/v1/requests', 'GET, POST'],
  ['GET', '/v1/requests/abc/decision', 'POST'],
])('%s %s is refused with the verbs that address takes', async (verb, path, allow) => {
  const s = await stage()
  const { status, body, headers } = await s.call('viewer', verb, path)
  expect([status, body.type, headers.get('allow')]).toEqual([405, '/problems/method', allow])
  expect((await s.call('viewer', verb, '/v1/nowhere')).status).toBe(404)
})

test('why the database did not answer is logged, and not told', async () => {
  const s = await stage()
  await s.token('viewer')
  const logged = vi.spyOn(console, 'warn').mockImplementation(() => {})
  s.client.close()
  const { status, body } = await s.call('viewer', 'GET', '/v1/me')
  expect([status, logged.mock.calls[0]?.[0]]).toEqual([503, 'unreachable'])
  expect(logged.mock.calls[0]?.[1]).toMatchObject({ callId: body.instance, error: expect.any(Error) })
  logged.mockRestore()
})
