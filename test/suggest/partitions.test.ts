import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { suggest } from '../../schema/policy/suggest/suggest.ts'
import type { Suggestions } from '../../schema/contract/suggest.ts'
import { account, set, type Stage } from '../stage.ts'
import { suggesting } from '../suggested.ts'

// Nothing of another partition is anything in this one: a policy that names it gives nothing.

const accountId = '111122223333'
const partitions = [
  ['aws', 'eu-west-1'],
  ['aws-us-gov', 'us-gov-west-1'],
  ['aws-cn', 'cn-north-1'],
  ['aws-eusc', 'eusc-de-east-1'],
] as const

describe.each(partitions)('in %s', (partition, region) => {
  const resourcesOf = (
    denied: { action: string; missingAction?: string; resource?: string },
    at?: string,
  ) => {
    const { draft } = suggest({ ...denied, accountId, partition: at, sets: [], managed: {} })
    return (
      JSON.parse(draft!.document) as { Statement: { Resource: string | string[] }[] }
    ).Statement.flatMap(({ Resource }) => Resource)
  }
  const ours = (name: string) => `arn:${partition}:${name}`

  test('a name becomes its ARN there', () => {
    expect(resourcesOf({ action: 'iam:GetRole', resource: 'role Deploy' }, partition)).toEqual([
      ours(`iam::${accountId}:role/Deploy`),
      ours(`iam::${accountId}:role/*/Deploy`),
    ])
    expect(
      resourcesOf({ action: 'secretsmanager:GetSecretValue', resource: 'orders/key' }, partition),
    ).toEqual([ours(`secretsmanager:*:${accountId}:secret:orders/key-??????`)])
  })

  test.each([
    ['ecs:ExecuteCommand', `ecs:${region}:${accountId}:cluster/web`, `ecs:*:${accountId}:task/*`],
    ['route53:ChangeResourceRecordSets', 'route53:::hostedzone/Z1', 'route53:::change/*'],
    [
      'ssm:StartSession',
      `ec2:${region}:${accountId}:instance/i-1`,
      `ssm:*:${accountId}:session/\${aws:userid}-*`,
    ],
  ])(
    'the companions of %s are where the message’s ARN is, whatever the account’s',
    (action, resource, beside) => {
      const found = resourcesOf({ action, resource: ours(resource) }, 'aws-cn')
      expect(found).toContain(ours(beside))
      expect(found.filter((arn) => arn !== '*' && !arn.startsWith(ours('')))).toEqual([])
    },
  )

  test('so are the buckets of the console’s list, what is checked besides, and a key that is missing', () => {
    expect(resourcesOf({ action: 's3:ListBuckets' }, partition)).toEqual(['*', ours('s3:::*')])
    const run = { action: 'ec2:RunInstances', resource: ours(`ec2:${region}:${accountId}:instance/*`) }
    const key = { action: 's3:GetObject', missingAction: 'kms:Decrypt', resource: ours('s3:::ledger/11.csv') }
    for (const denied of [run, key]) {
      const found = resourcesOf(denied)
      expect(found.length).toBeGreaterThan(1)
      expect(found.filter((arn) => !arn.startsWith(ours('')))).toEqual([])
    }
  })
})

describe('where the organisation is in another partition', () => {
  let s: Stage
  beforeAll(async () => {
    s = await suggesting()
  })
  afterAll(() => s.client.close())

  const at = account('prod-payments')
  const call = async (verb: string, path: string, body?: object) => {
    const answer = await s.call('viewer', verb, path, body)
    expect([answer.status, answer.body]).toEqual([200, answer.body])
    return answer.body
  }

  test.each(partitions)(
    '%s: a name is drafted there, and AWS’s policies are found and read there',
    async (one) => {
      Object.assign(s.deps, { config: { ...s.deps.config, partition: one } })
      const arn = `arn:${one}:iam::aws:policy/ReadOnlyAccess`
      await s.client.execute({
        sql: 'update set_policies set managed = ? where set_arn = ?',
        args: [JSON.stringify([arn]), set('ReadOnly')],
      })
      const denied = { accountId: at, action: 'iam:GetRole', resource: 'role Deploy' }
      const { sets, draft } = (await call('POST', '/v1/requests/suggest', denied)) as Suggestions
      expect(draft!.custom.inlinePolicy).toContain(`arn:${one}:iam::${at}:role/Deploy`)
      expect(sets.find(({ name }) => name === 'ReadOnly')).toMatchObject({ isCertain: true, unread: [] })

      const found = (await call('GET', '/v1/policies?q=ReadOnlyAccess')) as { items: { arn: string }[] }
      expect(found.items.map((policy) => policy.arn)).toEqual([arn])
      const custom = { managedPolicyArns: [arn] }
      expect(await call('POST', '/v1/policies/review', custom)).toMatchObject({ unread: [] })
    },
  )

  test('what a twin names is there too', async () => {
    const document = { Statement: { Effect: 'Allow', Action: 's3:*', Resource: 'arn:aws:s3:::ledger/*' } }
    await s.client.batch(
      [
        {
          sql: 'insert into managed_policies (arn, name, version, document) values (?, ?, ?, ?)',
          args: ['arn:aws:iam::aws:policy/Ledger', 'Ledger', 'v1', JSON.stringify(document)],
        },
        {
          sql: 'update set_policies set managed = ? where set_arn = ?',
          args: ['["arn:aws-us-gov:iam::aws:policy/Ledger"]', set('ReadOnly')],
        },
      ],
      'write',
    )
    const offered = async (partition: string) => {
      const denied = { action: 's3:PutObject', resource: `arn:${partition}:s3:::ledger/11.csv` }
      const { sets } = (await call('POST', '/v1/requests/suggest', {
        accountId: at,
        ...denied,
      })) as Suggestions
      return sets.some(({ name }) => name === 'ReadOnly')
    }
    expect([await offered('aws-us-gov'), await offered('aws-cn')]).toEqual([true, false])
  })
})
