import { createClient } from '@libsql/client/http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loopback, ports } from '../../dev/ports.ts'
import { accountId, api, secondApi, setArn, startStack, type Stack, type Who } from './stack.ts'

/* A6, A7 on the real parts: one process takes the ownership away, the other one decides, at the same moment. */

let stack: Stack
beforeAll(async () => {
  stack = await startStack({ second: true, still: true })
})
afterAll(() => stack.stop())

const rounds = 200
const owners = `/v1/accounts/${accountId('prod-web')}/owners`
const wish = { accountId: accountId('prod-web'), permissionSetArn: setArn('ViewOnly') }

test(`ownership taken away while the decision is on its way: never an approval, ${rounds} rounds`, async () => {
  const database = createClient({ url: `http://${loopback}:${ports.database}` })
  await database.execute("insert or replace into settings (name, value) values ('max_open', '1000')")
  for (const who of ['viewer', 'owner', 'admin'] satisfies Who[]) await stack.token(who)
  const outcomes = { approved: 0, refused: 0 }
  for (let round = 0; round < rounds; round++) {
    await stack.call('admin', 'PUT', owners, { owners: ['owner@example.com'] })
    const sent = { ...wish, durationSeconds: 900 + round * 60, justification: `Round ${round} of a race.` }
    const { body: asked } = await stack.call('viewer', 'POST', '/v1/requests', sent)
    const [decided] = await Promise.all([
      stack.call('owner', 'POST', `/v1/requests/${asked.id}/decision`, { decision: 'approve' }, secondApi),
      stack.call('admin', 'PUT', owners, { owners: [] }, api),
    ])
    const { rows } = await database.execute({
      sql: `select (select seq from events where subject_kind = 'request' and subject_id = ? and event = 'approve') as approval,
        (select max(seq) from events where subject_kind = 'account' and subject_id = ? and event = 'set_owners') as loss`,
      args: [asked.id, wish.accountId],
    })
    const { approval, loss } = rows[0] as unknown as { approval: number | null; loss: number }
    expect(approval !== null, JSON.stringify(decided.body)).toBe(decided.status === 200)
    if (approval !== null) expect(approval).toBeLessThan(loss)
    else expect([403, 404]).toContain(decided.status)
    outcomes[approval === null ? 'refused' : 'approved'] += 1
    if (approval === null) await stack.call('viewer', 'POST', `/v1/requests/${asked.id}/withdraw`)
  }
  expect(outcomes.approved + outcomes.refused).toBe(rounds)
  const { approved, refused } = outcomes
  console.log(`taken away: ${approved} approved before the loss, ${refused} refused, none approved after it`)
})
