import { beforeEach, describe, expect, test } from 'vitest'
import { stage, type Stage } from '../test/stage.ts'

let s: Stage
beforeEach(async () => {
  s = await stage()
})

const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::orders/*' }
const policy = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement })
const ask = async (inlinePolicy: string | undefined, managedPolicyArns: string[] = []) => {
  const custom = { label: 'Only orders', sessionDuration: 'PT1H', managedPolicyArns, inlinePolicy }
  const { status, body } = await s.ask('viewer', { permissionSetArn: undefined, custom })
  const { rows } = await s.client.execute('select count(*) as n from requests')
  expect(rows[0]!['n']).toBe(status === 201 ? 1 : 0)
  return { status, body }
}
const aws = (name: string) => `arn:aws:iam::aws:policy/${name}`

describe('a custom set is refused', () => {
  test('where its policy is not one, with the place', async () => {
    const { status, body } = await ask(`{\n"Version": "2012-10-17",\n"Statement": [${policyText}]}`)
    expect([status, body.type]).toEqual([422, '/problems/policy-invalid'])
    expect(body.detail).toMatch(/^Statement 1, line 3: /)
    expect(body).toMatchObject({ field: 'custom.inlinePolicy', statement: 0, line: 3 })
  })
  const policyText = JSON.stringify({ ...statement, Action: 's3:FetchObject' })

  test('where no statement is to blame', async () => {
    const { body } = await ask(JSON.stringify({ Statement: [statement] }))
    expect([body.type, body.variant]).toEqual(['/problems/policy-invalid', 'document'])
    expect(body.detail).toMatch(/^Line 1: /)
  })

  test.each([
    ['everything', { Effect: 'Allow', Action: '*', Resource: '*' }],
    ['who may have what', { Effect: 'Allow', Action: 'sso:CreateAccountAssignment', Resource: '*' }],
    ['all of a service’s writes by a wildcard', { Effect: 'Allow', Action: 'org*:*', Resource: '*' }],
  ])('where it allows %s', async (_what, written) => {
    const { status, body } = await ask(policy(statement, written))
    expect([status, body.type, body.statement]).toEqual([422, '/problems/policy-blocked', 1])
    expect(body.detail).toMatch(/^Statement 2: [^.]+\.$/)
  })

  test.each(['AdministratorAccess', 'PowerUserAccess'])(
    'where a managed policy is blocked: %s',
    async (name) => {
      const { status, body } = await ask(undefined, [aws('ReadOnlyAccess'), aws(name)])
      expect([status, body.type, body.variant]).toEqual([422, '/problems/policy-blocked', 'managed'])
      expect(body.detail.startsWith(`${name}, statement 1: `)).toBe(true)
    },
  )

  test('where it names a managed policy that nobody here can read', async () => {
    const { status, body } = await ask(undefined, [aws('ReadOnlyAccess'), aws('FromTomorrow')])
    expect([status, body.field]).toEqual([422, 'custom.managedPolicyArns'])
  })
})

test('what only needs a second look is sent', async () => {
  const passing = { Effect: 'Allow', Action: ['iam:PassRole', 'lambda:CreateFunction'], Resource: '*' }
  expect((await ask(policy(statement, passing), [aws('ReadOnlyAccess')])).status).toBe(201)
})

test('reading it costs no trip to the database more', async () => {
  await s.token('viewer')
  Object.assign(s.trips, { reads: 0, writes: 0 })
  await ask(policy(statement), [aws('ReadOnlyAccess')])
  expect(s.trips).toEqual({ reads: 1, writes: 1 })
})
