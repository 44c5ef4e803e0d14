import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openSandbox, type TestSandbox } from '../../test/aws-sandbox.ts'
import { validatePolicy } from './access-analyzer.ts'

let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await openSandbox()
})
afterAll(() => sandbox.close())
beforeEach(() => sandbox.calmDown())

const policy = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement })
const reading = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::ledger/*' }
const passing = { Effect: 'Allow', Action: 'iam:PassRole', Resource: '*' }
const nowhere = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: 'arn:aws:sqs:mars-1:111122223333:q' }

test('errors and security warnings come with their code, AWS’s words and their statement', async () => {
  const judged = await validatePolicy(sandbox.config, policy(reading, passing, nowhere))
  expect(judged.map(({ kind, code, statement }) => [kind, code, statement])).toEqual([
    ['security', 'PASS_ROLE_WITH_STAR_IN_RESOURCE', 1],
    ['error', 'INVALID_ARN_REGION', 2],
  ])
  expect(judged[0]!.says).toMatch(/^Using the iam:PassRole action with wildcards/)
})

test('a policy without any has none, and what AWS only recommends is none', async () => {
  expect(await validatePolicy(sandbox.config, policy(reading))).toEqual([])
  expect(await validatePolicy(sandbox.config, JSON.stringify({ Statement: reading }))).toEqual([])
})

test.each(['throttle', 'error', 'lost'] as const)('%s: unanswered, after one attempt', async (kind) => {
  const before = await sandbox.callsTo('ValidatePolicy')
  await sandbox.fault({ operation: 'ValidatePolicy', kind })
  await expect(validatePolicy(sandbox.config, policy(reading))).rejects.toThrow('ValidatePolicy was unknown')
  expect(await sandbox.callsTo('ValidatePolicy')).toBe(before + 1)
})

test('a signature that is not ours is refused', async () => {
  const credentialsOf = () => Promise.resolve({ accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'x' })
  await expect(validatePolicy({ ...sandbox.config, credentialsOf }, policy(reading))).rejects.toThrow()
})
