import { afterEach, beforeEach, expect, test } from 'vitest'
import { setWriting } from '../worker/aws/set-writing.ts'
import { assignments } from '../worker/aws/identity-center.ts'
import { keyOf } from '../worker/engine/key.ts'
import type { PrincipalId } from '../worker/engine/ports.ts'
import type { KillAsk, SealAsk, SetArn, SetName } from '../worker/engine/writer/ports.ts'
import { openSandbox, type TestSandbox } from './aws-sandbox.ts'
import { WriterStage } from './engine/writer-stage.ts'
import organisation from './fixtures/organisation.json' with { type: 'json' }

// The real core through the real adapters, judged by the sandbox: would these credentials be let through?

const [minute, hour] = [60_000, 3_600_000]
const [prod, dev] = ['222233334444', '333344445555']
const [ann, ben] = organisation.people.map(({ principalId }) => principalId as PrincipalId) as [
  PrincipalId,
  PrincipalId,
]
const set = organisation.permissionSets.find(({ name }) => name === 'IncidentResponder')!.arn as SetArn
const name = 'jit-abcdefghij-IncidentResp' as SetName
const inline = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Sid: 'Look', Effect: 'Allow', Action: 'sqs:*', Resource: '*' },
})

let sandbox: TestSandbox
let writer: WriterStage
beforeEach(async () => {
  sandbox = await openSandbox()
  writer = new WriterStage(setWriting(sandbox.config), {
    now: sandbox.config.now,
    pass: (ms) => sandbox.pass(ms),
  })
  await setWriting(sandbox.config).putInline(set, inline)
})
afterEach(() => sandbox.close())

test('a killed person’s credentials are refused; everybody else’s, and a later login’s, are not', async () => {
  for (const [person, account] of [
    [ann, prod],
    [ben, prod],
    [ann, dev],
  ] as const)
    await assign(set, person, account)
  const issuedAt = sandbox.config.now()
  sandbox.pass(minute)
  expect(await may(ann, { issuedAt })).toBe(true)
  const ask = killAsk(ann)
  await writer.kill(set, ask)
  await writer.runFor(minute)
  expect(await writer.kill(set, ask)).toMatchObject({ state: 'killed' })
  expect(await may(ann, { issuedAt })).toBe(false)
  expect(await may(ben, { issuedAt })).toBe(true)
  expect(await may(ann, { issuedAt, account: dev })).toBe(true)
  expect(await may(ann, { issuedAt: sandbox.config.now() })).toBe(true)
  // Nor when somebody brings the set to the other account.
  await setWriting(sandbox.config).provision(set, dev!)
  sandbox.pass(5_000)
  expect(await may(ann, { issuedAt, account: dev })).toBe(true)
})

test('two kills at once both hold, and afterwards the document is what it was', async () => {
  for (const person of [ann, ben]) await assign(set, person)
  const issuedAt = sandbox.config.now()
  sandbox.pass(minute)
  await Promise.all([writer.kill(set, killAsk(ann)), writer.kill(set, killAsk(ben))])
  await writer.runFor(minute)
  expect([await may(ann, { issuedAt }), await may(ben, { issuedAt })]).toEqual([false, false])
  await writer.runFor(8 * minute)
  expect(JSON.parse((await setWriting(sandbox.config).inline(set))!)).toEqual({
    Version: '2012-10-17',
    Statement: [{ Sid: 'Look', Effect: 'Allow', Action: 'sqs:*', Resource: '*' }],
  })
  expect(writer.notes.document).toBeNull()
  expect(await may(ann, { issuedAt: sandbox.config.now() })).toBe(true)
})

test('a set that held no inline policy holds none afterwards', async () => {
  await setWriting(sandbox.config).putInline(set, '')
  await assign(set, ann)
  await writer.kill(set, killAsk(ann))
  await writer.runFor(minute)
  expect(await setWriting(sandbox.config).inline(set)).toContain('HallpassKill')
  await writer.runFor(8 * minute)
  expect(await setWriting(sandbox.config).inline(set)).toBe('')
})

test('sealed credentials pass before the seal and not from it on, and the end moves with an extension', async () => {
  const ends = Math.floor(sandbox.config.now() / 1_000) * 1_000 + hour / 2
  const clone = await sealed(ends)
  await assign(clone, ann)
  const on = { set: clone, issuedAt: sandbox.config.now() }
  expect(await may(ann, { ...on, at: ends - 1 })).toBe(true)
  expect(await may(ann, { ...on, at: ends })).toBe(false)
  expect(await sealed(ends + 10 * minute)).toBe(clone)
  expect(await may(ann, { ...on, at: ends })).toBe(true)
  expect(await may(ann, { ...on, at: ends + 10 * minute })).toBe(false)
})

test('whoever else is given a clone may do nothing with it, at no time', async () => {
  const ends = sandbox.config.now() + hour
  const clone = await sealed(ends)
  for (const person of [ann, ben]) await assign(clone, person)
  for (const at of [sandbox.config.now(), ends - minute]) {
    const on = { set: clone, issuedAt: sandbox.config.now(), at }
    expect([await may(ann, on), await may(ben, on)]).toEqual([true, false])
  }
})

test('a clone allows what its base does, under a hash that is the same', async () => {
  const clone = await setWriting(sandbox.config).read(await sealed(sandbox.config.now() + hour))
  const base = await setWriting(sandbox.config).read(set)
  expect(clone).toMatchObject({
    name,
    policyHash: base!.policyHash,
    managed: base!.managed,
    sessionDuration: base!.sessionDuration,
    tags: { 'jit:made-by': 'hallpass', 'jit:base': set, 'jit:key': `${prod}/${name}` },
  })
})

test('a retired clone goes once nobody is assigned', async () => {
  const clone = await sealed(sandbox.config.now() + hour)
  await assign(clone, ann)
  await writer.retire()
  await writer.runFor(minute)
  expect(await writer.retire()).toBe('pending')
  await assignments(sandbox.config).remove(keyOf(prod, clone), ann)
  await writer.runFor(5 * minute)
  expect(await writer.retire()).toBe('done')
  expect(await setWriting(sandbox.config).read(clone)).toBeNull()
})

function killAsk(principal: PrincipalId): KillAsk {
  const issuedBefore = Math.ceil(sandbox.config.now() / 10_000) * 10_000
  return { account: prod, principal, issuedBefore, until: issuedBefore + 2 * minute }
}

/** The ARN, once the seal of that end is said to hold. */
async function sealed(until: number): Promise<SetArn> {
  const { policyHash: baseHash } = (await setWriting(sandbox.config).read(set))!
  const ask: SealAsk = { base: set, baseHash, account: prod, key: `${prod}/${name}`, principal: ann, until }
  await writer.seal(name, ask)
  await writer.runFor(minute)
  const sealing = await writer.seal(name, ask)
  expect(sealing).toMatchObject({ sealedUntil: until, refused: null })
  return sealing.arn!
}

async function assign(to: SetArn, person: PrincipalId, account = prod): Promise<void> {
  await assignments(sandbox.config).create(keyOf(account!, to), person)
  sandbox.pass(5_000)
}

async function may(
  principalId: PrincipalId,
  on: { issuedAt: number; at?: number; account?: string | undefined; set?: SetArn },
): Promise<boolean> {
  const what = { action: 'sqs:SendMessage', resource: 'arn:aws:sqs:us-east-1:222233334444:queue' }
  const where = { accountId: on.account ?? prod, permissionSetArn: on.set ?? set }
  const when = {
    issuedAt: new Date(on.issuedAt).toISOString(),
    at: new Date(on.at ?? sandbox.config.now()).toISOString(),
  }
  const answer = await fetch(`${sandbox.config.endpoint}/_sandbox/access`, {
    method: 'POST',
    body: JSON.stringify({ ...what, ...where, ...when, principalId }),
  })
  return ((await answer.json()) as { allowed: boolean }).allowed
}
