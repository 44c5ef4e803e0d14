import { beforeEach, expect, test } from 'vitest'
import { stage, type Stage } from '../test/stage.ts'
import { createApp } from './app.ts'
import { randomSecret } from './http/hash.ts'

// One writer serves everybody: whoever is nobody gets no turn with it (threats G13).

let s: Stage
beforeEach(async () => {
  s = await stage()
})

const client = { client_id: 'hallpass-extension' }
const codeForm = () => ({
  ...client,
  grant_type: 'authorization_code',
  code: randomSecret(),
  code_verifier: 'v'.repeat(50),
  redirect_uri: 'https://kkdnmnfoidnjfgbgjfmknihfkheokedf.chromiumapp.org/',
})
const post = (path: string, form: Record<string, string>) => ({
  path,
  init: { method: 'POST', body: new URLSearchParams(form) },
})
const madeUp = () => ({ authorization: `Bearer ${randomSecret()}` })
const bearer = (path: string, body: object) => ({
  path,
  init: { method: 'POST', headers: madeUp(), body: JSON.stringify(body) },
})

const calls: readonly [string, () => { path: string; init: RequestInit }, number][] = [
  ['a token', () => bearer('/v1/tokens', { name: 'mine' }), 401],
  ['a live ticket', () => bearer('/v1/live', {}), 401],
  [
    'a socket',
    () => ({ path: `/v1/live?ticket=${randomSecret()}`, init: { headers: { upgrade: 'websocket' } } }),
    401,
  ],
  ['the end of a sign-in', () => ({ path: `/auth/callback?state=${randomSecret()}`, init: {} }), 401],
  ['a pair for a code', () => post('/auth/token', codeForm()), 400],
  [
    'a pair for a refresh token',
    () => post('/auth/token', { ...client, grant_type: 'refresh_token', refresh_token: randomSecret() }),
    400,
  ],
  ['an end', () => post('/auth/revoke', { token: randomSecret() }), 200],
]

test.each(calls)(
  '%s, with what nobody was given: one look, and nothing is written',
  async (_, made, status) => {
    const { path, init } = made()
    const answer = await createApp(() => s.deps).request(path, init)
    expect([answer.status, s.trips.reads, s.trips.writes]).toEqual([status, 1, 0])
  },
)

test.each(calls.filter(([, made]) => made().init.method === 'POST'))(
  '%s: a body without end is not read to it',
  async (_, made) => {
    const { path, init } = made()
    const body = 'x'.repeat(64 * 1024 + 1)
    expect((await createApp(() => s.deps).request(path, { ...init, body })).status).toBe(413)
    expect(s.trips.writes).toBe(0)
  },
)
