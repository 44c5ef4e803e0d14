import { beforeEach, describe, expect, test } from 'vitest'
import { loadManagedPolicies } from '../dev/managed-policies/load.ts'
import { set, wish, type Stage } from '../test/stage.ts'
import { suggesting } from '../test/suggested.ts'

let s: Stage
beforeEach(async () => {
  s = await suggesting()
})

const aws = (name: string) => `arn:aws:iam::aws:policy/${name}`
const policy = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement })
const readingOf = async (fields: object, who: 'viewer' | 'owner' | 'admin' = 'owner') => {
  const { body } = await s.ask('viewer', fields as Record<string, unknown>)
  const answer = await s.call(who, 'GET', `/v1/requests/${body.id}/reading`)
  expect([answer.status, answer.body]).toEqual([200, answer.body])
  return answer.body
}

describe('what an approver sees of a set', () => {
  test('its documents, what they give together, and what to look at first', async () => {
    const { documents, gives, services, findings, unread } = await readingOf({
      permissionSetArn: set('IncidentResponder'),
    })
    expect(documents.map((one: { policy: string | null }) => one.policy)).toEqual([
      null,
      aws('ReadOnlyAccess'),
    ])
    expect(gives.write).toBeGreaterThan(0)
    expect(services).toContain('ssm')
    expect(findings[0]).toMatchObject({ id: 'shell-on-any-machine', policy: null, statement: 0 })
    expect(unread).toEqual([])
  })

  test('of a custom one, each statement by itself', async () => {
    const passing = { Sid: 'Pass', Effect: 'Allow', Action: 'iam:PassRole', Resource: '*' }
    const making = { Effect: 'Allow', Action: 'lambda:CreateFunction', Resource: '*' }
    const custom = {
      label: 'Make functions',
      sessionDuration: 'PT1H',
      managedPolicyArns: [aws('ReadOnlyAccess')],
      inlinePolicy: policy(making, passing),
    }
    const { statements, findings } = await readingOf({ permissionSetArn: undefined, custom })
    expect(statements[1]).toMatchObject({ policy: null, statement: 1, sid: 'Pass', services: ['iam'] })
    expect(statements[2]).toMatchObject({ policy: aws('ReadOnlyAccess'), statement: 0 })
    expect(findings[0]).toMatchObject({ id: 'pass-role-to-lambda', policy: null, statement: 1 })
  })

  const whole = { id: 'policy-unread', severity: 'notice', statement: 0 }
  test('names what nobody here can read', async () => {
    await s.client.execute({
      sql: 'update set_policies set managed = ?, customer = ? where set_arn = ?',
      args: [JSON.stringify([aws('FromTomorrow')]), '["/ops/BreakGlass"]', wish.permissionSetArn],
    })
    const { unread, findings } = await readingOf({})
    expect(unread).toEqual(['/ops/BreakGlass', aws('FromTomorrow')])
    expect(findings.filter(({ id }: { id: string }) => id === 'policy-unread')).toEqual([
      {
        ...whole,
        policy: '/ops/BreakGlass',
        because: 'Not read: /ops/BreakGlass lives in the account. What it allows or denies is not said here.',
      },
      expect.objectContaining({ ...whole, policy: aws('FromTomorrow') }),
    ])
    await s.client.execute('delete from set_policies')
    expect((await readingOf({ permissionSetArn: set('ReadOnly') })).unread).toEqual(['ReadOnly'])
  })

  test('says what bounds it, and that one of the account is not read', async () => {
    await s.client.execute({
      sql: 'update set_policies set boundary = ? where set_arn = ?',
      args: ['/ops/Limit', wish.permissionSetArn],
    })
    const { findings } = await readingOf({})
    expect(findings.at(-1)).toMatchObject({
      id: 'bounded',
      policy: '/ops/Limit',
      because:
        '/ops/Limit bounds all of this. It lives in the account and is not read: it may take away from what is said here.',
    })
  })
})

describe('something narrower', () => {
  const denied = {
    action: 'rds:RebootDBInstance',
    resource: `arn:aws:rds:eu-west-1:${wish.accountId}:db:orders`,
  }
  const narrowerThan = async (fields: object) => {
    const { body } = await s.ask('viewer', fields as Record<string, unknown>)
    const { body: answer } = await s.call('owner', 'GET', `/v1/requests/${body.id}/narrower`)
    return answer.items.map(({ name }: { name: string }) => name)
  }
  const custom = (Action: string) => ({
    permissionSetArn: undefined,
    custom: {
      label: 'Orders',
      sessionDuration: 'PT1H',
      managedPolicyArns: [],
      inlinePolicy: policy({ Effect: 'Allow', Action, Resource: '*' }),
    },
  })

  test('than the set is named, narrowest first, where the request says what was denied', async () => {
    expect(await narrowerThan({ denied })).toEqual(['DatabaseOperator', 'DatabaseAdmin'])
    expect(await narrowerThan({ permissionSetArn: set('DatabaseAdmin'), denied })).toEqual([
      'DatabaseOperator',
    ])
    expect(await narrowerThan({ permissionSetArn: set('DatabaseOperator'), denied })).toEqual([])
    expect(await narrowerThan({ permissionSetArn: set('SupportUser') })).toEqual([])
  })

  test('than a custom set is named too', async () => {
    expect(await narrowerThan({ ...custom('rds:*'), denied })).toEqual(['DatabaseOperator'])
    expect(await narrowerThan({ ...custom('rds:RebootDBInstance'), denied })).toEqual([])
  })
})

test('who may not see a request sees nothing of its set', async () => {
  const { body } = await s.ask('admin')
  const answer = await s.call('viewer', 'GET', `/v1/requests/${body.id}/reading`)
  expect([answer.status, answer.body.type]).toEqual([404, '/problems/not-found'])
})

describe('a custom set that is still written', () => {
  const review = async (fields: object) => {
    const { status, body } = await s.call('viewer', 'POST', '/v1/policies/review', {
      managedPolicyArns: [],
      ...fields,
    })
    expect([status, body]).toEqual([200, body])
    return body
  }

  test('is read as it would be when it is sent, and nothing is kept', async () => {
    const writing = { Effect: 'Allow', Action: 's3:PutObject', Resource: '*' }
    const managedPolicyArns = [aws('ReadOnlyAccess'), aws('FromTomorrow')]
    const answer = await review({ inlinePolicy: policy(writing), managedPolicyArns })
    expect([answer.errors, answer.unread]).toEqual([[], [aws('FromTomorrow')]])
    expect(answer.statements[0].actions.write).toBe(1)
    expect(answer.findings.map(({ id }: { id: string }) => id)).toContain('read-all-objects')
  })

  test('says every error with its place', async () => {
    const { errors, statements } = await review({
      inlinePolicy: policy({ Effect: 'Allow', Action: 's3:Fetch' }),
    })
    expect(errors).toContainEqual({
      message: expect.stringContaining('s3:Fetch'),
      statement: 0,
      line: 1,
      column: expect.any(Number),
    })
    expect(errors.length).toBe(2)
    expect(statements).toEqual([])
  })
})

describe('AWS’s managed policies', () => {
  beforeEach(() => loadManagedPolicies(s.client))
  const search = async (query: string) => (await s.call('viewer', 'GET', `/v1/policies?${query}`)).body
  test('are found by a piece of name, whatever its case', async () => {
    const { items } = await search('q=amazonrdsfull')
    expect(items).toEqual([
      {
        arn: aws('AmazonRDSFullAccess'),
        name: 'AmazonRDSFullAccess',
        version: expect.stringMatching(/^v\d+$/),
      },
    ])
    expect((await search('q=%25')).items).toEqual([])
  })

  test('the one called just so comes first, then what the catalog’s sets are made of', async () => {
    const names = async (query: string) =>
      (await search(query)).items.map(({ name }: { name: string }) => name) as string[]
    expect((await names('q=ViewOnlyAccess')).slice(0, 1)).toEqual(['ViewOnlyAccess'])
    expect((await names('q=access')).slice(0, 5)).toEqual([
      'AdministratorAccess',
      'AmazonRDSFullAccess',
      'PowerUserAccess',
      'ReadOnlyAccess',
      'ViewOnlyAccess',
    ])
    expect(await names('q=read%20rds')).toEqual([
      'AmazonRDSPerformanceInsightsReadOnly',
      'AmazonRDSReadOnlyAccess',
    ])
  })

  test('come by name, a page at a time, each once', async () => {
    const names: string[] = []
    for (let next: string | null = ''; next !== null;) {
      const page = await search(`q=Readonly${next && `&after=${next}`}`)
      names.push(...page.items.map(({ name }: { name: string }) => name))
      next = page.next
    }
    expect(names.length).toBeGreaterThan(100)
    expect(new Set(names).size).toBe(names.length)
    expect(names.slice(1)).toEqual(names.slice(1).toSorted())
  })
})
