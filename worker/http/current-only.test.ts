import { Hono } from 'hono'
import { beforeEach, describe, expect, test } from 'vitest'
import { stage, wish, type Stage } from '../../test/stage.ts'
import { answerErrors } from './answers.ts'
import type { AppEnv } from './context.ts'
import { currentOnly } from './current-only.ts'

let s: Stage
beforeEach(async () => {
  s = await stage()
})
const sent = (version: string) =>
  s.call('viewer', 'POST', '/v1/requests', wish, { 'x-hallpass-version': version })

test('a version that is too old sends nothing, and is told to update', async () => {
  const { status, body } = await sent('0.0.9')
  expect([status, body.type]).toEqual([426, '/problems/outdated'])
  expect((await s.client.execute('select 1 from requests')).rows).toEqual([])
  expect(s.trips).toEqual({ reads: 0, writes: 0 })
})

test('it still shows what is there, and signs in and out', async () => {
  const old = { 'x-hallpass-version': '0.0.9' }
  expect((await s.call('viewer', 'GET', '/v1/me', undefined, old)).status).toBe(200)
  expect((await s.call(null, 'POST', '/auth/revoke', 'token=none', old)).status).toBe(200)
})

test('the version in the package sends, and so does who names none', async () => {
  expect((await sent('0.1.0')).status).toBe(201)
  expect((await s.ask('owner')).status).toBe(201)
})

describe('versions are compared by number', () => {
  const answer = async (version: string) => {
    const app = new Hono<AppEnv>()
    app.use(async (c, next) => {
      c.set('callId', 'c')
      await next()
    })
    app.use(currentOnly('1.9.2'))
    answerErrors(app)
    app.post('/v1/requests', (c) => c.body(null, 204))
    const headers = { 'x-hallpass-version': version }
    return (await app.request('/v1/requests', { method: 'POST', headers })).status
  }
  test.each(['1.9.1', '1.9', '1', '0.10.0', '1.8.9', 'latest', '1.9.2; drop', ''])(
    '%s is older',
    async (v) => {
      expect(await answer(v)).toBe(426)
    },
  )
  test.each(['1.9.2', '1.9.2.1', '1.10.0', '1.10', '2', '10.0.0'])('%s is not', async (v) => {
    expect(await answer(v)).toBe(204)
  })
})
