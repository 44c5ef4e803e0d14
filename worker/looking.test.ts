import { beforeEach, expect, test } from 'vitest'
import { stage, wish, type Stage, type Who } from '../test/stage.ts'

// Everybody's grants wait for the same 20 calls a second to AWS: nobody takes them alone (threats P3, B7).

let s: Stage
beforeEach(async () => {
  s = await stage()
  const principals = ['p-viewer', 'p-owner'].map(principalOf)
  s.holders = { users: new Set(await Promise.all(principals)), groups: new Set() }
})

async function principalOf(id: string): Promise<string> {
  const { rows } = await s.client.execute({ sql: 'select principal_id from people where id = ?', args: [id] })
  return rows[0]!['principal_id'] as string
}

const asked = async (who: Who, fields = {}) => {
  const { body, headers } = await s.ask(who, fields)
  return [body.type, headers.get('retry-after')]
}
const held = ['/problems/already-held', null]

test('sixty asks a minute have AWS asked, however they end; the next one waits', async () => {
  for (let i = 0; i < 60; i++) expect(await asked('viewer')).toEqual(held)
  expect(await asked('viewer')).toEqual(['/problems/too-fast', '60'])
  expect(s.looks.get('p-viewer')?.n).toBe(60)
  s.clock += 59_500
  expect(await asked('viewer')).toEqual(['/problems/too-fast', '1'])
  s.clock += 500
  expect(await asked('viewer')).toEqual(held)
})

test('nobody waits for what somebody else asks, and what needs no word of AWS is answered', async () => {
  for (let i = 0; i < 61; i++) await asked('viewer')
  expect(await asked('owner')).toEqual(held)
  expect(await asked('viewer', { durationSeconds: 1 })).toEqual(['/problems/invalid', null])
  expect((await s.call('viewer', 'POST', '/v1/requests/preview', wish)).status).toBe(200)
})

test('where more may wait at once, more may be asked', async () => {
  await s.client.execute("insert into settings (name, value) values ('max_open', '30')")
  for (let i = 0; i < 90; i++) expect(await asked('viewer')).toEqual(held)
  expect(await asked('viewer')).toEqual(['/problems/too-fast', '60'])
})
