import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { decide, type Policy } from '../dev/aws-sandbox/policy.ts'
import { like } from '../dev/aws-sandbox/wildcard.ts'
import { parseAccessDenied, type AccessDenied } from '../schema/contract/access-denied.ts'
import { customSets } from '../schema/contract/rules.ts'
import type { Suggestions } from '../schema/contract/suggest.ts'
import { reference } from '../schema/policy/meaning/reference.ts'
import { setWriting } from '../worker/aws/set-writing.ts'
import { openSandbox, type TestSandbox } from './aws-sandbox.ts'
import organisation from './fixtures/organisation.json' with { type: 'json' }
import { account, set, type Stage } from './stage.ts'
import { suggesting } from './suggested.ts'

// What is suggested is granted in the sandbox, which judges by itself: it shares no code with what suggests.

const viewer = organisation.people[0]!.principalId
const otherAccount = account('prod-payments')

interface Sample {
  /** One of the ten that were given, or of more of the same kinds. */
  readonly isGiven: boolean
  readonly denied: AccessDenied & { readonly action: string }
}
const samples = [
  ...samplesIn('access-denied', true),
  ...samplesIn('access-denied-more', false),
  ...withCompanions(),
]

/** Of an action each that is known to need others in its company. */
function withCompanions(): Sample[] {
  const text = readFileSync(new URL('suggest/companions.json', import.meta.url), 'utf8')
  const all = JSON.parse(text) as { readonly denied: Sample['denied'] }[]
  const known = { accountId: otherAccount, reason: 'implicit_identity_policy' } as const
  return all.map(({ denied: { resource, ...denied } }) => ({
    isGiven: false,
    denied: {
      ...known,
      ...denied,
      ...(resource && { resource: resource.replace('111122223333', otherAccount) }),
    },
  }))
}

function samplesIn(name: string, isGiven: boolean): Sample[] {
  const lines = readFileSync(new URL(`fixtures/${name}.jsonl`, import.meta.url), 'utf8')
  return lines
    .trim()
    .split('\n')
    .map((line) => parseAccessDenied((JSON.parse(line) as { text: string }).text))
    .flatMap((denied) => (isHelped(denied) ? [{ isGiven, denied }] : []))
}

function isHelped(denied: AccessDenied | null): denied is Sample['denied'] {
  return denied?.reason === 'implicit_identity_policy' && denied.action !== undefined
}

let s: Stage
let sandbox: TestSandbox
beforeAll(async () => {
  s = await suggesting()
  sandbox = await openSandbox()
})
/** No custom set may have it, whoever asks: the roles of Identity Center are what Hallpass itself works with. */
const neverDrafted = [
  'iam:CreateRole on arn:aws:iam::XXXXXX:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_ReadOnly_c86792cc4b864594',
]
const tally = {
  given: 0,
  givenHelped: 0,
  more: 0,
  moreHelped: 0,
  blocked: [] as string[],
  sets: 0,
  actionsTried: 0,
}
afterAll(async () => {
  await sandbox.close()
  const { given, givenHelped, more, moreHelped, blocked, sets, actionsTried } = tally
  console.log(
    `suggest: ${givenHelped} of ${given} denials helped, and ${moreHelped} of ${more} more (blocked: ${blocked.join(', ')}); ` +
      `${sets} sets and a draft for each granted, all allow it; of ${actionsTried} actions tried a draft allows none but its own`,
  )
})

/** An account of the organisation, where the message has none or another's. */
function accountOf({ accountId }: AccessDenied): string {
  return organisation.accounts.some(({ id }) => id === accountId) ? accountId! : otherAccount
}

/** As AWS would be asked: by IAM's name, on an ARN. */
function attemptOf({ denied }: Sample): { accountId: string; action: string; resource: string } {
  const accountId = accountOf(denied)
  const [, kind, name] = /^(user|role|group|policy|instance profile) (\S+)$/.exec(denied.resource ?? '') ?? []
  const written =
    kind === undefined ? denied.resource : `arn:aws:iam::${accountId}:${kind.replace(' ', '-')}/${name}`
  const resource = written?.replace(/(?<=^arn:aws:\w+:[\w-]*:)(?!\d{12}:|:)[^:]+(?=:)/, accountId) ?? '*'
  const action = denied.action === 's3:ListBuckets' ? 's3:ListAllMyBuckets' : denied.action
  return { accountId, action, resource }
}

async function suggestFor(denied: Record<string, unknown>): Promise<Suggestions> {
  const { status, body } = await s.call('viewer', 'POST', '/v1/requests/suggest', denied)
  expect([status, body]).toEqual([200, body])
  return body as Suggestions
}

async function granted(permissionSetArn: string, attempt: ReturnType<typeof attemptOf>): Promise<boolean> {
  const { accountId } = attempt
  const holder = { principalId: viewer, permissionSetArn, accountId }
  await control('assignments', holder)
  return ((await control('access', { ...holder, ...attempt })) as { allowed: boolean }).allowed
}

async function control(path: string, body: object): Promise<unknown> {
  const answer = await fetch(`${sandbox.config.endpoint}/_sandbox/${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(await answer.text())
  return answer.json()
}

/** What AWS would check an action on that another one takes along: a key, where the denied one was on an object. */
function resourceOf(action: string, attempt: { resource: string }, { draft }: Suggestions): string {
  const on = draft?.companions.find((one) => one.action === action)?.resources ?? [attempt.resource]
  return on.some((pattern) => like(pattern, attempt.resource)) ? attempt.resource : anyOf(on[0]!)
}

/** One of what a pattern means. */
function anyOf(pattern: string): string {
  return pattern === '*' ? '*' : pattern.replaceAll('*', 'x').replaceAll('?', 'a')
}

let made = 0
async function setOf(draft: NonNullable<Suggestions['draft']>): Promise<string> {
  const sets = setWriting(sandbox.config)
  const { sessionDuration, inlinePolicy } = draft.custom
  sandbox.pass(5_000)
  const created = await sets.create({
    name: `jit-draft-${(made += 1)}`,
    description: 'a draft',
    sessionDuration,
    relayState: '',
    tags: {},
  })
  if (!('arn' in created)) throw new Error(JSON.stringify(created))
  expect(await sets.putInline(created.arn, inlinePolicy)).toEqual({ done: true })
  sandbox.pass(1_000)
  return created.arn
}

/** Every action that AWS or one service has, on the resource and beside it: what the draft allows, as the sandbox judges. */
function allowedBy(document: string, resource: string, service: string | null): string[] {
  const policy = { ...(JSON.parse(document) as Omit<Policy, 'name'>), name: 'draft' }
  const all = reference().actions.map(({ name }) => name)
  const names = all.filter((name) => service === null || name.startsWith(`${service}:`))
  tally.actionsTried += names.length
  return names.filter((name) => decide([policy], name, resource, {}).effect === 'allow')
}

test.each(samples.map((sample) => [sample.denied.action, sample.denied.resource ?? '-', sample] as const))(
  '%s on %s: whatever is offered allows it, and a draft nothing else',
  async (_action, _resource, sample) => {
    const { missingAction, resource, reason } = sample.denied
    const attempt = attemptOf(sample)
    tally[sample.isGiven ? 'given' : 'more'] += 1
    const wanted = missingAction === undefined ? [attempt.action] : [attempt.action, missingAction]
    const answer = await suggestFor({
      accountId: attempt.accountId,
      action: sample.denied.action,
      reason,
      ...(missingAction === undefined ? {} : { missingAction }),
      ...(resource === undefined ? {} : { resource }),
    })
    const said = `${sample.denied.action} on ${resource}`
    if (neverDrafted.includes(said)) {
      expect([answer.noHelp?.because, answer.sets, answer.draft]).toEqual(['blocked', [], null])
      return void tally.blocked.push(said)
    }
    expect(answer.noHelp).toBe(null)
    // What somebody made unreadable before they showed it, nobody can try.
    if (!attempt.resource.startsWith('arn:')) attempt.resource = anyOf(answer.resources[0]!)
    const tryOf = (action: string) => ({ ...attempt, action, resource: resourceOf(action, attempt, answer) })
    for (const offer of answer.sets.filter(({ isCertain }) => isCertain))
      for (const action of wanted)
        expect([offer.name, await granted(offer.arn, tryOf(action))]).toEqual([offer.name, true])
    tally.sets += answer.sets.length

    expect(answer.draft).not.toBe(null)
    const { companions, custom } = answer.draft!
    const drafted = await setOf(answer.draft!)
    for (const action of wanted) expect(await granted(drafted, tryOf(action))).toBe(true)
    const named = [{ action: answer.action, resources: answer.resources }, ...companions]
    const namedOn = (at: string) => named.filter((one) => one.resources.some((pattern) => like(pattern, at)))
    for (const at of [attempt.resource, 'arn:aws:example:eu-west-1:999999999999:other/thing']) {
      const allowed = namedOn(at).map(({ action }) => action)
      const everything = sample.isGiven && at === attempt.resource
      const service = everything ? null : answer.action.split(':')[0]!
      const wantedHere = allowed.filter((name) => service === null || name.startsWith(`${service}:`))
      expect(allowedBy(custom.inlinePolicy, at, service).toSorted()).toEqual(
        [...new Set(wantedHere)].toSorted(),
      )
    }
    tally[sample.isGiven ? 'givenHelped' : 'moreHelped'] += 1
  },
)

test('every denial is helped but those that no custom set may have: N of N', () => {
  const { given, givenHelped, more, moreHelped, blocked } = tally
  expect(given + more).toBe(samples.length)
  expect(givenHelped).toBe(given)
  expect(given).toBeGreaterThanOrEqual(10)
  expect(blocked).toEqual(neverDrafted)
  expect(moreHelped).toBe(more - blocked.length)
})

describe('the order', () => {
  test('narrowest first, each with what else it gives', async () => {
    const resource = `arn:aws:rds:eu-west-1:${otherAccount}:db:orders`
    const { sets } = await suggestFor({ accountId: otherAccount, action: 'rds:RebootDBInstance', resource })
    expect(sets.map(({ name }) => name)).toEqual(['DatabaseOperator', 'DatabaseAdmin', 'PowerUser'])
    expect(sets[0]!.also.write).toBe(3)
    expect(sets[2]!.risks.map(({ severity }) => severity)).toContain('escalation')
  })

  test('where the denial names no resource, a set that is held to some comes last', async () => {
    const { sets } = await suggestFor({ accountId: otherAccount, action: 'rds:RebootDBInstance' })
    expect(sets.map(({ name, isCertain }) => [name, isCertain])).toEqual([
      ['DatabaseAdmin', true],
      ['PowerUser', true],
      ['DatabaseOperator', false],
    ])
  })

  test('a set that gives all that another gives never comes before it', async () => {
    const { sets } = await suggestFor({ accountId: otherAccount, action: 'ec2:DescribeInstances' })
    const names = sets.map(({ name }) => name)
    expect(names.indexOf('ReadOnly')).toBeLessThan(names.indexOf('IncidentResponder'))
    expect(names).not.toContain('AdministratorAccess')
  })
})

describe('what is denied inside a set counts', () => {
  const deny = (statement: object) =>
    s.client.execute({
      sql: 'update set_policies set inline = ? where set_arn = ?',
      args: [
        JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', ...statement }] }),
        set('PowerUser'),
      ],
    })
  const offered = async () => {
    const { sets } = await suggestFor({ accountId: otherAccount, action: 's3:PutObject', resource: object })
    return sets.map(({ name, isCertain }) => `${name} ${isCertain}`)
  }
  const object = 'arn:aws:s3:::ledger/2026/11.csv'
  afterAll(() => s.client.execute("update set_policies set inline = '' where inline like '%Deny%'"))

  test.each([
    ['of nothing', { Action: 'sqs:*', Resource: '*' }, ['PowerUser true']],
    ['of the action', { Action: 's3:Put*', Resource: '*' }, []],
    ['of the bucket', { Action: '*', Resource: 'arn:aws:s3:::ledger/*' }, []],
    ['of all but another bucket', { Action: 's3:*', NotResource: 'arn:aws:s3:::other/*' }, []],
    [
      'under a condition',
      { Action: '*', Resource: '*', Condition: { StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' } } },
      ['PowerUser false'],
    ],
  ])('a Deny %s', async (_what, statement, expected) => {
    await deny(statement)
    expect(await offered()).toEqual(expected)
  })
})

describe('why no grant will help', () => {
  const policyArn =
    'arn:aws:organizations::555566667777:policy/o-abcdefghij/service_control_policy/p-12345678'
  test.each([
    [
      'explicit_scp',
      `A service control policy denies s3:GetObject for everyone here: ${policyArn}.`,
      policyArn,
    ],
    ['implicit_boundary', 'A permissions boundary does not allow s3:GetObject.', undefined],
    ['implicit_resource_policy', 'The policy of the resource does not allow s3:GetObject.', undefined],
    ['explicit_identity_policy', 'An identity-based policy denies s3:GetObject.', undefined],
    ['implicit_session_policy', 'A session policy does not allow s3:GetObject.', undefined],
  ])('%s', async (reason, sentence, policy) => {
    const denied = {
      accountId: otherAccount,
      action: 's3:GetObject',
      reason,
      ...(policy && { policyArn: policy }),
    }
    const answer = await suggestFor(denied)
    expect(answer).toMatchObject({ sets: [], draft: null })
    expect(answer.noHelp).toEqual({ because: reason, policy: policy ?? null, sentence })
  })

  test('no custom set may have what the reader blocks', async () => {
    const { draft, noHelp } = await suggestFor({
      accountId: otherAccount,
      action: 'organizations:CreateAccount',
    })
    expect([draft, noHelp?.because]).toEqual([null, 'blocked'])
  })

  test('an account that is not open is refused as it is when one asks for it', async () => {
    const there = { accountId: organisation.managementAccountId, action: 's3:GetObject' }
    const { status, body } = await s.call('viewer', 'POST', '/v1/requests/suggest', there)
    expect([status, body.type]).toEqual([422, '/problems/account-hidden'])
  })
})

describe('what no rule lets the caller ask for is not offered', () => {
  const everybody = { name: 'No', effect: 'deny', who: [], where: [], times: null }
  const saveRules = (rules: object[]) =>
    s.client.execute({
      sql: `insert into rule_books (version, rules, by_id, by_name, at)
        values ((select coalesce(max(version), 0) + 1 from rule_books), ?, 'p-admin', 'Admin One', 0)`,
      args: [JSON.stringify(rules)],
    })
  const deny = (sets: string[]) => saveRules([{ ...everybody, sets }])
  const denied = { accountId: otherAccount, action: 's3:PutObject', resource: 'arn:aws:s3:::ledger/11.csv' }
  afterAll(() => saveRules([]))

  test('a set', async () => {
    await deny([set('PowerUser')])
    const { sets, draft } = await suggestFor(denied)
    expect([sets, draft?.companions]).toEqual([[], []])
  })

  test('a custom set', async () => {
    await deny([customSets])
    const { sets, draft } = await suggestFor(denied)
    expect([sets.map(({ name }) => name), draft]).toEqual([['PowerUser'], null])
  })

  test('either', async () => {
    await deny([customSets, set('PowerUser')])
    expect((await suggestFor(denied)).noHelp?.because).toBe('closed')
  })
})

test('console names are IAM’s, and policies that nobody has read are said', async () => {
  await s.client.execute({
    sql: 'update set_policies set customer = \'["/ops/BreakGlass"]\' where set_arn = ?',
    args: [set('ReadOnly')],
  })
  const { action, sets } = await suggestFor({ accountId: otherAccount, action: 's3:ListBuckets' })
  await s.client.execute("update set_policies set customer = '[]'")
  expect(action).toBe('s3:ListAllMyBuckets')
  expect(sets.find(({ name }) => name === 'ReadOnly')).toMatchObject({
    isCertain: false,
    unread: ['/ops/BreakGlass'],
  })
})

test('a service by the name of something else in JavaScript is none of AWS’s', async () => {
  const { action } = await suggestFor({ accountId: otherAccount, action: 'constructor:GetObject' })
  expect(action).toBe('constructor:GetObject')
})

test('the reader is given each of AWS’s documents once, however many sets have it', async () => {
  const { reader } = s.deps
  const given = vi.spyOn(reader, 'suggest')
  const shared = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
  const { rows } = await s.client.execute('select set_arn, managed from set_policies')
  await s.client.execute({ sql: 'update set_policies set managed = ?', args: [JSON.stringify([shared])] })
  await suggestFor({ accountId: otherAccount, action: 's3:GetObject' })
  for (const { set_arn: arn, managed } of rows)
    await s.client.execute({
      sql: 'update set_policies set managed = ? where set_arn = ?',
      args: [managed!, arn!],
    })
  const [ask] = given.mock.lastCall!
  given.mockRestore()
  expect(ask.sets.filter(({ managed }) => managed.includes(shared)).length).toBeGreaterThan(3)
  expect(Object.keys(ask.managed)).toEqual([shared])
  expect(JSON.stringify(ask.sets).length).toBeLessThan(ask.managed[shared]!.length)
})
