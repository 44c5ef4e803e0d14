import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { statuses } from '../../schema/contract/lifecycle.ts'
import { stage, type Stage, type Who } from '../../test/stage.ts'

// 600 requests of every status, by five people, for six accounts; what the API lists is held against the plain meaning.

interface Row {
  readonly id: string
  readonly requester_id: string
  readonly account_id: string
  readonly status: string
  readonly last_decider_id: string | null
  readonly first_decider_id: string | null
  readonly opened_at: number
  readonly ends_at: number | null
}

const accounts = [
  '700000000000',
  '700000000001',
  '700000000002',
  '700000000003',
  '700000000004',
  '700000000005',
]
const people = ['p-viewer', 'p-owner', 'p-ssoadmin', 'p-x', 'p-y']
const rests = statuses.filter((status) => !['approved', 'owner_approved', 'admin_approved'].includes(status))

let s: Stage
let all: Row[]
beforeAll(async () => {
  s = await stage()
  await s.client.execute('delete from owners')
  for (const id of accounts)
    await s.client.execute(`insert into accounts (id, name, requestable) values ('${id}', '${id}', 1)`)
  for (const id of ['700000000000', '700000000001', '700000000002', '700000000003'])
    await s.client.execute(`insert into owners values ('p-owner', '${id}')`)
  // The viewer stands in for the owner, but never for the owner's own requests.
  await s.client.execute(
    `insert into absences (person_id, stand_in_id, until, at) values ('p-owner', 'p-viewer', ${s.clock + 1e9}, 0)`,
  )
  all = Array.from({ length: 600 }, (_, i) => rowOf(i))
  await s.client.batch(all.map(insertion), 'write')
})

/** Any of `from`, always the same for the same `i`. */
const pick = <T>(from: readonly T[], i: number, salt: number): T =>
  from[((i * 2_654_435_761 + salt * 40_503) >>> 7) % from.length]!

function rowOf(i: number): Row {
  const status = pick(rests, i, 1)
  const decided = i % 3 > 0
  return {
    id: `r-${String((i * 7919) % 1000).padStart(4, '0')}`,
    requester_id: pick(people, i, 2),
    account_id: i % 4 === 0 ? '700000000000' : pick(accounts, i, 3),
    status,
    last_decider_id: decided ? pick(['p-admin', 'p-ssoadmin'], i, 4) : null,
    first_decider_id: i % 9 === 1 ? 'p-owner' : null,
    // Several at one instant: the id breaks the tie.
    opened_at: s.clock - 1e8 + Math.floor(i / 3) * 1000,
    ends_at: ['active', 'provisioning'].includes(status) ? s.clock + (i % 2 === 0 ? -1 : 1) * 60_000 : null,
  }
}

function insertion(row: Row) {
  const filled = {
    ...row,
    kind: 'standard',
    requester_name: 'x',
    principal_id: 'x',
    account_name: row.account_id,
    set_arn: 'x',
    set_name: 'x',
    session_seconds: 3600,
    duration_s: 60,
    justification: 'x',
    digest: 'x',
    window_ends_at: row.opened_at + 1e9,
    deciders: 1,
    starts_at: row.ends_at === null ? null : row.ends_at - 1000,
  }
  const names = Object.keys(filled)
  const sql = `insert into requests (${names.join()}) values (${names.map(() => '?').join()})`
  return { sql, args: Object.values(filled) }
}

const answered = ({ status, ends_at }: Row) => (ends_at !== null && ends_at <= s.clock ? 'ending' : status)

function mayBeSeenBy(who: Who, row: Row): boolean {
  if (who === 'admin' || who === 'ssoadmin' || row.requester_id === `p-${who}`) return true
  const isOwned = ['700000000000', '700000000001', '700000000002', '700000000003'].includes(row.account_id)
  return isOwned && (who === 'owner' || row.requester_id !== 'p-owner')
}

interface Sought {
  readonly status: readonly string[]
  readonly accountId: string | undefined
  readonly requesterId: string | undefined
  readonly deciderId: string | undefined
  readonly from: number | undefined
  readonly to: number | undefined
}

function meant(who: Who, { status, accountId, requesterId, deciderId, from, to }: Sought): string[] {
  const found = all.filter(
    (row) =>
      mayBeSeenBy(who, row) &&
      (status.length === 0 || status.includes(answered(row))) &&
      (accountId === undefined || row.account_id === accountId) &&
      (requesterId === undefined || row.requester_id === requesterId) &&
      (deciderId === undefined || [row.last_decider_id, row.first_decider_id].includes(deciderId)) &&
      (from === undefined || row.opened_at >= from) &&
      (to === undefined || row.opened_at <= to),
  )
  return found.toSorted((a, b) => b.opened_at - a.opened_at || (a.id < b.id ? 1 : -1)).map(({ id }) => id)
}

function queryOf({ from, to, ...sought }: Sought): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(sought))
    for (const each of [value].flat()) if (each !== undefined) query.append(name, each)
  if (from !== undefined) query.set('from', new Date(from).toISOString())
  if (to !== undefined) query.set('to', new Date(to).toISOString())
  return query.toString()
}

async function listed(who: Who, scope: string, sought: Sought): Promise<string[]> {
  const found: string[] = []
  let after: string | null = ''
  for (let pages = 0; after !== null; pages += 1) {
    const path = `/v1/requests?scope=${scope}&${queryOf(sought)}${after === '' ? '' : `&after=${after}`}`
    const { status, body } = await s.call(who, 'GET', path)
    if (status !== 200 || pages > 300) throw new Error(`${path}: ${JSON.stringify(body)}`)
    found.push(...body.items.map(({ id }: { id: string }) => id))
    after = body.next
  }
  return found
}

const nothing: Sought = {
  status: [],
  accountId: undefined,
  requesterId: undefined,
  deciderId: undefined,
  from: undefined,
  to: undefined,
}
const maybe = <T>(values: readonly T[]) => fc.option(fc.constantFrom(...values), { nil: undefined })
const instants = [0, 50, 100, 150, 199].map((n) => Date.parse('2026-11-23T02:14:00Z') - 1e8 + n * 1000)
const sought: fc.Arbitrary<Sought> = fc.record({
  status: fc.oneof(fc.constant([]), fc.subarray([...rests], { maxLength: 3 }), fc.subarray([...rests])),
  accountId: maybe(accounts),
  requesterId: maybe(people),
  deciderId: maybe(['p-admin', 'p-ssoadmin', 'p-owner']),
  from: maybe(instants),
  to: maybe(instants),
})

describe('page after page, the history is what the filters mean, newest first, each once', () => {
  test.each(['viewer', 'owner', 'ssoadmin', 'admin'] as const)('%s, everything', async (who) => {
    expect(await listed(who, 'history', nothing)).toEqual(meant(who, nothing))
  })

  test.each(['viewer', 'owner', 'admin'] as const)('%s, any filters', async (who) => {
    const law = async (filters: Sought) => {
      expect(await listed(who, 'history', filters)).toEqual(meant(who, filters))
    }
    await fc.assert(fc.asyncProperty(sought, law), { numRuns: 60 })
  })

  test("one's own, any filters", async () => {
    const law = async (filters: Sought) => {
      const mine = meant('admin', filters).filter(
        (id) => all.find((row) => row.id === id)!.requester_id === 'p-viewer',
      )
      expect(await listed('viewer', 'mine', filters)).toEqual(mine)
    }
    await fc.assert(fc.asyncProperty(sought, law), { numRuns: 40 })
  })
})
