import { expect, test } from 'vitest'
import { sampleSession } from '../test-samples.ts'
import { consoleLink, leadingTo } from './console-link.ts'

const portal = 'https://d-9067a1b2c3.awsapps.com/start'
const request = { accountId: '111122223333', permissionSetName: 'DatabaseOperator' }
const at = (href: string) => leadingTo(consoleLink(portal, request), { href })

test('a session on a set made for it opens that one', () => {
  const roleName = 'jit-abcdefghij-DatabaseOpera'
  const session = { ...sampleSession(0, 60).session!, roleName }
  expect(consoleLink(portal, { ...request, session })).toContain(`role_name=${roleName}`)
})

test('the link opens the set in the account, with the end of the portal’s address or without', () => {
  const link = `${portal}/#/console?account_id=111122223333&role_name=DatabaseOperator`
  expect(consoleLink(portal, request)).toBe(link)
  expect(consoleLink(`${portal}/`, request)).toBe(link)
})

test('D5: it leads to the access portal of this build, whatever the server says', () => {
  const link = consoleLink(portal, request)
  const said = [
    'https://example.com/start',
    'http://d-9067a1b2c3.awsapps.com/start',
    'javascript:alert(1)',
    '',
  ]
  for (const other of said) expect(consoleLink(other, request)).toBe(link)
})

test('from a page of the console it leads back to that page', () => {
  const page = 'https://us-east-1.console.aws.amazon.com/rds/home?region=us-east-1&a=b+c#databases:'
  const query = new URLSearchParams(at(page).split('?').slice(1).join('?'))
  expect(Object.fromEntries(query)).toEqual({
    account_id: '111122223333',
    role_name: 'DatabaseOperator',
    destination: page,
  })
})

test('the label of one of several sessions is taken off: AWS answers 404 with it', () => {
  const link = at('https://111122223333-abcd1234.eu-west-1.console.aws.amazon.com/s3/home')
  expect(decodeURIComponent(link)).toContain('destination=https://eu-west-1.console.aws.amazon.com/s3/home')
})
