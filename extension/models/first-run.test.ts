import '../test-browser.ts'
import { expect, test } from 'vitest'
import { account } from '../test-samples.ts'
import { parseAccessDenied } from '../../schema/contract/access-denied.ts'
import { stepsOf } from './first-run.ts'
import { deniedText, sampleAccount, sessionData } from './sample.ts'

const none = { sign_in: false, allow: false, pin: false, try: false }
const states = (done: Parameters<typeof stepsOf>[0]) => stepsOf(done).map(({ state }) => state)

test('four steps, of which the first that is not done is next', () => {
  expect(states(none)).toEqual(['next', 'later', 'later', 'later'])
  expect(states({ ...none, allow: true })).toEqual(['next', 'done', 'later', 'later'])
  expect(states({ ...none, sign_in: true, allow: true })).toEqual(['done', 'done', 'next', 'later'])
  expect(states({ sign_in: true, allow: true, pin: true, try: true })).not.toContain('next')
})

test('a pin that was put off is no step any more, and not said to be done', () => {
  expect(states({ ...none, sign_in: true, allow: true, pin: 'later' })).toEqual([
    'done',
    'done',
    'later',
    'next',
  ])
})

const set = { arn: 'arn:set', name: 'ReadOnly', maxSeconds: 3600, sealed: false }
const open = { ...account, permissionSets: [set], decidersCount: 1 }

test('the sample is of an account one may really ask for, and of a sensitive one only where there is no other', () => {
  const web = { ...open, id: '444455556666', name: 'stage-web', sensitive: false }
  expect(sampleAccount([account, { ...open, decidersCount: 0 }])).toBeNull()
  expect(sampleAccount([account, open, web])).toBe(web)
  expect(sampleAccount([account, open])).toBe(open)
})

test('what it says was denied is read as the account and role that it says it is', () => {
  const denied = parseAccessDenied(deniedText(open))
  expect(denied).toMatchObject({
    accountId: open.id,
    action: 'ec2:DescribeInstances',
    permissionSet: 'Sample',
  })
  expect(JSON.parse(sessionData(open)).sessionARN).toContain(`assumed-role/${denied?.roleName}/`)
})
