import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { setWriting } from '../../worker/aws/set-writing.ts'
import { collectClone } from '../../worker/collect-clones.ts'
import { withCustomBases } from '../../worker/custom-base.ts'
import { customSetOf } from '../../worker/custom.ts'
import type { PrincipalId } from '../../worker/engine/ports.ts'
import type { SetArn, SetName } from '../../worker/engine/writer/ports.ts'
import { openSandbox, type TestSandbox } from '../aws-sandbox.ts'
import { WriterStage } from '../engine/writer-stage.ts'
import { account, stage, type Stage } from '../stage.ts'

// The threats of custom policies and sets, each by its id: at the API, and through the real writer to the sandbox. What a
// policy means is tested in test/policies, on over a hundred of them.

let s: Stage
beforeEach(async () => {
  s = await stage()
})

const managed = ['arn:aws:iam::aws:policy/AWSSupportAccess']
const document = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement })
const allow = (Action: string | string[], more: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource: '*',
  ...more,
})
const askFor = (inlinePolicy: string, more: object = {}) =>
  s.ask('viewer', {
    permissionSetArn: undefined,
    custom: { label: 'A set', sessionDuration: 'PT1H', managedPolicyArns: managed, inlinePolicy, ...more },
  })
/** `sent` waits for two people; anything else is the refusal's key. */
async function verdictOf(inlinePolicy: string): Promise<string> {
  s = await stage()
  const { status, body } = await askFor(inlinePolicy)
  if (status !== 201) return String(body.type).replace('/problems/', '')
  expect(body.status).toBe('pending_owner')
  return 'sent'
}

describe('F1: policies that reach for more', () => {
  const escalating: [string, string | string[]][] = [
    ['everything', '*:*'],
    ['all of IAM', 'iam:*'],
    ['all of the organisation', 'organizations:*'],
    ['who may have what', 'sso:*'],
    ['assignments', 'sso:CreateAccountAssignment'],
    ['other ways in', 'account-access:*'],
    ['roles for compute', ['iam:PassRole', 'ec2:RunInstances']],
    ['policy versions', 'iam:CreatePolicyVersion'],
    ['policies of roles', 'iam:AttachRolePolicy'],
    ['inline policies of roles', 'iam:PutRolePolicy'],
    ['trust', 'iam:UpdateAssumeRolePolicy'],
    ['keys', 'iam:CreateAccessKey'],
    ['any role', 'sts:AssumeRole'],
  ]
  test.each(escalating)(
    'F1: %s: refused, or before two people; how it is written changes nothing',
    async (_, action) => {
      const actions = [action].flat()
      const verdict = await verdictOf(document(allow(action)))
      expect(['policy-blocked', 'sent']).toContain(verdict)
      const variants = [
        document(allow(actions.map((each) => each.toUpperCase()))),
        document(...actions.toReversed().map((each) => allow(each))),
        document(allow('s3:GetObject'), allow(actions)),
        document(allow(actions, { Condition: { Bool: { 'aws:x': 'false' } } })),
      ]
      for (const variant of variants) expect(await verdictOf(variant), variant).toBe(verdict)
    },
  )

  test.each(['*:*', 'organizations:*', 'sso:*', 'account-access:*'])('F1: %s is refused', async (action) => {
    expect(await verdictOf(document(allow(action)))).toBe('policy-blocked')
  })

  test('F1: what is allowed by leaving out is no way round', async () => {
    expect(await verdictOf(document({ Effect: 'Allow', NotAction: 's3:GetObject', Resource: '*' }))).toBe(
      'policy-blocked',
    )
    expect(await verdictOf(document(allow('s?o:*'), allow('s3:GetObject')))).toBe('policy-blocked')
  })
})

describe('F2: what has no business in an identity policy', () => {
  test.each([
    ['a principal', document({ ...allow('s3:GetObject'), Principal: '*' })],
    ['another version', JSON.stringify({ Version: '2008-10-17', Statement: [allow('s3:GetObject')] })],
    ['no version', JSON.stringify({ Statement: [allow('s3:GetObject')] })],
    ['an unknown key', document({ ...allow('s3:GetObject'), Ressource: '*' })],
    ['an unknown effect', document({ ...allow('s3:GetObject'), Effect: 'allow' })],
    ['no statement', document()],
  ])('F2: %s', async (_, inline) => {
    expect(await verdictOf(inline)).toBe('policy-invalid')
  })
})

describe('F3: sizes and characters', () => {
  const filled = (solid: number) => {
    const of = (n: number) => document(allow('s3:GetObject', { Resource: `arn:aws:s3:::${'b'.repeat(n)}` }))
    return of(solid - of(0).length)
  }
  test.each([
    ['10,241 without spaces', filled(10_241), 'invalid'],
    ['no room for its end', filled(10_240), 'invalid'],
    ['32,769 with spaces', filled(5_000) + ' '.repeat(27_769), 'invalid'],
    ['32,768 with spaces', filled(5_000) + ' '.repeat(27_768), 'sent'],
    ['what AWS does not take', document(allow('s3:GetObject', { Sid: '\u4e2d' })), 'invalid'],
  ])('F3: %s', async (_, inline, verdict) => {
    expect([verdict, 'policy-invalid']).toContain(await verdictOf(inline))
  })

  test('F3: more than ten managed policies', async () => {
    const many = Array.from({ length: 11 }, (_, i) => `arn:aws:iam::aws:policy/P${i}`)
    expect((await askFor(document(allow('s3:GetObject')), { managedPolicyArns: many })).status).toBe(422)
  })
})

test.each([
  { Bool: { 'aws:x': 'false' } },
  { StringLike: { 'aws:PrincipalArn': '*' } },
  { DateLessThan: { 'aws:CurrentTime': '2999-01-01T00:00:00Z' } },
])('F4: a condition that restricts nothing takes nothing back: %j', async (Condition) => {
  expect(await verdictOf(document(allow('sso:*', { Condition })))).toBe('policy-blocked')
})

describe('F5, F6: the set itself', () => {
  const hour = 3_600_000
  let sandbox: TestSandbox
  beforeEach(async () => {
    sandbox = await openSandbox()
  })
  afterEach(() => sandbox.close())

  const inline = document(allow('s3:GetObject', { Resource: 'arn:aws:s3:::orders/*' }))
  const writing = () => setWriting(sandbox.config)
  const clock = () => ({ now: sandbox.config.now, pass: (ms: number) => sandbox.pass(ms) })
  const writerOf = () =>
    new WriterStage(
      withCustomBases(writing(), () => s.deps.db),
      clock(),
    )

  /** Sent, approved by both, and made by a writer of its own. */
  async function made(label: string, inlinePolicy = inline, writer = writerOf()) {
    const { status, body } = await askFor(inlinePolicy, { label })
    expect(status, JSON.stringify(body)).toBe(201)
    for (const who of ['owner', 'admin'] as const)
      await s.call(who, 'POST', `/v1/requests/${body.id}/decision`, { decision: 'approve' })
    const { key, session } = s.held.at(-1)!
    const { base, baseHash } = session.clone!
    const name = session.clone!.name as SetName
    const until = Math.floor(sandbox.config.now() / 1_000) * 1_000 + hour
    const principal = session.principal as PrincipalId
    const ask = { base: base as SetArn, baseHash, account: account('prod-web'), key, principal, until }
    await writer.seal(name, ask)
    await writer.runFor(60_000)
    const sealing = await writer.seal(name, ask)
    return { id: String(body.id), name, sealing, writer, key }
  }

  test.each(['AdministratorAccess', 'AWSReservedSSO_Admin', 'jit-aaaaaaaaaa', 'Admin\u0456strator'])(
    'F5: called %s, it is named for its request and nothing else',
    async (label) => {
      const { id, name, sealing } = await made(label)
      expect(name).toBe(`jit-${id.slice(0, 20)}`)
      expect(name).toMatch(/^jit-[a-z2-7]{20}$/)
      const set = (await writing().read(sealing.arn!))!
      expect(set.name).toBe(name)
      expect(JSON.stringify([set.name, set.description, set.tags])).not.toContain(label)
    },
  )

  test('F5: a set that is there under its name is not adopted, nor touched', async () => {
    const { id } = (await askFor(inline)).body
    await s.call('viewer', 'POST', `/v1/requests/${id}/withdraw`)
    // Of the next request, which nobody can know: its id is given away here.
    s.deps.newId satisfies () => string
    Object.assign(s.deps, { newId: ids(['abcdefghijklmnopqrstuvwxyz']) })
    const foreign = await writing().create({
      name: 'jit-abcdefghijklmnopqrst',
      description: 'of somebody else',
      sessionDuration: 'PT12H',
      relayState: '',
      tags: {},
    })
    const { arn } = foreign as { arn: SetArn }
    const { sealing } = await made('Of ours')
    expect(sealing).toMatchObject({ name: 'jit-abcdefghijklmnopqrst-2', refused: null })
    expect(sealing.arn).not.toBe(arn)
    expect(await writing().read(arn)).toMatchObject({
      inline: '',
      managed: [],
      sessionDuration: 'PT12H',
      tags: {},
    })
  })

  test('F6: each request has a set of its own, of exactly its definition', async () => {
    const one = await made('One')
    const other = await made('Other', document(allow('s3:PutObject')))
    expect(one.sealing.arn).not.toBe(other.sealing.arn)
    const sets = [await writing().read(one.sealing.arn!), await writing().read(other.sealing.arn!)]
    expect(sets.map((set) => JSON.parse(set!.inline).Statement[0])).toEqual([
      JSON.parse(inline).Statement[0],
      allow('s3:PutObject'),
    ])
  })

  test('F6: it is deleted after its end, and never used again', async () => {
    const { sealing, writer, name } = await made('One')
    await writer.retire()
    await writer.runFor(300_000)
    expect(await writing().read(sealing.arn!)).toBe(null)
    await s.client.execute("update requests set live = 0, status = 'expired', version = version + 1")
    const again = await made('One')
    expect(again.name).not.toBe(name)
  })

  test('F6: what changed since it was approved is not made', async () => {
    await s.client.execute('drop trigger definitions_stay')
    const { id } = await customSetOf({
      label: 'Changed',
      sessionDuration: 'PT1H',
      managedPolicyArns: managed,
      inlinePolicy: inline,
    })
    const writer = writerOf()
    const { status } = await askFor(inline, { label: 'Changed' })
    expect(status).toBe(201)
    await s.client.execute({
      sql: "update custom_sets set definition = replace(definition, 's3:GetObject', 's3:*') where id = ?",
      args: [id],
    })
    const { rows } = await s.client.execute('select set_hash as hash from requests')
    const ask = {
      base: id as SetArn,
      baseHash: rows[0]!['hash'] as string,
      account: account('prod-web'),
      key: 'k',
      principal: 'u-ann' as PrincipalId,
      until: sandbox.config.now() + hour,
    }
    await writer.seal('jit-aaaaaaaaaaaaaaaaaaaa' as SetName, ask)
    await writer.runFor(60_000)
    expect((await writer.seal('jit-aaaaaaaaaaaaaaaaaaaa' as SetName, ask)).arn).toBe(null)
    expect(await sandbox.callsTo('CreatePermissionSet')).toBe(0)
  })

  test('F6: what was left behind is found by its tags', async () => {
    const { sealing, key } = await made('One')
    const { tags } = (await writing().read(sealing.arn!))!
    const collected: string[] = []
    const collect = async (_: SetName, set: SetArn) => void collected.push(set)
    await collectClone({ db: s.deps.db, collect }, sealing.arn!, tags)
    expect(collected).toEqual([])
    await s.client.execute("update requests set live = 0, status = 'expired', version = version + 1")
    await collectClone({ db: s.deps.db, collect }, sealing.arn!, tags)
    expect([collected, tags['jit:key']]).toEqual([[sealing.arn], key])
  })
})

/** These ids first, then others. */
function ids(first: string[]): () => string {
  let made = 0
  return () => first.shift() ?? `${'0'.repeat(10)}${(made += 1)}`.padEnd(26, 'x')
}
