import { afterEach, beforeEach, expect, test } from 'vitest'
import { close, countOf, execute, startBench, type Bench } from './test-kit.ts'

let bench: Bench

beforeEach(async () => {
  bench = await startBench()
  await bench.client.execute('create table t(a)')
  await reset('calls')
})

afterEach(() => bench.close())

async function reset(what: 'calls' | 'faults'): Promise<void> {
  await fetch(`${bench.libsql.url}/_libsql/${what}`, { method: 'DELETE' })
}

test('pipelines are counted, and those that took the write lock', async () => {
  const { client, counts } = bench
  await client.execute('select 1')
  await client.batch(['select 1', 'select 2'], 'read')
  expect(await counts()).toEqual({ pipelines: 2, writes: 0 })
  await client.execute('insert into t values (1)')
  await client.batch(['insert into t values (2)', 'insert into t values (3)'], 'write')
  await client.batch(['select 1'], 'write')
  expect(await counts()).toEqual({ pipelines: 5, writes: 3 })
  await reset('calls')
  expect(await counts()).toEqual({ pipelines: 0, writes: 0 })
})

test('several writes in one pipeline count as one', async () => {
  await bench.hrana([execute('insert into t values (1)'), execute('insert into t values (2)'), close])
  expect(await bench.counts()).toEqual({ pipelines: 1, writes: 1 })
})

test('a write transaction over several pipelines counts as one write', async () => {
  const transaction = await bench.client.transaction('write')
  await transaction.execute('insert into t values (1)')
  await transaction.execute('insert into t values (2)')
  await transaction.commit()
  expect(await bench.counts()).toEqual({ pipelines: 3, writes: 1 })
})

test('the texts of the last 50 pipelines are told, without the steps that were skipped', async () => {
  const { client, last } = bench
  for (let i = 0; i < 60; i++) await client.execute(`select ${i}`)
  await client.batch(['insert into t values (1)'], 'write')
  const texts = await last()
  expect(texts).toHaveLength(50)
  expect(texts.at(-2)).toEqual(['select 59'])
  expect(texts.at(-1)).toEqual(['BEGIN IMMEDIATE', 'insert into t values (1)', 'COMMIT'])
})

test('down: pipelines answer 503 until the fault is deleted, and nothing runs', async () => {
  await bench.post('/_libsql/faults', { kind: 'down' })
  const insert = () => bench.client.execute('insert into t values (1)')
  await expect(insert()).rejects.toMatchObject({ code: 'SERVER_ERROR' })
  await expect(insert()).rejects.toMatchObject({ code: 'SERVER_ERROR' })
  await reset('faults')
  expect(await countOf(bench.client, 'select count(*) from t')).toBe(0)
})

test('lost: the statement is done, the answer never comes, and only as often as was asked', async () => {
  await bench.post('/_libsql/faults', { kind: 'lost', times: 1 })
  const requests = [execute('insert into t values (1)'), close]
  await expect(bench.hrana(requests)).rejects.toThrow('fetch failed')
  expect(await countOf(bench.client, 'select count(*) from t')).toBe(1)
})

test('lost: a transaction whose baton never arrived is rolled back at once', async () => {
  await bench.post('/_libsql/faults', { kind: 'lost', times: 1 })
  const requests = [execute('begin immediate'), execute('insert into t values (1)')]
  await expect(bench.hrana(requests)).rejects.toThrow('fetch failed')
  await bench.client.execute('insert into t values (2)')
  expect(await countOf(bench.client, 'select sum(a) from t')).toBe(2)
})

test('delay: the next pipeline overtakes the delayed one', async () => {
  await bench.post('/_libsql/faults', { kind: 'delay', ms: 200, times: 1 })
  const done: string[] = []
  const slow = bench.client.execute("insert into t values ('slow')").then(() => done.push('slow'))
  await expect.poll(async () => (await bench.counts()).pipelines).toBe(1)
  await bench.client.execute("insert into t values ('quick')").then(() => done.push('quick'))
  await slow
  expect(done).toEqual(['quick', 'slow'])
})

test('a fault nobody knows is refused', async () => {
  expect((await bench.post('/_libsql/faults', { kind: 'fire' })).status).toBe(400)
})
