import type { Request } from '../../schema/contract/requests.ts'
import { consoleHost, homeRegion, partition } from './console-matches.ts'

const regionName = /^[a-z]{2,5}(-[a-z]+){1,2}-\d{1,2}$/

/** Where the resource is that was denied, in this partition; else where AWS records what has no region of its own. */
export function regionOf({ denied }: Pick<Request, 'denied'>): string {
  const [arn, said, , region = ''] = (denied?.resource ?? '').split(':')
  return arn === 'arn' && said === partition && regionName.test(region) ? region : homeRegion
}

/**
 * CloudTrail's event history for as long as the credentials of a session could work; `null` where it never held. It
 * opens in the account the browser is signed in to. The form of its filter is the console's own and not documented.
 */
export function cloudTrailLink(request: Pick<Request, 'denied' | 'session'>): string | null {
  const { session } = request
  if (!session?.activeAt) return null
  const { activeAt, endedAt, credentialsUntil } = session
  const until = endedAt !== null && endedAt > credentialsUntil ? endedAt : credentialsUntil
  const region = regionOf(request)
  const times = new URLSearchParams({ StartTime: activeAt, EndTime: until })
  return `https://${region}.${consoleHost}/cloudtrailv2/home?region=${region}#/events?${times.toString()}`
}
