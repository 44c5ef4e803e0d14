import { expect, test } from 'vitest'
import { sampleRequest, sampleSession } from '../test-samples.ts'
import { cloudTrailLink, regionOf } from './cloudtrail.ts'

const session = {
  ...sampleSession(-60, 0).session!,
  activeAt: '2026-11-23T01:14:05.000Z',
  endedAt: '2026-11-23T02:14:20.000Z',
  credentialsUntil: '2026-11-23T02:14:00.000Z',
}
const on = (resource: string | null) => ({ denied: { action: 'rds:RebootDBInstance', resource } })

test('it opens the event history of the time in which the access could be used', () => {
  expect(cloudTrailLink({ session, ...on('arn:aws:rds:eu-west-1:111122223333:db:orders') })).toBe(
    'https://eu-west-1.console.aws.amazon.com/cloudtrailv2/home?region=eu-west-1#/events?StartTime=2026-11-23T01%3A14%3A05.000Z&EndTime=2026-11-23T02%3A14%3A20.000Z',
  )
  const lasts = { ...session, credentialsUntil: '2026-11-23T06:00:00.000Z' }
  expect(cloudTrailLink({ session: lasts, denied: null })).toContain('EndTime=2026-11-23T06%3A00')
})

test('what was never held left nothing there', () => {
  expect(cloudTrailLink(sampleRequest())).toBeNull()
  expect(cloudTrailLink({ session: { ...session, activeAt: null }, denied: null })).toBeNull()
})

test.each([
  null,
  'arn:aws:iam::111122223333:role/x',
  'arn:aws-cn:rds:cn-north-1:111122223333:db:orders',
  'arn:aws:rds:evil.example/?:111122223333:db:x',
  'arn:aws:rds:eu-west-1.evil.example#:1:db:x',
  'orders',
])('a region that is none leads nowhere else: %s', (resource) => {
  expect(regionOf(on(resource))).toBe('us-east-1')
  expect(new URL(cloudTrailLink({ session, ...on(resource) })!).host).toBe('us-east-1.console.aws.amazon.com')
})
