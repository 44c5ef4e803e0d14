import type { Request } from '../../schema/contract/requests.ts'
import { badgeOf } from '../../extension/background/badge.ts'
import { stillToDecide } from '../../extension/lib/to-decide.ts'
import { faceOf } from '../../extension/models/popup.ts'
import { unknown } from '../../extension/models/standing.ts'
import type { Device } from './device.ts'
import type { Sequence } from './sequence.ts'

/** The badge counts twice a minute. */
const badgeAgeMs = 31_000

/** What differs between any two of: the API, the badge, the stored lists, the popup, and the console page that is open. */
export async function disagreements(sequence: Sequence): Promise<string[]> {
  const found: string[] = []
  for (const [n, device] of sequence.devices.entries())
    for (const what of await wrongOn(device, sequence)) found.push(`${device.who} ${n}: ${what}`)
  return [...found, ...(await wrongOnPage(sequence)).map((what) => `page: ${what}`)]
}

async function wrongOn(device: Device, { server, time }: Sequence): Promise<string[]> {
  const { who, seen, reached } = device
  if (!seen || reached?.state !== 'online') return [`is ${reached?.state}`]
  const [first, mine, sessions] = await Promise.all([
    server.listed(who, '/v1/requests?scope=to-decide&part=first'),
    server.listed(who, '/v1/requests?scope=mine'),
    server.listed(who, '/v1/sessions?scope=mine'),
  ])
  const popup = faceOf({
    standing: { ...unknown, seen, link: reached, now: time.now },
    busy: false,
    refused: null,
    siteOff: false,
    ending: null,
    online: {},
    reminded: [],
  })
  if (popup.face !== 'ready') return [`the popup shows ${popup.face}`]
  return [
    ...differ('queue', stillToDecide(seen.toDecide, time.now), first),
    ...differ('own requests', seen.mine, mine),
    ...differ('sessions', seen.sessions, sessions),
    ...differ('queue in the popup', popup.toDecide, first.slice(0, 3)),
    ...differ('open requests in the popup', popup.open, stillToDecide(mine, time.now).slice(0, 3)),
    ...wrongBadge(device, time.now),
  ]
}

/** Of the queue and the sessions, which are judged: the number, or the minutes. */
function wrongBadge({ badge, seen }: Device, now: number): string[] {
  const right = [now, now - badgeAgeMs].map((at) => badgeOf(seen, at)?.text ?? '')
  return right.includes(badge) ? [] : [`the badge is "${badge}", not ${right.join(' or ')}`]
}

async function wrongOnPage({ server, page, time }: Sequence): Promise<string[]> {
  const { here, accountId } = page
  if (!here?.signedIn) return ['is signed out']
  const at = (requests: readonly Request[]) => requests.filter((request) => request.accountId === accountId)
  const sessions = at(await server.listed('viewer', '/v1/sessions?scope=mine'))
  const [open] = stillToDecide(at(await server.listed('viewer', '/v1/requests?scope=mine')), time.now)
  return [
    ...differ('sessions', here.sessions, sessions),
    ...(open ? differ('request under way', here.underWay ? [here.underWay] : [], [open]) : []),
  ]
}

/** While nobody can be asked too: what the badge says is what the queue beside it holds. */
export function badgeApart({ badge, seen }: Device, now: number): string | null {
  const rows = stillToDecide(seen?.toDecide ?? [], now)
  const says = /^\d+$/.test(badge) ? Number(badge) : 0
  return says === rows.length ? null : `the badge says "${badge}" beside ${rows.length} rows`
}

type Row = Pick<Request, 'id' | 'status'> & { readonly version?: number }

function differ(what: string, shown: readonly Row[], real: readonly Row[]): string[] {
  const brief = (rows: readonly Row[]) =>
    rows.map(({ id, status }) => `${id.slice(0, 4)} ${status}`).join(', ')
  return brief(shown) === brief(real) ? [] : [`${what}: ${brief(shown)}; not ${brief(real)}`]
}
