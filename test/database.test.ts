import { expect, test } from 'vitest'
import { freshDatabase } from './database.ts'

test('a fresh database has every table and trigger, and nothing else', async () => {
  const db = await freshDatabase()
  const { rows } = await db.execute(
    "select name from sqlite_master where type in ('table', 'view', 'trigger')",
  )
  const names = rows.map((row) => row['name'])
  expect(names).toEqual(expect.arrayContaining(['requests', 'events', 'must', 'end_is_written_once']))
  expect((await db.execute('select count(*) as n from requests')).rows[0]!['n']).toBe(0)
})

test('two fresh databases share nothing', async () => {
  const [one, other] = [await freshDatabase(), await freshDatabase()]
  await one.execute("insert into settings (name, value) values ('a', '1')")
  expect((await other.execute('select count(*) as n from settings')).rows[0]!['n']).toBe(0)
})
