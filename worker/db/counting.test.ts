import { beforeEach, expect, test } from 'vitest'
import { lifecycle, type LifecycleEvent, type Status } from '../../schema/contract/lifecycle.ts'
import { stage, type Stage } from '../../test/stage.ts'
import { advance, type RequestRow } from './advance.ts'

let s: Stage
beforeEach(async () => {
  s = await stage()
})

const seed = 20_261_122

/** The same in every run; the number is printed where it fails. */
function randomFrom(state: number): (n: number) => number {
  return (n) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return (state >>> 8) % n
  }
}

/** A row as `advance` needs it, undecided. */
async function insert(i: number, random: (n: number) => number): Promise<Moving> {
  const custom = random(2) === 0
  const args = [
    `r-${i}`,
    custom ? 'custom' : 'standard',
    custom ? 'pending_owner' : 'pending',
    custom ? 'owner' : 'any',
    `p-${random(5)}`,
    `a-${random(7)}`,
  ]
  await s.client.execute({
    sql: `insert into requests (id, kind, status, waits_for, requester_id, requester_name, principal_id, account_id, account_name, set_name,
      session_seconds, duration_s, justification, digest, opened_at, window_ends_at, deciders) values (?, ?, ?, ?, ?, 'x', 'x', ?, 'x', 'x', 60, 60, 'x', 'x', 1, 2, 1)`,
    args,
  })
  return { id: args[0]!, status: args[2] as Status, version: 1 }
}

type Moving = Pick<RequestRow, 'id' | 'status' | 'version'>

const rows = async (query: string) => (await s.client.execute(query)).rows.map((row) => ({ ...row }))
const full = (scope: string, id: string) =>
  rows(
    `select '${scope}' as scope, ${id} as id, sum(waits_for is not null) as waiting, sum(live) as live, count(*) as total from requests group by ${id} order by ${id}`,
  )

test('the counters equal a full count after 1,000 random transitions', async () => {
  const random = randomFrom(seed)
  const seen = new Set<string>()
  const open: Moving[] = []
  for (let moved = 0, made = 0; moved < 1000; moved += 1) {
    if (open.length < 40 || random(4) === 0) open.push(await insert((made += 1), random))
    const [from] = open.splice(random(open.length), 1)
    const events = Object.keys(lifecycle[from!.status]) as LifecycleEvent[]
    const event = events[random(events.length)]!
    const actor = { kind: 'clock', id: null, name: null } as const
    const { done, row } = await advance(s.deps.db, {
      from: from!,
      event,
      actor,
      at: 1,
      recordedAt: 1,
      op: `${moved}`,
    })
    expect(done, `seed ${seed}, ${from!.status} ${event}`).toBe(true)
    seen.add(`${from!.status} ${event}`)
    if (Object.keys(lifecycle[row!.status]).length > 0) open.push(row!)
  }
  const kept = await rows('select scope, id, waiting, live, total from counts order by scope desc, id')
  expect(kept).toEqual([...(await full('person', 'requester_id')), ...(await full('account', 'account_id'))])
  const all = Object.values(lifecycle).flatMap((moves) => Object.keys(moves))
  expect(seen.size, 'nearly every move of the table was made').toBeGreaterThan(all.length * 0.9)
})
