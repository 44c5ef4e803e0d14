import { beforeEach, expect, test } from 'vitest'
import { group, principal } from '../test/drift-stage.ts'
import { account, set, stage, type Stage, type Who } from '../test/stage.ts'

let s: Stage
let id: string
beforeEach(async () => {
  s = await stage()
  id = (await s.ask('viewer')).body.id
})

const run = (query: string, ...args: (string | number)[]) => s.client.execute({ sql: query, args })
const standing = async (who: Who = 'owner') => (await s.call(who, 'GET', `/v1/requests/${id}`)).body.standing
const instant = (ms: number) => new Date(ms).toISOString()

let number = 0
/** What the looks at AWS left: somebody holds PowerUser on prod-web, unless said. */
async function found(part: Readonly<Record<string, string | number>> = {}): Promise<void> {
  const row = {
    id: `f${++number}`,
    kind: 'unknown',
    status: 'open',
    account_id: account('prod-web'),
    account_name: 'prod-web',
    set_arn: set('PowerUser'),
    set_name: 'PowerUser',
    principal_type: 'USER',
    principal_id: principal('viewer'),
    principal_name: 'Viewer One',
    first_seen_at: s.clock - 120_000,
    last_seen_at: s.clock - 60_000,
    ...part,
  }
  const names = Object.keys(row)
  await run(
    `insert into findings (${names.join()}) values (${names.map(() => '?').join()})`,
    ...Object.values(row),
  )
}
const through = { principal_type: 'GROUP', principal_id: group('data-leads'), principal_name: 'data-leads' }
const join = () => run('insert into group_members values (?, ?)', group('data-leads'), principal('viewer'))

test('what the requester holds in the account by name and through a group, as of when', async () => {
  await join()
  await found()
  await found({ ...through, set_arn: set('ReadOnly'), set_name: 'ReadOnly', status: 'ignored' })
  await run("insert into settings (name, value) values ('last_full_look_at', ?)", String(s.clock - 300_000))
  const seenAt = instant(s.clock - 60_000)
  expect(await standing()).toEqual({
    items: [
      { permissionSetName: 'PowerUser', through: 'name', group: null, seenAt },
      { permissionSetName: 'ReadOnly', through: 'group', group: 'data-leads', seenAt },
    ],
    lookedAt: instant(s.clock - 300_000),
    missed: 0,
  })
})

test('nobody else’s, nor elsewhere, nor what is over or only suspected', async () => {
  await found({ principal_id: principal('owner') })
  await found(through)
  await found({ account_id: account('prod-payments') })
  await found({ set_arn: set('ReadOnly'), status: 'suspected' })
  await found({ status: 'over' })
  await found({ kind: 'lost', status: 'open' })
  expect(await standing()).toEqual({ items: [], lookedAt: null, missed: 0 })
})

test('a look that AWS did not answer in full says so', async () => {
  await run(
    "insert into settings (name, value) values ('last_full_look_at', ?), ('last_full_look_missed', '2')",
    '1',
  )
  expect(await standing()).toMatchObject({ items: [], missed: 2 })
})

test('only for whoever may see where AWS and we differ', async () => {
  await found()
  expect(await standing('viewer')).toBeNull()
  expect((await standing('ssoadmin')).items).toHaveLength(1)
})

test('it is one trip, as before', async () => {
  await standing()
  Object.assign(s.trips, { reads: 0, writes: 0 })
  await standing()
  expect(s.trips).toEqual({ reads: 1, writes: 0 })
})
