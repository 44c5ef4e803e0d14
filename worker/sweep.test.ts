import { beforeEach, expect, test } from 'vitest'
import { ann, ben, hour, key, minute, World } from '../test/engine/world.ts'
import type { Key } from './engine/ports.ts'
import { sweep, type SweepParts } from './sweep.ts'

let world: World
let poked: string[]
let told: string[]
let parts: SweepParts

beforeEach(async () => {
  world = await World.open()
  poked = []
  told = []
  let ids = 0
  parts = {
    db: world.client,
    now: () => world.now,
    newId: () => `s-${++ids}`,
    poke: async (key) => void poked.push(key),
    end: async () => {},
    notify: (people) => void told.push(...people),
  }
})

const value = async (sql: string) => Object.values((await world.client.execute(sql)).rows[0] ?? {})[0]

test('every keeper for which something is due is poked, the longest overdue first', async () => {
  await world.approve(ann, { on: 'b/set' as Key, tell: false })
  world.now += minute
  await world.approve(ann, { on: 'a/set' as Key, tell: false })
  await world.approve(ben, { on: 'b/set' as Key, tell: false })
  await world.approve(ben, { on: 'later/set' as Key, startsIn: hour, tell: false })
  await sweep(parts)
  // Then whoever's turn it is to be asked in this minute, which follows from random ids.
  expect(poked.slice(0, 2)).toEqual(['b/set', 'a/set'])
})

test('an approval whose keeper never heard of it becomes active', async () => {
  const session = await world.approve(ann, { tell: false })
  await sweep({ ...parts, poke: async () => world.tell(key, (notes) => notes) })
  await world.runFor(minute)
  expect((await world.row(session.id)).status).toBe('active')
})

test('what was taken back before its start is told to its keeper until it hears it, and is due no more', async () => {
  const { id } = await world.approve(ann, { on: 'b/set' as Key, startsIn: hour, tell: false })
  await world.revoke(id, { tell: false })
  const at = world.now
  await sweep({ ...parts, end: () => Promise.reject(new Error('not there')) })
  expect((await world.row(id)).dueAt).toBe(at)
  const heard: unknown[] = []
  const end: SweepParts['end'] = async (...told) => void heard.push(told)
  await sweep({ ...parts, end })
  await sweep({ ...parts, end })
  expect(heard).toEqual([['b/set', [{ id, cause: 'revoke', at }]]])
  expect((await world.row(id)).dueAt).toBeNull()
})

test('one keeper that cannot be poked stops no other', async () => {
  await world.approve(ann, { on: 'bad/set' as Key, tell: false })
  await world.approve(ann, { on: 'good/set' as Key, tell: false })
  await sweep({
    ...parts,
    poke: async (key) => (key === 'bad/set' ? Promise.reject(new Error('x')) : void poked.push(key)),
  })
  expect(poked[0]).toBe('good/set')
  expect(await value("select value from settings where name = 'last_sweep_at'")).toBe(String(world.now))
})

test('a request nobody decided lapses at the end of its window, and everybody concerned is told', async () => {
  const id = await world.ask(ann)
  const { windowEndsAt } = await world.row(id)
  await world.client.execute("insert into people (id, name, level) values ('p-adm', 'Admin', 3)")
  world.now = windowEndsAt - 1
  await sweep(parts)
  expect((await world.row(id)).status).toBe('pending')
  world.now = windowEndsAt + 10 * minute
  await sweep(parts)
  expect(await world.row(id)).toMatchObject({ status: 'lapsed', waitsFor: null })
  expect(await world.eventAt(id, 'lapse')).toBe(windowEndsAt)
  expect(new Set(told)).toEqual(new Set(['p-req', 'p-adm']))
})

test('what the commit could not tell is told once', async () => {
  await world.client.execute(
    "insert into outbox (id, receiver, kind, payload, next_at) values ('o1', 'p-1', 'changed', 'r', 1), ('o2', 'p-1', 'changed', 'r', 2)",
  )
  await sweep(parts)
  await sweep(parts)
  expect(told).toEqual(['p-1'])
})

test('it notes that it ran, and not when it could not see what is due', async () => {
  await expect(sweep({ ...parts, db: { batch: () => Promise.reject(new Error('down')) } })).rejects.toThrow()
  expect(await value("select count(*) from settings where name = 'last_sweep_at'")).toBe(0)
  await sweep(parts)
  await sweep(parts)
  expect(await value("select value from settings where name = 'last_sweep_at'")).toBe(String(world.now))
})

test('sign-ins, tokens and replies of yesterday are forgotten, newer ones are not', async () => {
  const old = world.now - 25 * hour
  await world.client.batch(
    [
      `insert into flows (state_hash, nonce, verifier, client_id, redirect_uri, client_state, challenge, expires_at) values ('old', 'n', 'v', 'c', 'r', 's', 'x', ${world.now - 1}), ('new', 'n', 'v', 'c', 'r', 's', 'x', ${world.now + 1})`,
      `insert into tokens (hash, kind, family, person_id, client_id, auth_at, expires_at) values ('old', 'access', 'f', 'p', 'c', 1, ${old}), ('new', 'access', 'f', 'p', 'c', 1, ${world.now})`,
      `insert into replies (actor_id, route, key, body_hash, request_id, at) values ('p', 'r', 'old', 'h', 'x', ${old}), ('p', 'r', 'new', 'h', 'x', ${world.now})`,
    ],
    'write',
  )
  await sweep(parts)
  expect([
    await value('select group_concat(state_hash) from flows'),
    await value('select group_concat(hash) from tokens'),
    await value('select group_concat(key) from replies'),
  ]).toEqual(['new', 'new', 'new'])
})
