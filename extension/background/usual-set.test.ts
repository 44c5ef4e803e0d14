import { expect, test } from 'vitest'
import { iso, sampleRequest } from '../test-samples.ts'
import { usualSet } from './usual-set.ts'

const sets = (...names: string[]) =>
  names.map((name) => ({ arn: `arn:${name}`, name, maxSeconds: 3600, sealed: false }))
const asked = (name: string, minutes: number) =>
  sampleRequest({ permissionSetArn: `arn:${name}`, openedAt: iso(minutes) })

const others = ['Administrator', 'Billing', 'Developer', 'Network', 'PowerUser', 'Support']

test('in a long list: what was asked for last, as long as it is still open to the person', () => {
  const mine = [asked('Billing', -9), asked('Support', -3), asked('Gone', -1)]
  expect(usualSet(sets(...others, 'ReadOnly'), mine)).toBe('arn:Support')
})

test.each(['ReadOnly', 'ViewOnlyAccess', 'aws-read-only'])(
  'in a long list with nothing asked for: %s, since it only reads',
  (name) => {
    expect(usualSet(sets(...others, name), [])).toBe(`arn:${name}`)
  },
)

test('else the first, and in rows that are all in view always the first', () => {
  expect(usualSet(sets(...others), [])).toBe('arn:Administrator')
  const five = sets(...others.slice(0, 4), 'ReadOnly')
  expect(usualSet(five, [asked('ReadOnly', -1)])).toBe('arn:Administrator')
  expect(usualSet([], [])).toBeNull()
})
