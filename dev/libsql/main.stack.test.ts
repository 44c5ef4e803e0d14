import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient, type Client } from '@libsql/client/web'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { freePort } from '../free-port.ts'
import { startProgram, type Running } from '../process.ts'
import { countOf } from './test-kit.ts'

let folder: string
let port: number
let server: Running

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'libsql-test-'))
  port = await freePort()
  server = await start()
})

afterEach(async () => {
  await server.kill()
  rmSync(folder, { recursive: true })
})

function start(): Promise<Running> {
  const file = join(folder, 'sub', 'test.db')
  return startProgram({
    name: 'libsql',
    args: ['dev/libsql/main.ts', '--port', String(port), '--file', file],
    onLine: () => {},
  })
}

function connect(): Client {
  return createClient({ url: `http://127.0.0.1:${port}` })
}

test('what was committed survives kill -9; what was not does not, and holds no lock', async () => {
  const before = connect()
  await before.execute('create table t(a)')
  await before.batch(['insert into t values (1)', 'insert into t values (2)'], 'write')
  const open = await before.transaction('write')
  await open.execute('insert into t values (100)')
  await server.kill()
  server = await start()
  expect(await countOf(connect(), 'select sum(a) from t')).toBe(3)
  await connect().execute('insert into t values (4)')
  expect(await countOf(connect(), 'select sum(a) from t')).toBe(7)
})

test('every commit answered before kill -9 in mid-stream is there afterwards', async () => {
  const client = connect()
  await client.execute('create table t(a)')
  let answered = 0
  const writing = (async () => {
    for (;;) {
      await client.execute('insert into t values (1)')
      answered++
    }
  })().catch(() => {})
  await expect.poll(() => answered).toBeGreaterThan(20)
  await server.kill()
  await writing
  server = await start()
  // One more may have been committed whose answer was lost.
  expect([answered, answered + 1]).toContain(await countOf(connect(), 'select count(*) from t'))
})

test('SIGTERM ends it cleanly, also with a transaction open, and the data stays', async () => {
  await connect().execute('create table t(a)')
  const open = await connect().transaction('write')
  await open.execute('insert into t values (1)')
  process.kill(server.pid, 'SIGTERM')
  expect(await server.exited).toBe(0)
  server = await start()
  expect(await countOf(connect(), 'select count(*) from t')).toBe(0)
})
