import { expect, test } from 'vitest'
import { portalLink } from './portal-link.ts'

const at = (href: string) => portalLink('111122223333', 'DatabaseOperator', { href })

test('the link opens the set in the account, on the page one is at', () => {
  const link = at('https://us-east-1.console.aws.amazon.com/rds/home?region=us-east-1#databases:')
  const query = new URLSearchParams(link.split('?').slice(1).join('?'))
  expect(link.startsWith('https://d-9067a1b2c3.awsapps.com/start/#/console?')).toBe(true)
  expect(Object.fromEntries(query)).toEqual({
    account_id: '111122223333',
    role_name: 'DatabaseOperator',
    destination: 'https://us-east-1.console.aws.amazon.com/rds/home?region=us-east-1#databases:',
  })
})

test('the label of one of several sessions is taken off: AWS answers 404 with it', () => {
  const link = at('https://111122223333-abcd1234.eu-west-1.console.aws.amazon.com/s3/home')
  expect(decodeURIComponent(link)).toContain('destination=https://eu-west-1.console.aws.amazon.com/s3/home')
})
