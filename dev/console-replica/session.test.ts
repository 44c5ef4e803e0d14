import { expect, test } from 'vitest'
import { sessionArn, sessionData, sessionOf } from './session.ts'

const at = (url: string) => sessionOf(new URL(url))!

test('the query names account, role and person', () => {
  const session = at(
    'https://eu-west-1.console.aws.amazon.com/rds/home?account=555566667777&role=PowerUser&as=owner',
  )
  expect(session).toMatchObject({ account: { name: 'dev-web' }, region: 'eu-west-1', differentiator: null })
  expect(sessionArn(session)).toBe(
    'arn:aws:sts::555566667777:assumed-role/AWSReservedSSO_PowerUser_1a2b3c4d5e6f7a8b/owner',
  )
})

test('a multi-session host names the account and the region', () => {
  const session = at('https://222233334444-abcd1234.us-east-1.console.aws.amazon.com/')
  expect(session).toMatchObject({ account: { id: '222233334444' }, region: 'us-east-1' })
  expect(JSON.parse(sessionData(session))).toMatchObject({
    prismModeEnabled: true,
    sessionDifferentiator: '222233334444-abcd1234',
  })
})

test('a bare host shows the first account in us-east-1, with no multi-session field', () => {
  const data: unknown = JSON.parse(sessionData(at('https://console.aws.amazon.com/console/home')))
  expect(data).toMatchObject({
    accountId: '111122223333',
    infrastructureRegion: 'us-east-1',
    prismModeEnabled: false,
  })
  expect(data).not.toHaveProperty('sessionDifferentiator')
})

test('an account the organisation lacks has no console', () => {
  expect(sessionOf(new URL('https://console.aws.amazon.com/?account=000000000000'))).toBeNull()
})
