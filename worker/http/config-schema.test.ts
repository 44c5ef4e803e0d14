import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { stage } from '../../test/stage.ts'
import { configSchema } from './config-schema.ts'

const committed = new URL('../../docs/config.schema.json', import.meta.url)

test('what is published is what the contract says', () => {
  const now = JSON.parse(JSON.stringify(configSchema())) as unknown
  const said =
    'Write what GET /config.schema.json answers into docs/config.schema.json, then `npm run format`.'
  expect(JSON.parse(readFileSync(committed, 'utf8')), said).toEqual(now)
})

test('it is served as well', async () => {
  const s = await stage()
  const { status, body } = await s.call(null, 'GET', '/config.schema.json')
  expect([status, body]).toEqual([200, JSON.parse(JSON.stringify(configSchema()))])
})
