import type { Client } from '@libsql/client'
import { beforeEach, expect, test } from 'vitest'
import { ann, key, setArn, World, type Approved } from '../../test/engine/world.ts'
import { Unreachable, type Fact, type Ledger, type LedgerRow } from '../engine/ports.ts'
import { createLedger } from './ledger.ts'
import { keepersOfTheMinute, keepersToLookAfter, overdueKeepers } from './sweep.ts'

let world: World
let client: Client
let ledger: Ledger
let session: Approved

beforeEach(async () => {
  world = await World.open()
  ;({ client } = world)
  let ids = 0
  ledger = createLedger({ db: client, now: () => world.now, newId: () => `l-${++ids}` })
  session = await world.approve(ann, { seconds: 600 })
})

async function read(): Promise<LedgerRow> {
  return (await ledger.sessionsOf(key)).rows[0]!
}

async function say(fact: { event: Fact['event']; at?: number } & Record<string, unknown>): Promise<string> {
  const row = (await ledger.sessionsOf(key)).rows[0] ?? null
  return ledger.record({ session: session.id, at: world.now, ...fact } as unknown as Fact, row)
}

const removed = { event: 'removed' as const, op: 'd-1', accessRemains: null, remainsUntil: null }

test('a keeper reads all it has to know of its sessions in one trip', async () => {
  await client.execute(
    "insert into group_members (group_id, principal_id) values ('g-1', 'u-ann'), ('g-2', 'u-ann')",
  )
  expect(await read()).toEqual({
    id: session.id,
    principal: ann,
    groups: ['g-1', 'g-2'],
    status: 'approved',
    version: 2,
    startsAt: session.startsAt,
    endsAt: session.endsAt,
    owned: null,
    sessionSeconds: 3600,
    clone: null,
    kill: 'never',
    sealedUntil: null,
    endCause: null,
    endAskedAt: null,
    startRefused: null,
    tell: ['p-req', 'p-own'],
  })
})

test('a session that is over, and one of another key, are not among them', async () => {
  await world.approve(ann, { on: 'other/key' as typeof key })
  await say({ event: 'fail', reason: 'no' })
  expect((await ledger.sessionsOf(key)).rows).toEqual([])
})

test('the epoch grows with every recorded event', async () => {
  const before = (await ledger.sessionsOf(key)).epoch
  await say({ event: 'provision', owned: true })
  expect((await ledger.sessionsOf(key)).epoch).toBe(before + 1)
})

test('every fact moves the row, its version and its history together', async () => {
  await say({ event: 'provision', owned: true })
  await say({ event: 'activate', owned: true, op: 'c-1', at: world.now + 5 })
  await say({ event: 'expire', at: session.endsAt })
  await say({
    ...removed,
    at: session.endsAt + 7,
    deleteSentAt: session.endsAt,
    credentialsUntil: session.endsAt + 9,
  })
  expect(await world.row(session.id)).toMatchObject({
    status: 'expired',
    version: 6,
    live: 0,
    owned: 1,
    activeAt: world.now + 5,
    grantOp: 'c-1',
    removalOp: 'd-1',
    endedAt: session.endsAt + 7,
    credentials: 'may_last',
    credentialsUntil: session.endsAt + 9,
    dueAt: null,
  })
  expect(await world.history(session.id)).toEqual([
    'approve',
    'provision',
    'activate',
    'expire',
    'removed_at_end',
  ])
})

test('events keep when it happened and when it was written down, and carry the evidence', async () => {
  await say({ event: 'provision', owned: true, at: world.now - 5_000 })
  const { rows } = await client.execute(
    "select at, recorded_at, actor_kind, detail from events where event = 'provision'",
  )
  expect({ ...rows[0] }).toEqual({
    at: world.now - 5_000,
    recorded_at: world.now,
    actor_kind: 'aws',
    detail: '{"owned":true}',
  })
})

test('people concerned are told with the change itself', async () => {
  await say({ event: 'provision', owned: true })
  const { rows } = await client.execute('select receiver from outbox order by receiver')
  expect(rows.map(({ receiver }) => receiver)).toEqual(['p-own', 'p-req'])
})

test('the sweep looks after a start a minute later, and after a session at its end', async () => {
  await say({ event: 'provision', owned: true })
  expect((await world.row(session.id)).dueAt).toBe(world.now + 60_000)
  await say({ event: 'activate', owned: true, op: null })
  expect((await world.row(session.id)).dueAt).toBe(session.endsAt)
  expect(await overdueKeepers(client, session.endsAt - 1, 10)).toEqual([])
  expect(await overdueKeepers(client, session.endsAt, 10)).toEqual([{ key, dueAt: session.endsAt }])
})

test('a keeper is woken some times after an end, though nothing is due there any more', async () => {
  await client.execute('update requests set ended_at = 1000, live = 0, due_at = null where live = 1')
  const minutes = Array.from({ length: 70 }, (_, minute) => minute)
  const found = await Promise.all(minutes.map((m) => keepersToLookAfter(client, 1_000 + m * 60_000, 10)))
  expect(minutes.filter((m) => found[m]!.includes(key))).toEqual([2, 6, 16, 31, 62])
})

test('a keeper with a live session is asked once in ten minutes, whatever is due', async () => {
  const minutes = Array.from({ length: 20 }, (_, minute) => minute)
  const asked = async () => {
    const found = await Promise.all(minutes.map((m) => keepersOfTheMinute(client, m * 60_000, 10)))
    return minutes.filter((m) => found[m]!.includes(key))
  }
  const [first, second, ...none] = await asked()
  expect([second! - first!, none]).toEqual([10, []])
  await client.execute('update requests set live = 0, due_at = null where live = 1')
  expect(await asked()).toEqual([])
})

test('a fact from a row that moved meanwhile changes nothing', async () => {
  const row = await read()
  await say({ event: 'provision', owned: true })
  const fact = { session: session.id, at: world.now, event: 'provision', owned: false } as const
  expect(await ledger.record(fact, row)).toBe('stale')
  expect((await world.row(session.id)).owned).toBe(1)
})

test('a revoke that overtakes a fact wins', async () => {
  await say({ event: 'provision', owned: true })
  const row = await read()
  await world.revoke(session.id)
  const fact = { session: session.id, at: world.now, event: 'activate', owned: true, op: null } as const
  expect(await ledger.record(fact, row)).toBe('stale')
  expect((await world.row(session.id)).status).toBe('ending')
})

test.each([
  ['revoke', 0, 'revoked'],
  ['release', 0, 'released'],
  ['revoke', -1, 'expired'],
  ['release', -1, 'expired'],
] as const)('a %s counts if it precedes the Delete (%i ms): %s', async (cause, ms, status) => {
  await say({ event: 'provision', owned: true })
  await world.revoke(session.id, { cause })
  await say({ ...removed, deleteSentAt: world.now + ms, credentialsUntil: world.now })
  expect((await world.row(session.id)).status).toBe(status)
})

test('ownership decided anew before the Create is written without an event', async () => {
  await say({ event: 'provision', owned: true })
  const events = await world.history(session.id)
  expect(await say({ event: 'provision', owned: false })).toBe('done')
  expect((await world.row(session.id)).owned).toBe(0)
  expect(await world.history(session.id)).toEqual(events)
})

test('credentials are said to be gone once, and only of a session that is over', async () => {
  const gone = { session: session.id, at: world.now + 9, event: 'credentials_gone' } as const
  expect(await ledger.record(gone, null)).toBe('stale')
  await say({ event: 'provision', owned: true })
  await say({ event: 'expire' })
  await say({ ...removed, deleteSentAt: world.now, credentialsUntil: world.now + 3_600_000 })
  expect(await ledger.record(gone, null)).toBe('done')
  expect(await ledger.record(gone, null)).toBe('stale')
  expect(await world.row(session.id)).toMatchObject({ credentials: 'gone', credentialsUntil: world.now + 9 })
  expect((await world.history(session.id)).at(-1)).toBe('credentials_gone')
})

function decisionBy(id: string): string {
  return `insert into decisions (request_id, level, person_id, person_name, verdict, digest, at) values ('r-1', 1, '${id}', 'G', 'approve', 'd', 1)`
}

test('a start does not wait for a decision that was made before the request went back', async () => {
  await client.execute(decisionBy('p-gone'))
  expect((await read()).startRefused).toBeNull()
})

const standsAgainstAStart = [
  ["update people set active = 0 where id = 'p-req'", /no longer active/],
  [`${decisionBy('p-own')}; update people set active = 0 where id = 'p-own'`, /approved it/],
  ['update accounts set requestable = 0', /no longer be requested/],
  [`update permission_sets set policy_hash = 'other' where arn = '${setArn}'`, /^set-changed$/],
  ['delete from permission_sets', /^set-changed$/],
  ['update permission_sets set sealed = 1', /^set-changed$/],
] as const

test.each(standsAgainstAStart)('a start is refused after: %s', async (change, reason) => {
  await client.executeMultiple(change)
  expect((await read()).startRefused).toMatch(reason)
  await say({ event: 'provision', owned: true })
  expect((await read()).startRefused).toBeNull()
})

test.each(standsAgainstAStart)('nor does one begin that was read just before: %s', async (change) => {
  const from = await read()
  await client.executeMultiple(change)
  const fact: Fact = { session: session.id, event: 'provision', owned: true, at: world.now }
  expect(await ledger.record(fact, from)).toBe('stale')
  expect(await world.row(session.id)).toMatchObject({ status: 'approved', version: 2 })
})

test.each([
  ['the rule is gone', "insert into rule_books values (2, '[]', 'x', 'X', 0)"],
  [
    'another rule denies it',
    `insert into rule_books select 2, json_insert(rules, '$[#]', json('${rule({ effect: 'deny' })}')), 'x', 'X', 0 from rule_books`,
  ],
  ['they left the group', 'delete from group_members'],
  ['the account is sensitive', 'update accounts set sensitive = 1'],
  ['the account moved', "update accounts set ou_path = 'Root/Other'"],
])('what a rule gave does not start after: %s', async (_, change) => {
  await client.executeMultiple(`update requests set last_decider_id = null, last_verdict = 'approve';
    update accounts set ou_path = 'Root/Prod'; insert into group_members values ('g-1', 'u-ann');
    insert into rule_books values (1, '[${rule({ approval: 'automatic', who: ['group:g-1'], where: ['ou:Root/Prod'] })}]', 'x', 'X', 0)`)
  expect((await read()).startRefused).toBeNull()
  await client.execute(change)
  expect((await read()).startRefused).toMatch(/^No rule grants it/)
  await say({ event: 'provision', owned: true })
  expect((await read()).startRefused).toBeNull()
})

function rule(fields: object): string {
  const plain = {
    name: 'On call',
    effect: 'allow',
    who: [],
    where: [],
    sets: [],
    times: null,
    maxSeconds: 600,
  }
  return JSON.stringify({ ...plain, approval: null, levels: null, ...fields })
}

test('a database that does not answer is Unreachable, and a bug is not', async () => {
  const down = createLedger({
    db: { batch: () => Promise.reject(new Error('refused')) },
    now: () => 0,
    newId: () => 'x',
  })
  await expect(down.sessionsOf(key)).rejects.toBeInstanceOf(Unreachable)
  await client.execute('drop table group_members')
  await expect(ledger.sessionsOf(key)).rejects.not.toBeInstanceOf(Unreachable)
})

const clone = { name: 'jit-abcdefghij-ReadOnly', base: setArn, baseHash: 'h1' }
const onClone = '111122223333/jit-abcdefghij-ReadOnly' as typeof key

test('of a sealed session the keeper reads the clone, and the seal that was recorded', async () => {
  const sealed = await world.approve(ann, { clone, on: onClone, seconds: 600 })
  const before = (await ledger.sessionsOf(onClone)).rows[0]!
  expect(before).toMatchObject({ clone, sealedUntil: null, kill: 'never' })
  const fact = {
    session: sealed.id,
    event: 'sealed',
    at: world.now + 5,
    until: sealed.endsAt,
    roleName: 'jit-2',
  } as const
  expect(await ledger.record(fact, before)).toBe('done')
  expect(await ledger.record(fact, before)).toBe('stale')
  expect(await world.row(sealed.id)).toMatchObject({
    status: 'approved',
    version: before.version + 1,
    credentials: 'sealed',
    credentialsUntil: sealed.endsAt,
    roleName: 'jit-2',
  })
  expect((await ledger.sessionsOf(onClone)).rows[0]).toMatchObject({ sealedUntil: sealed.endsAt })
  expect(await world.eventAt(sealed.id, 'sealed')).toBe(world.now + 5)
})

test('nobody says sealed of a session on the set itself', async () => {
  expect(await say({ event: 'sealed', until: session.endsAt, roleName: null })).toBe('stale')
  expect((await world.row(session.id)).credentials).toBe(null)
})

test('a late seal is said once, and people are told', async () => {
  await client.execute('delete from outbox')
  expect(await say({ event: 'seal_late' })).toBe('done')
  expect(await say({ event: 'seal_late' })).toBe('stale')
  expect(await world.history(session.id)).toEqual(['approve', 'seal_late'])
  const { rows } = await client.execute('select receiver from outbox order by receiver')
  expect(rows.map((row) => row['receiver'])).toEqual(['p-own', 'p-req'])
})

async function end(more: Record<string, unknown> = {}): Promise<void> {
  await say({ event: 'provision', owned: true })
  await say({ event: 'activate', owned: true, op: 'c-1' })
  await say({ event: 'expire', at: session.endsAt })
  const credentials = { credentials: 'may_last', credentialsUntil: session.endsAt + 3_600_000 }
  await say({ ...removed, at: session.endsAt + 7, deleteSentAt: session.endsAt, ...credentials, ...more })
}

test('killed is said of what may last, once, and gone after it with the instant that came first', async () => {
  expect(await say({ event: 'credentials_killed' })).toBe('stale')
  await end()
  const [killed, gone] = [session.endsAt + 5_000, session.endsAt + 60_000]
  expect(await say({ event: 'credentials_killed', at: killed })).toBe('done')
  expect(await say({ event: 'credentials_killed', at: killed })).toBe('stale')
  expect(await world.row(session.id)).toMatchObject({ credentials: 'killed', credentialsUntil: killed })
  expect(await say({ event: 'credentials_gone', at: gone })).toBe('done')
  expect(await world.row(session.id)).toMatchObject({ credentials: 'gone', credentialsUntil: killed })
  expect(await say({ event: 'credentials_killed', at: gone })).toBe('stale')
})

test('nothing is said to be over of a person whose access remains', async () => {
  await end({ accessRemains: 'session', remainsUntil: session.endsAt + 60_000 })
  expect(await say({ event: 'credentials_killed' })).toBe('stale')
  expect(await say({ event: 'credentials_gone' })).toBe('stale')
})

test('which ends are killed follows the mark of the set and the word of the account', async () => {
  expect((await read()).kill).toBe('never')
  await client.execute('update permission_sets set killable = 1')
  expect((await read()).kill).toBe('on_revoke')
  await client.execute('update accounts set kill_at_end = 1')
  expect((await read()).kill).toBe('always')
})
