import { beforeEach, expect, test } from 'vitest'
import { account, set, type Stage, type Who } from '../test/stage.ts'
import { suggesting } from '../test/suggested.ts'
import { withCustomBases } from './custom-base.ts'
import type { PrincipalId } from './engine/ports.ts'
import { seal } from './engine/writer/asks.ts'
import { tendClone } from './engine/writer/clone.ts'
import { noNotes, withClone } from './engine/writer/notes.ts'
import type { SetArn, SetDocument, SetName, SetsAws } from './engine/writer/ports.ts'
import { textOf } from './engine/writer/statements.ts'

let s: Stage
beforeEach(async () => {
  s = await suggesting()
  await s.client.execute("update permission_sets set sealed = 1 where name = 'IncidentResponder'")
})

const inlinePolicy =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}'
const custom = { label: 'Read', sessionDuration: 'PT1H', managedPolicyArns: [], inlinePolicy }
const onlyManaged = {
  ...custom,
  inlinePolicy: undefined,
  managedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
}
const sealed = { permissionSetArn: set('IncidentResponder') }

const ask = async (fields: object): Promise<string> => {
  const { status, body } = await s.ask('viewer', { permissionSetArn: undefined, ...fields })
  expect([status, body]).toEqual([201, body])
  return body.id
}
const shown = async (id: string) => (await s.call('owner', 'GET', `/v1/requests/${id}/reading`)).body.created
const approve = async (id: string, ...people: Who[]) => {
  for (const who of people) {
    const { status } = await s.call(who, 'POST', `/v1/requests/${id}/decision`, { decision: 'approve' })
    expect(status).toBe(200)
  }
}

/** What the writer of sets puts into AWS for the session that was granted last. */
async function made(): Promise<string> {
  const { key, session } = s.held.at(-1)!
  const { clone, principal, endsAt } = session
  const base = (await withCustomBases(aws, () => s.deps.db).read(clone!.base as SetArn))!
  const of = { base: base.arn, baseHash: base.policyHash, account: account('prod-web'), key }
  const told = seal(noNotes, clone!.name as SetName, {
    ...of,
    principal: principal as PrincipalId,
    until: endsAt,
  })
  const copied = {
    document: { ...base, arn: 'arn:copy' as SetArn, inline: '' },
    begunAt: s.clock,
    readAt: s.clock,
  }
  const notes = withClone(told, { arn: copied.document.arn, seen: { base, clone: copied } })
  const [effect] = tendClone(notes, s.clock).next
  if (!effect || !('piece' in effect) || !('inline' in effect.piece)) throw new Error('nothing is put')
  return effect.piece.inline
}

const aws = {
  read: async (arn: SetArn): Promise<SetDocument> => {
    const { rows } = await s.client.execute({
      sql: 'select * from set_policies where set_arn = ?',
      args: [arn],
    })
    const nothing = { name: '', description: '', sessionDuration: '', relayState: '', tags: {} }
    const texts = { managed: [], customer: [], boundary: null, inline: rows[0]!['inline'] as string }
    return { arn, ...nothing, ...texts, policyHash: 'as approved' }
  },
} as unknown as SetsAws

test.each([
  ['a custom set', { custom }],
  ['a custom set of managed policies alone', { custom: onlyManaged }],
])('of %s the approver reads to the letter what is made of it', async (_, fields) => {
  const id = await ask(fields)
  const { inlinePolicy: document, endsAt, granted } = await shown(id)
  expect(granted).toBe(false)
  await approve(id, 'owner', 'ssoadmin')
  expect(document).toBe(await made())
  expect(endsAt).toBe(new Date(s.held.at(-1)!.session.endsAt).toISOString())
  expect(document).toContain(`"identitystore:UserId":"${s.held.at(-1)!.session.principal}"`)
  expect(await shown(id)).toEqual({ inlinePolicy: document, endsAt, granted: true })
})

test('of a set that is copied, the same; where it begins later, with the end of then', async () => {
  const id = await ask({ ...sealed, startsAt: new Date(s.clock + 3_600_000).toISOString() })
  const { inlinePolicy: document } = await shown(id)
  await approve(id, 'owner')
  expect(textOf(JSON.parse(document))).toBe(textOf(JSON.parse(await made())))
})

test('the end moves with the time, and is the granted one from the decision on', async () => {
  const id = await ask(sealed)
  const before = await shown(id)
  s.clock += 60_000
  const later = await shown(id)
  expect(Date.parse(later.endsAt) - Date.parse(before.endsAt)).toBe(60_000)
  await s.call('owner', 'POST', `/v1/requests/${id}/decision`, { decision: 'approve', durationSeconds: 900 })
  s.clock += 60_000
  expect(Date.parse((await shown(id)).endsAt)).toBe(s.clock - 60_000 + 900_000)
})

test('nothing is made where the set itself is assigned, nor where nobody is left to say yes', async () => {
  expect(await shown(await ask({ permissionSetArn: set('DatabaseOperator') }))).toBeNull()
  const id = await ask(sealed)
  await s.call('viewer', 'POST', `/v1/requests/${id}/withdraw`, {})
  expect(await shown(id)).toBeNull()
})

test('it is one trip, and the digest says what it said', async () => {
  const id = await ask({ custom })
  const digest = async () => (await s.call('owner', 'GET', `/v1/requests/${id}`)).body.digest
  const before = await digest()
  Object.assign(s.trips, { reads: 0, writes: 0 })
  await shown(id)
  expect(s.trips).toEqual({ reads: 1, writes: 0 })
  expect(await digest()).toBe(before)
})
