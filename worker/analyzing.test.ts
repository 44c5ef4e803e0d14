import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openSandbox, type TestSandbox } from '../test/aws-sandbox.ts'
import { wish, type Stage } from '../test/stage.ts'
import { suggesting } from '../test/suggested.ts'
import { remembering } from './analyzing.ts'
import { validatePolicy } from './aws/access-analyzer.ts'

let sandbox: TestSandbox
let s: Stage
beforeAll(async () => {
  sandbox = await openSandbox()
})
afterAll(() => sandbox.close())
beforeEach(async () => {
  await sandbox.calmDown()
  s = await suggesting()
  const ask = (policy: string) => validatePolicy(sandbox.config, policy).catch(() => null)
  Object.assign(s.deps, { analyze: remembering(new Map(), ask) })
})

const inlinePolicy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: '*' },
    { Effect: 'Allow', Action: 'iam:PassRole', Resource: '*' },
  ],
})
const custom = { label: 'Passes', sessionDuration: 'PT1H', managedPolicyArns: [], inlinePolicy }
const calls = () => sandbox.callsTo('ValidatePolicy')
const review = () => s.call('viewer', 'POST', '/v1/policies/review', { managedPolicyArns: [], inlinePolicy })
type Found = readonly { readonly id: string; readonly severity: string }[]
const ofAws = (findings: Found) => findings.filter(({ id }) => id.startsWith('access-analyzer'))
const silent = {
  id: 'access-analyzer',
  severity: 'notice',
  policy: null,
  statement: 0,
  because: 'AWS’s Access Analyzer did not answer: Hallpass alone has read this policy.',
}

test('what AWS has against a custom policy stands among its findings, for whoever writes and whoever decides', async () => {
  const said = {
    id: 'access-analyzer:PASS_ROLE_WITH_STAR_IN_RESOURCE',
    severity: 'exposure',
    policy: null,
    statement: 1,
  }
  expect(ofAws((await review()).body.findings)).toMatchObject([said])
  const { body } = await s.ask('viewer', { permissionSetArn: undefined, custom })
  const { body: reading } = await s.call('owner', 'GET', `/v1/requests/${body.id}/reading`)
  expect(ofAws(reading.findings)).toMatchObject([said])
})

test('the same policy is asked about once, whoever reads it', async () => {
  const before = await calls()
  await review()
  const { body } = await s.ask('viewer', { permissionSetArn: undefined, custom })
  for (const who of ['owner', 'admin', 'owner'] as const)
    await s.call(who, 'GET', `/v1/requests/${body.id}/reading`)
  expect((await calls()) - before).toBe(1)
})

test('silent, it blocks nobody: that is said, the request is taken, and it is asked again', async () => {
  await sandbox.fault({ operation: 'ValidatePolicy', kind: 'error' })
  expect((await review()).body.findings).toContainEqual(silent)
  const { status, body } = await s.ask('viewer', { permissionSetArn: undefined, custom })
  const path = `/v1/requests/${body.id}/reading`
  expect([status, (await s.call('owner', 'GET', path)).body.findings]).toEqual([
    201,
    expect.arrayContaining([silent]),
  ])
  await sandbox.calmDown()
  expect((await s.call('owner', 'GET', path)).body.findings).not.toContainEqual(silent)
})

test('neither a request nor a set of the catalog waits for it, and it is not asked of what is no policy', async () => {
  const before = await calls()
  await s.ask('viewer', { permissionSetArn: undefined, custom })
  const { body } = await s.ask('viewer', wish)
  await s.call('owner', 'GET', `/v1/requests/${body.id}/reading`)
  await s.call('viewer', 'POST', '/v1/policies/review', { managedPolicyArns: [], inlinePolicy: '{}' })
  expect(await calls()).toBe(before)
})
