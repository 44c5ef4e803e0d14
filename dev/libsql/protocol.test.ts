import { afterAll, beforeAll, expect, test } from 'vitest'
import { close, execute, firsts, startBench, type Bench } from './test-kit.ts'
import type { BatchResult, Condition } from './wire.ts'

let bench: Bench

beforeAll(async () => {
  bench = await startBench()
})

afterAll(() => bench.close())

/** Which of the steps ran, after one that went well (0) and one that failed (1). */
async function ran(conditions: Condition[], before: string[] = []): Promise<boolean[]> {
  const always = ['select 0', 'select nothing'].map((sql) => ({ stmt: { sql } }))
  const steps = [...always, ...conditions.map((condition) => ({ condition, stmt: { sql: 'select 1' } }))]
  const { results } = await bench.hrana([...before.map(execute), { type: 'batch', batch: { steps } }, close])
  const batch = results.at(-2) as { response: { result: BatchResult } }
  return batch.response.result.step_results.slice(2).map((result) => result !== null)
}

const ok = (step: number): Condition => ({ type: 'ok', step })
const error = (step: number): Condition => ({ type: 'error', step })
const not = (cond: Condition): Condition => ({ type: 'not', cond })

test('ok and error ask how an earlier step ended; a skipped one ended neither way', async () => {
  expect(await ran([ok(0), ok(1), error(0), error(1)])).toEqual([true, false, false, true])
  expect(await ran([ok(1), ok(2), error(2), not(ok(2))])).toEqual([false, false, false, true])
})

test('not, and, or combine conditions', async () => {
  const and = (...conds: Condition[]): Condition => ({ type: 'and', conds })
  const or = (...conds: Condition[]): Condition => ({ type: 'or', conds })
  expect(
    await ran([not(ok(0)), and(ok(0), error(1)), and(ok(0), ok(1)), or(ok(1), error(1)), or(ok(1))]),
  ).toEqual([false, true, false, true, false])
})

test('is_autocommit asks whether no transaction is open', async () => {
  const autocommit: Condition = { type: 'is_autocommit' }
  expect(await ran([autocommit, not(autocommit)])).toEqual([true, false])
  expect(await ran([autocommit, not(autocommit)], ['begin'])).toEqual([false, true])
})

test('a failed request of a pipeline is answered as an error and the next one runs', async () => {
  const answer = await bench.hrana([execute('select * from nowhere'), execute('select 7'), close])
  expect(firsts(answer)).toEqual(['SQLITE_ERROR', '7', undefined])
})

test('a closed stream answers what follows in its pipeline with an error', async () => {
  const answer = await bench.hrana([close, execute('select 1'), { type: 'describe', sql: 'select 1' }])
  expect([answer.baton, ...firsts(answer)]).toEqual([null, undefined, 'STREAM_CLOSED', 'STREAM_CLOSED'])
})

test('a baton works once, and one that was never given does not', async () => {
  const first = await bench.hrana([execute('select 1')])
  const second = await bench.hrana([execute('select 2')], first.baton)
  for (const baton of [first.baton, 'never given']) {
    const response = await bench.post('/v2/pipeline', { baton, requests: [close] })
    expect([response.status, await response.json()]).toMatchObject([400, { code: 'BATON_INVALID' }])
  }
  expect(firsts(await bench.hrana([execute('select 3'), close], second.baton))).toEqual(['3', undefined])
})

test('a stored text can be run until it is closed', async () => {
  const stored = { type: 'execute' as const, stmt: { sql_id: 1 } }
  const requests = [
    { type: 'store_sql' as const, sql_id: 1, sql: 'select 5' },
    stored,
    { type: 'close_sql' as const, sql_id: 1 },
    stored,
  ]
  expect(firsts(await bench.hrana([...requests, close]))).toEqual([
    undefined,
    '5',
    undefined,
    'SQL_NOT_FOUND',
    undefined,
  ])
})

test('a request holds exactly one statement', async () => {
  const sqls = ['', ' -- nothing', 'select 1; select 2', 'select 3;']
  const answer = await bench.hrana([...sqls.map(execute), close])
  expect(firsts(answer)).toEqual([
    'SQL_NO_STATEMENT',
    'SQL_NO_STATEMENT',
    'SQL_MANY_STATEMENTS',
    '3',
    undefined,
  ])
})

test('named arguments are found with and without their sign', async () => {
  const value = (text: string) => ({ type: 'text', value: text })
  const named_args = [
    { name: ':a', value: value('x') },
    { name: 'b', value: value('y') },
  ]
  const stmt = { sql: 'select :a || $b', named_args }
  expect(firsts(await bench.hrana([{ type: 'execute', stmt }, close]))).toEqual(['xy', undefined])
  const both = { type: 'execute' as const, stmt: { ...stmt, args: [value('z')] } }
  expect(firsts(await bench.hrana([both, close]))).toEqual(['ARGS_BOTH_POSITIONAL_AND_NAMED', undefined])
})

test('describe tells parameters, columns and whether it writes', async () => {
  await bench.client.execute('create table if not exists d(a text)')
  const describe = (sql: string) => ({ type: 'describe' as const, sql })
  const { results } = await bench.hrana([
    describe('select a from d where a = :x'),
    describe('delete from d'),
    close,
  ])
  const columns = [{ name: 'a', decltype: 'TEXT' }]
  expect(results).toMatchObject([
    {
      response: { result: { params: [{ name: ':x' }], cols: columns, is_explain: false, is_readonly: true } },
    },
    { response: { result: { params: [], cols: [], is_readonly: false } } },
    { type: 'ok' },
  ])
})

test('both protocol versions are there, and protobuf is not', async () => {
  const status = async (path: string) => (await fetch(bench.libsql.url + path)).status
  expect(await Promise.all(['/v2', '/v3', '/health', '/v3-protobuf'].map(status))).toEqual([
    200, 200, 200, 404,
  ])
  expect((await bench.post('/v3/pipeline', { requests: [execute('select 1'), close] })).status).toBe(200)
})

test.each([
  ['no JSON', '{', 400],
  ['another shape', { requests: 'all' }, 400],
  ['an unknown request', { requests: [{ type: 'dance' }] }, 400],
  [
    'an integer beyond 64 bits',
    { requests: [withArg({ type: 'integer', value: '9223372036854775808' })] },
    400,
  ],
  ['too many bytes', ' '.repeat(9 * 1024 * 1024), 413],
])('a body of %s is refused', async (_, body, status) => {
  const response = await bench.post('/v2/pipeline', body)
  expect([response.status, await response.json()]).toEqual([
    status,
    { message: expect.any(String), code: expect.any(String) },
  ])
})

function withArg(value: unknown): object {
  return { type: 'execute', stmt: { sql: 'select ?', args: [value] } }
}

test('a web page is refused', async () => {
  const headers = { origin: 'https://elsewhere.example' }
  const body = JSON.stringify({ requests: [execute('select 1')] })
  const response = await fetch(`${bench.libsql.url}/v2/pipeline`, { method: 'POST', headers, body })
  expect(response.status).toBe(403)
})
