import { expect, test } from 'vitest'
import { scriptWrites, traitsOf } from './sql.ts'

test.each([
  'insert into t values (1)',
  '/* why */ -- so\n UPDATE t SET a = 1',
  'with x as (select 1) delete from t where a in x',
  'replace into t values (1)',
  'create table t(a)',
  'BEGIN IMMEDIATE',
  'begin exclusive transaction',
  'pragma user_version = 3',
  'pragma main.wal_checkpoint(truncate)',
  'vacuum',
])('takes the write lock: %s', (sql) => {
  expect(traitsOf(sql).writes).toBe(true)
})

test.each([
  'select 1',
  "select 'insert into t'",
  'select "delete" from [update]',
  "with x as (select 1) select replace('a', 'b', 'c')",
  'values (1)',
  'begin',
  'BEGIN TRANSACTION READONLY',
  'commit',
  'savepoint s',
  'pragma foreign_keys = off',
  'pragma table_info(t)',
  'explain delete from t',
])('takes no write lock: %s', (sql) => {
  expect(traitsOf(sql).writes).toBe(false)
})

test('a semicolon ends a statement only where it stands alone', () => {
  const count = (sql: string) => traitsOf(sql).statements
  expect(count("select ';' -- ;")).toBe(1)
  expect(count('select 1;;')).toBe(1)
  expect(count('select 1; select 2')).toBe(2)
  expect(count('create trigger x after insert on t begin select 1; select 2; end;')).toBe(1)
  expect(count(' ; ')).toBe(0)
})

test('parameters are told in the order of their numbers', () => {
  const names = (sql: string) => traitsOf(sql).parameters
  expect(names("select ?, :a, @b, $c, :a, '?'")).toEqual([null, ':a', '@b', '$c'])
  expect(names('select ?2, ?')).toEqual([null, '?2', null])
})

test('a script writes when any of its statements does', () => {
  expect(scriptWrites('select 1; insert into t values (1)')).toBe(true)
  expect(scriptWrites('begin immediate; commit')).toBe(true)
  expect(scriptWrites("begin; select 'drop'; commit; pragma foreign_keys = on")).toBe(false)
})
