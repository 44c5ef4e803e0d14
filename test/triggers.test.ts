import { beforeEach, describe, expect, test } from 'vitest'
import { stage, wish, type Stage } from './stage.ts'

let s: Stage
beforeEach(async () => {
  s = await stage()
  const { body } = await s.ask('viewer')
  await s.call('owner', 'POST', `/v1/requests/${body.id}/decision`, { decision: 'approve' })
  await s.client.execute("insert into rule_books values (1, '[]', 'x', 'X', 0)")
  await run(
    "insert into custom_sets (id, definition, policy_hash, at) values ('custom:x', '{\"label\":\"x\"}', 'h', 0)",
  )
})

const run = (query: string) => s.client.execute(query)
const number = async (query: string) => Number((await run(query)).rows[0]![0])

describe('what no statement may do, whoever sends it', () => {
  const forbidden: [string, string, RegExp][] = [
    ['an event is changed', "update events set comment = 'else'", /append only/],
    ['an event is deleted', 'delete from events', /append only/],
    ['a decision is changed', "update decisions set verdict = 'reject'", /append only/],
    ['a decision is deleted', 'delete from decisions', /append only/],
    ['a request is deleted', 'delete from requests', /immutable/],
    ['rules are changed', "update rule_books set rules = '[]'", /append only/],
    ['rules are deleted', 'delete from rule_books', /append only/],
    ['a version of the rules is left out', "insert into rule_books values (3, '[]', 'x', 'X', 0)", /version/],
    ['a status moves without its version', "update requests set status = 'active'", /version/],
    ['a status skips a version', "update requests set status = 'active', version = version + 2", /version/],
    ['an end is moved', 'update requests set ends_at = ends_at + 1', /once/],
    ['an end is taken back', 'update requests set ends_at = null', /once/],
    ['more is granted than was asked for', 'update requests set granted_s = duration_s + 1', /CHECK/],
    ['a definition is changed', "update custom_sets set definition = '{}'", /immutable/],
    ['a definition is deleted', 'delete from custom_sets', /immutable/],
    ['an instant is no whole number', 'update requests set ends_at = 1.5', /CHECK|once/],
  ]
  test.each(forbidden)('%s', async (_, statement, why) => {
    await expect(run(statement)).rejects.toThrow(why)
  })

  const sent = [
    'id',
    'kind',
    'requester_id',
    'requester_name',
    'principal_id',
    'account_id',
    'account_name',
    'set_hash',
    'set_arn',
    'set_name',
    'session_seconds',
    'denied_action',
    'denied_resource',
    'urgent',
    'duration_s',
    'justification',
    'ticket',
    'digest',
    'opened_at',
    'window_ends_at',
    'extends_id',
  ]
  test.each(sent)('what was sent is changed: %s', async (column) => {
    await expect(run(`update requests set ${column} = 1`)).rejects.toThrow(/immutable/)
  })
})

test('only the retry of a failed grant writes its end anew', async () => {
  await run("update requests set status = 'failed', version = version + 1")
  await run("update requests set status = 'provisioning', version = version + 1, ends_at = ends_at + 1")
  await expect(run('update requests set ends_at = ends_at + 1')).rejects.toThrow(/once/)
})

describe('a fact a decision rests on moves its version', () => {
  const ownersVersion = `select owners_version from accounts where id = '${wish.accountId}'`
  const changes: [string, string, string][] = [
    ['an owner comes', `insert into owners values ('p-viewer', '${wish.accountId}')`, ownersVersion],
    ['an owner goes', `delete from owners where person_id = 'p-owner'`, ownersVersion],
    ...['level = 0', 'active = 0', 'auditor = 1', 'principal_id = null'].map(
      (change): [string, string, string] => [
        `a person: ${change}`,
        `update people set ${change} where id = 'p-owner'`,
        "select version from people where id = 'p-owner'",
      ],
    ),
  ]
  test.each(changes)('%s', async (_, change, version) => {
    const before = await number(version)
    await run(change)
    expect(await number(version)).toBe(before + 1)
  })

  test('a name is no such fact', async () => {
    await run("update people set name = 'Else' where id = 'p-owner'")
    expect(await number("select version from people where id = 'p-owner'")).toBe(1)
  })
})
