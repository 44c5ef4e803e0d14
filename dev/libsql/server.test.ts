import { afterEach, beforeEach, expect, test } from 'vitest'
import { close, countOf, execute, firsts, startBench, type Bench } from './test-kit.ts'

let bench: Bench

beforeEach(async () => {
  bench = await startBench()
  await bench.client.execute('create table item(id integer primary key, name text not null unique, n real)')
})

afterEach(() => bench.close())

const items = 'select count(*) from item'

test('50 write batches at once all commit and none meets SQLITE_BUSY', async () => {
  const { client } = bench
  await client.execute("insert into item(name, n) values ('counter', 0)")
  const bump = ['update item set n = n + 1', 'select n from item']
  await Promise.all(Array.from({ length: 50 }, () => client.batch(bump, 'write')))
  expect(await countOf(client, 'select n from item')).toBe(50)
})

test('writers go in the order in which they came', async () => {
  const { client, arrived } = bench
  const first = await client.transaction('write')
  await first.execute("insert into item(name) values ('w0')")
  const waiting: Promise<unknown>[] = []
  for (const name of ['w1', 'w2', 'w3', 'w4']) {
    const sql = `insert into item(name) values ('${name}')`
    waiting.push(client.execute(sql))
    await arrived(sql)
  }
  await first.commit()
  await Promise.all(waiting)
  const { rows } = await client.execute('select name from item order by id')
  expect(rows.map(({ name }) => name)).toEqual(['w0', 'w1', 'w2', 'w3', 'w4'])
})

test('a read transaction keeps its snapshot, holds up no writer and takes no write lock', async () => {
  const { client, libsql, counts } = bench
  await fetch(`${libsql.url}/_libsql/calls`, { method: 'DELETE' })
  const reading = await client.transaction('read')
  expect((await reading.execute(items)).rows[0]?.[0]).toBe(0)
  expect((await counts()).writes).toBe(0)
  await client.execute("insert into item(name) values ('later')")
  expect((await reading.execute(items)).rows[0]?.[0]).toBe(0)
  reading.close()
  expect(await countOf(client, items)).toBe(1)
  expect((await counts()).writes).toBe(1)
})

test('a read transaction cannot write', async () => {
  const { client } = bench
  const batch = client.batch(["insert into item(name) values ('x')"], 'read')
  await expect(batch).rejects.toMatchObject({ code: 'SQLITE_READONLY' })
  expect(await countOf(client, items)).toBe(0)
})

test('a stream may write again once its read transaction is over', async () => {
  const { hrana } = bench
  const sqls = ['begin transaction readonly', items, 'commit', "insert into item(name) values ('x')", items]
  const answer = await hrana([...sqls.map(execute), close])
  expect(firsts(answer)).toEqual([undefined, '0', undefined, undefined, '1', undefined])
})

test('readers go on beside an open write transaction and do not see it', async () => {
  const { client } = bench
  const writing = await client.transaction('write')
  await writing.execute("insert into item(name) values ('unseen')")
  expect(await countOf(client, items)).toBe(0)
  await writing.rollback()
})

test('a transaction nobody continues is rolled back and its lock goes to the next', async () => {
  const impatient = await startBench({ idleMs: 30 })
  const { client, hrana, post } = impatient
  await client.execute('create table t(a)')
  const { baton } = await hrana([execute('begin immediate'), execute('insert into t values (1)')])
  await client.execute('insert into t values (2)')
  expect(await countOf(client, 'select sum(a) from t')).toBe(2)
  const late = await post('/v2/pipeline', { baton, requests: [execute('commit')] })
  expect([late.status, await late.json()]).toMatchObject([400, { code: 'STREAM_EXPIRED' }])
  await impatient.close()
})

test('closing a stream rolls its transaction back at once', async () => {
  const { client, hrana } = bench
  const begun = await hrana([execute('begin immediate'), execute("insert into item(name) values ('gone')")])
  const closed = await hrana([close], begun.baton)
  expect(closed.baton).toBeNull()
  await client.execute("insert into item(name) values ('kept')")
  expect(await countOf(client, items)).toBe(1)
})

test('a client that hangs up while it waits for the lock neither writes nor keeps its place', async () => {
  const { client, hrana, arrived } = bench
  const holder = await hrana([execute('begin immediate')])
  const leaving = new AbortController()
  const begin = 'begin immediate /* leaving */'
  const requests = [execute(begin), execute("insert into item(name) values ('left')")]
  const waiting = hrana(requests, null, leaving.signal)
  await arrived(begin)
  leaving.abort()
  await expect(waiting).rejects.toThrow('aborted')
  const next = client.execute("insert into item(name) values ('next')")
  await hrana([execute('commit'), close], holder.baton)
  await next
  const { rows } = await client.execute('select name from item')
  expect(rows.map(({ name }) => name)).toEqual(['next'])
})

test('a deferred transaction that read before another wrote is refused, and its stream goes on well', async () => {
  const { client, hrana } = bench
  const reading = await hrana([execute('begin deferred'), execute(items)])
  await client.execute("insert into item(name) values ('a')")
  const insert = execute("insert into item(name) values ('b')")
  const refused = await hrana([insert, execute('rollback'), insert, execute(items), close], reading.baton)
  expect(firsts(refused)).toEqual(['SQLITE_BUSY_SNAPSHOT', undefined, undefined, '2', undefined])
})

test('EXPLAIN leaves no snapshot behind', async () => {
  const { client, hrana } = bench
  const explained = await hrana([execute('explain query plan select * from item'), execute(items)])
  await client.execute("insert into item(name) values ('new')")
  const after = await hrana(
    [execute(items), execute("insert into item(name) values ('own')")],
    explained.baton,
  )
  expect(firsts(after)).toEqual(['1', undefined])
  expect(await countOf(client, items)).toBe(2)
})

test('a setting of one stream is not inherited by the next', async () => {
  const { client, hrana } = bench
  await hrana([execute('pragma foreign_keys = off'), close])
  expect(await countOf(client, 'pragma foreign_keys')).toBe(1)
})

test('RETURNING answers rows and the number of changes', async () => {
  const { client } = bench
  const made = await client.execute("insert into item(name) values ('a'), ('b') returning id")
  expect([made.rows.length, made.rowsAffected, made.lastInsertRowid]).toEqual([2, 2, 2n])
  const none = await client.execute("update item set n = 1 where name = 'zzz' returning id")
  expect([none.rows.length, none.rowsAffected]).toEqual([0, 0])
})

test('errors keep their SQLITE_CONSTRAINT codes, and the batch is undone', async () => {
  const { client } = bench
  const insert = (name: string) => ({ sql: 'insert into item(name) values (?)', args: [name] })
  const twice = client.batch([insert('same'), insert('same')], 'write')
  await expect(twice).rejects.toMatchObject({ code: 'SQLITE_CONSTRAINT_UNIQUE', statementIndex: 1 })
  const missing = client.execute('insert into item(name) values (null)')
  await expect(missing).rejects.toMatchObject({ code: 'SQLITE_CONSTRAINT_NOTNULL' })
  expect(await countOf(client, items)).toBe(0)
})

test('every kind of value comes back as it went', async () => {
  const { client } = bench
  const args = [null, 1.5, 'ü\n', new Uint8Array([0, 255]), 9_007_199_254_740_991n]
  const { rows } = await client.execute({ sql: 'select ?, ?, ?, ?, ?', args })
  const [row] = rows
  expect([row?.[0], row?.[1], row?.[2]]).toEqual([null, 1.5, 'ü\n'])
  expect(new Uint8Array(row?.[3] as ArrayBuffer)).toEqual(new Uint8Array([0, 255]))
  expect(row?.[4]).toBe(9_007_199_254_740_991)
})
