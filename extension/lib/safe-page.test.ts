import { expect, test } from 'vitest'
import { safePage } from './safe-page.ts'

const console = 'https://eu-west-1.console.aws.amazon.com'

test.each([
  [
    `${console}/rds/home?region=eu-west-1#database:id=orders`,
    `${console}/rds/home?region=eu-west-1#database:id=orders`,
  ],
  ['https://111122223333-abcd1234.eu-west-1.console.aws.amazon.com/s3/home', `${console}/s3/home`],
  [`${console}/s3/home?region=a&X-Amz-Signature=b&authToken=c&code=d`, `${console}/s3/home?region=a`],
  [`${console}/console/home#access_token=x`, `${console}/console/home`],
  [`${console}/a?q=${'x'.repeat(400)}&b=1`, `${console}/a?b=1`],
  [`${console}/a#${'x'.repeat(3000)}`, `${console}/a`],
  [
    'https://us-gov-west-1.console.amazonaws-us-gov.com/a',
    'https://us-gov-west-1.console.amazonaws-us-gov.com/a',
  ],
])('%s is kept as far as it finds the page', (address, kept) => {
  expect(safePage(address)).toBe(kept)
})

test.each([
  'javascript:alert(1)//console.aws.amazon.com',
  'data:text/html,x',
  'http://console.aws.amazon.com/',
  'https://console.aws.amazon.com.evil.example/',
  'https://evilconsole.aws.amazon.com/',
  'https://console.aws.amazon.com@evil.example/',
  'https://me:pw@console.aws.amazon.com/',
  'https://console.aws.amazon.com:8443/',
  'no address',
])('D5: %s is no page of the console', (address) => {
  expect(safePage(address)).toBeNull()
})
