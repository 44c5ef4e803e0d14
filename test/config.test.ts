import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ApiRefusal, type ConfigApi } from '../dev/config/api.ts'
import { runConfig } from '../dev/config/run.ts'
import { account, stage, type Answer, type Stage } from './stage.ts'

// `npm run config` against the API in memory: what it says, and what it writes.

let s: Stage
let folder: string
let said: string[]
let calls: number
beforeEach(async () => {
  s = await stage()
  folder = mkdtempSync(join(tmpdir(), 'hallpass-config-'))
  calls = 0
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function api(): ConfigApi {
  const body = ({ status, body }: Answer) => {
    if (status >= 400) throw new ApiRefusal({ status, detail: body.detail, field: body.field ?? null })
    return body
  }
  return {
    state: async () => body(await s.call('admin', 'GET', '/v1/config')),
    apply: async (changes, how = {}) => {
      calls += 1
      return body(await s.call('admin', 'POST', '/v1/config', { changes, ...how }))
    },
  }
}

async function config(
  verb: 'plan' | 'apply',
  file: object | string,
  plan: string | null = null,
): Promise<string[]> {
  const path = join(folder, 'config.json')
  writeFileSync(path, typeof file === 'string' ? file : JSON.stringify(file, null, 2))
  said = []
  await runConfig({ verb, path, plan }, api(), (line) => said.push(line))
  return said.map((line) => line.replaceAll(path, 'FILE'))
}
const all = async (query: string) => (await s.client.execute(query)).rows.map((row) => ({ ...row }))
const events = () => all('select count(*) as n from events')

const file = {
  $schema: '../docs/config.schema.json',
  people: [{ email: 'New@Example.com', name: 'New One', role: 'approver' }],
  ous: [{ path: 'Root/Workloads', owners: ['ssoadmin@example.com'] }],
  accounts: [
    {
      id: account('sandbox-one'),
      owners: ['new@example.com'],
      sensitive: true,
      killAtEnd: true,
      maxSeconds: 3600,
    },
    { id: account('prod-web'), owners: ['owner@example.com'] },
  ],
  permissionSets: [{ name: 'PowerUser', requestable: false }],
}

describe('plan', () => {
  test('it says what would change and changes nothing', async () => {
    const lines = await config('plan', file)
    expect(lines.slice(0, -2)).toEqual([
      '+ person new@example.com',
      '    name: New One',
      '    role: approver',
      '~ permission set PowerUser',
      '    requestable: true -> false',
      '~ OU Root/Workloads',
      '    owners: + ssoadmin@example.com',
      `~ account ${account('sandbox-one')} sandbox-one`,
      '    owners: + new@example.com',
      '    sensitive: false -> true',
      '    killAtEnd: false -> true',
      '    maxSeconds: no limit -> 3600',
    ])
    expect(lines.at(-2)).toMatch(
      /^Plan [\da-f]{12}: 1 person, 1 permission set, 1 OU, 1 account would change. Nothing was changed.$/,
    )
    expect(await events()).toEqual([{ n: 0 }])
    expect(await all("select 1 from people where email = 'new@example.com'")).toEqual([])
  })

  const wrong: [string, object | string, string][] = [
    ['no JSON', '{\n  "accounts": [\n  {]\n}', ':3: column 4: Expected a name in double quotes, found ].'],
    [
      'an unknown setting',
      { accounts: [{ id: account('prod-web'), color: 'red' }] },
      ':5: accounts.0.color: "color" is no setting here; take it out, or see docs/config.schema.json.',
    ],
    [
      'an id that is none',
      { accounts: [{ id: '1234' }] },
      ':4: accounts.0.id: An account id has 12 digits. Found "1234".',
    ],
    ['an id that is missing', { accounts: [{ sensitive: true }] }, ':3: accounts.0.id: "id" is missing.'],
    [
      'an account nobody has',
      { accounts: [{ id: '000000000001' }] },
      ':4: accounts.0.id: The organisation has no account 000000000001; take it out, or wait for the catalog.',
    ],
    [
      'an owner nobody knows',
      { accounts: [{ id: account('prod-web'), owners: ['who@example.com'] }] },
      ':6: accounts.0.owners.0: Nobody has the address who@example.com; name them under "people" to invite them.',
    ],
    [
      'a group nobody knows',
      { ous: [{ path: 'Root', owners: ['group:none'] }] },
      ':6: ous.0.owners.0: Identity Center has no group none; check its name.',
    ],
    [
      'a role that is none',
      { people: [{ email: 'a@example.com', role: 'root' }] },
      ':5: people.0.role: A role is one of viewer, approver, sso_admin, admin. Found "root".',
    ],
    [
      'an account named twice',
      { accounts: [{ id: account('prod-web') }, { id: account('prod-web') }] },
      ':6: accounts.1: 222233334444 is named before; keep one of them.',
    ],
    [
      'the management account opened',
      { accounts: [{ id: account('management'), requestable: true }] },
      ':5: accounts.0.requestable: The account that manages the organisation is never requestable; take it out.',
    ],
    [
      'a protected set opened',
      { permissionSets: [{ name: 'AdministratorAccess', requestable: true }] },
      ':5: permissionSets.0.requestable: AdministratorAccess is protected: nobody may ask for it; take it out.',
    ],
    [
      'a set nobody has',
      { permissionSets: [{ name: 'Root' }] },
      ':4: permissionSets.0.name: There is no permission set Root; check its name.',
    ],
    [
      'no Admin left',
      { people: [{ email: 'admin@example.com', role: 'viewer' }] },
      ':2: people: Nobody else is an Admin; make somebody one first.',
    ],
  ]
  test.each(wrong)('%s is refused with its line and what to do', async (_, wrongFile, what) => {
    const refusal = await config('plan', wrongFile).catch((error: unknown) => (error as Error).message)
    expect(String(refusal)).toContain(what)
    expect(await events()).toEqual([{ n: 0 }])
  })

  test('all that is wrong is said at once', async () => {
    const ids = ['1', '2', '3'].map((id) => ({ id }))
    await expect(config('plan', { accounts: ids })).rejects.toThrow(
      /accounts\.0[^]*accounts\.1[^]*accounts\.2/,
    )
  })
})

describe('settings', () => {
  test('how long a request waits is set in the file, and counts from the next request on', async () => {
    const before = (await s.ask('viewer')).body
    expect(await config('plan', { settings: { windowSeconds: 7200 } })).toContain(
      '    windowSeconds: 86400 -> 7200',
    )
    expect((await config('apply', { settings: { windowSeconds: 7200 } })).at(-1)).toBe(
      'Applied: 1 settings, in 1 call.',
    )
    expect(await config('plan', { settings: { windowSeconds: 7200 } })).toEqual(['Nothing to change.'])
    const asked = (await s.ask('viewer', { accountId: account('dev-web') })).body
    expect(Date.parse(asked.windowEndsAt) - s.clock).toBe(7_200_000)
    const { body } = await s.call('viewer', 'GET', `/v1/requests/${before.id}`)
    expect(Date.parse(body.windowEndsAt) - s.clock).toBe(86_400_000)
    expect(await all("select event, actor_id from events where subject_kind = 'settings'")).toEqual([
      { event: 'configure', actor_id: 'p-admin' },
    ])
  })

  test('set by somebody else meanwhile: nothing is written', async () => {
    const from = { windowSeconds: 86_400 }
    const changes = [{ what: 'settings', key: 'everywhere', from, to: { windowSeconds: 7200 } }]
    await s.token('admin')
    s.between = () => s.client.execute("insert into settings (name, value) values ('window_seconds', '900')")
    expect((await s.call('admin', 'POST', '/v1/config', { changes })).status).toBe(412)
    expect(await all("select value from settings where name = 'window_seconds'")).toEqual([{ value: '900' }])
  })

  test.each([899, 1_209_601, 1.5, '3600'])('a window of %j is refused', async (windowSeconds) => {
    await expect(config('plan', { settings: { windowSeconds } })).rejects.toThrow(/settings.windowSeconds/)
  })
})

describe('rules', () => {
  const rule = (name: string, fields = {}) => ({
    name,
    effect: 'allow',
    who: [],
    where: [],
    sets: [],
    ...fields,
  })
  const two = {
    rules: [
      rule('Reading', { sets: ['ReadOnly'], approval: 'automatic', maxSeconds: 3600 }),
      rule('Never', { effect: 'deny', who: ['viewer@example.com'], where: ['ou:Root/Security'] }),
    ],
  }

  test('all of them stand in the file: what is new comes, what is not there goes', async () => {
    expect((await config('plan', two)).slice(0, -2)).toEqual([
      '+ rule Never',
      '    effect: deny',
      '    who: viewer@example.com',
      '    where: ou:Root/Security',
      '    sets: all',
      '+ rule Reading',
      '    effect: allow',
      '    who: all',
      '    where: all',
      '    sets: ReadOnly',
      '    maxSeconds: 3600',
      '    approval: automatic',
    ])
    expect((await config('apply', two)).at(-1)).toBe('Applied: 2 rules, in 1 call.')
    expect(await config('plan', { rules: two.rules.toReversed() })).toEqual(['Nothing to change.'])
    const one = { rules: [{ ...two.rules[0], maxSeconds: 7200 }] }
    expect((await config('apply', one)).slice(0, -1)).toEqual([
      '~ rule Reading',
      '    maxSeconds: 3600 -> 7200',
      '- rule Never',
    ])
    expect((await s.call('admin', 'GET', '/v1/rules')).body).toMatchObject(one)
    expect(await config('plan', {})).toEqual(['Nothing to change.'])
    expect((await config('apply', { rules: [] })).at(-1)).toBe('Applied: 1 rule, in 1 call.')
  })

  const wrongRules: [string, object, string][] = [
    ['nobody', { who: ['who@example.com'] }, ':7: rules.0.who.0: Nobody has the address who@example.com;'],
    [
      'no account',
      { where: ['000000000001'] },
      'rules.0.where.0: The organisation has no account 000000000001;',
    ],
    ['no set', { sets: ['Root'] }, 'rules.0.sets.0: There is no permission set Root;'],
    ['no days', { times: { zone: 'UTC', weekly: [] } }, 'rules.0.times.weekly: Name the hours.'],
  ]
  test.each(wrongRules)('one that names %s is refused with its line', async (_, fields, what) => {
    await expect(config('plan', { rules: [rule('One', fields)] })).rejects.toThrow(what)
  })

  test('two of one name are refused', async () => {
    await expect(config('plan', { rules: [rule('One'), rule('One')] })).rejects.toThrow(
      /rules\.1: One is named before/,
    )
  })

  test('a rule that somebody changed meanwhile stops it', async () => {
    await s.token('admin')
    s.between = () => s.client.execute("insert into rule_books values (1, '[]', 'x', 'X', 0)")
    await expect(config('apply', two)).rejects.toThrow(/0 of 2 changes are applied/)
  })
})

describe('apply', () => {
  test('it does what the plan said, and again there is nothing to do', async () => {
    expect((await config('apply', file)).at(-1)).toBe(
      'Applied: 1 person, 1 permission set, 1 OU, 1 account, in 1 call.',
    )
    const made = await events()
    expect(await config('plan', file)).toEqual(['Nothing to change.'])
    expect(await config('apply', file)).toEqual(['Nothing to change.'])
    expect(await events()).toEqual(made)
    expect(
      (await s.call('admin', 'GET', `/v1/accounts/${account('sandbox-one')}/owners`)).body,
    ).toMatchObject({
      owners: ['new@example.com'],
      from: 'account',
    })
    expect((await s.ask('viewer')).body.type).toBe('/problems/no-sets')
  })

  test('a reviewed plan is applied as it was reviewed, or not at all', async () => {
    const name = /^Plan (\w+)/.exec((await config('plan', file)).at(-2)!)![1]!
    await s.client.execute("update accounts set sensitive = 1 where name = 'sandbox-one'")
    await expect(config('apply', file, name)).rejects.toThrow(/not plan .* any more/)
    expect(await events()).toEqual([{ n: 0 }])
    const again = /^Plan (\w+)/.exec((await config('plan', file)).at(-2)!)![1]!
    await config('apply', file, again)
    expect(await config('plan', file)).toEqual(['Nothing to change.'])
  })

  test('what moves while it is applied stops it, and it says where', async () => {
    await s.token('admin')
    s.between = () =>
      s.client.execute("update accounts set sensitive = 1, version = version + 1 where name = 'sandbox-one'")
    await expect(config('apply', file)).rejects.toThrow(/0 of 4 changes are applied/)
    expect(await events()).toEqual([{ n: 0 }])
  })

  test('300 accounts are set up from one file in few calls', async () => {
    const accounts = Array.from({ length: 300 }, (_, i) => String(700_000_000_000 + i))
    await s.client.batch(
      accounts.map((id, i) => ({
        sql: "insert into accounts (id, name, ou_path) values (?, ?, 'Root/Workloads/Dev')",
        args: [id, `workload-${i}`],
      })),
      'write',
    )
    const large = {
      people: Array.from({ length: 30 }, (_, i) => ({ email: `owner-${i}@example.com`, role: 'approver' })),
      accounts: accounts.map((id, i) => ({
        id,
        requestable: true,
        sensitive: i % 7 === 0,
        maxSeconds: 28_800,
        owners: [`owner-${i % 30}@example.com`, `owner-${(i + 1) % 30}@example.com`],
      })),
    }
    expect((await config('apply', large)).at(-1)).toBe('Applied: 30 people, 300 accounts, in 2 calls.')
    expect(calls).toBe(2)
    expect(await all("select count(*) as n from owners where account_id like '7000000%'")).toEqual([
      { n: 600 },
    ])
    expect(await config('plan', large)).toEqual(['Nothing to change.'])
  })
})
