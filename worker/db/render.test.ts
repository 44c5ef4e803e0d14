import { inArray, sql } from 'drizzle-orm'
import { SQLiteSyncDialect } from 'drizzle-orm/sqlite-core'
import { expect, test } from 'vitest'
import { events } from '../../schema/tables/audit.ts'
import { requests } from '../../schema/tables/requests.ts'
import { columnsOf } from './batch.ts'
import { rendered } from './render.ts'

const dialect = new SQLiteSyncDialect()
const part = sql`${requests.id} = ${'r1'} and ${requests.lastOp} is ${null}`

test.each([
  ['values and columns', sql`select ${requests.id}, 1 from ${requests} where ${part} and live = ${1}`],
  ['names', sql`select ${sql.identifier('a"b')} as ${sql.identifier('accountId')}`],
  ['lists', sql`delete from ${events} where ${events.op} in ${['a', 'b']} or seq in ${[]}`],
  [
    'joined parts and nothing',
    sql`select 1${sql.join([sql`, ${2}`, sql`, ${'x'}`])} ${undefined} ${sql.empty()}`,
  ],
  ['raw text', sql`select ${columnsOf(requests, 'id', 'version')} ${sql.raw("from 'x'")}`],
  ['operators', sql`select 1 where ${inArray(requests.status, ['active', 'ending'])}`],
  ['parameters', sql`select ${sql.param(true, requests.id)}, ${sql.param(null)}`],
  ['inline parameters', sql`select ${sql`${"it's"}`.inlineParams()}`],
])('%s are written as Drizzle writes them', (_, query) => {
  const { sql: text, params } = dialect.sqlToQuery(query)
  expect(rendered(query)).toMatchObject({ sql: text, params })
})
