import type { Hono } from 'hono'
import { api } from '../../schema/contract/api.ts'
import { next, type Status } from '../../schema/contract/lifecycle.ts'
import type { RequestWithTimeline } from '../../schema/contract/requests.ts'
import { obstacleOf } from '../before-deciding.ts'
import { beforeDeciding, readBeforeDeciding } from '../db/before-deciding.ts'
import { readCursor } from '../db/keyset.ts'
import { historyFor, requestsOf, type RequestPage, type Sought } from '../db/history.ts'
import { statusAt, toDecideBy } from '../db/lists.ts'
import { requestWith, type RequestInFull } from '../db/request.ts'
import { readStanding, standingAt } from '../db/standing.ts'
import type { AppEnv } from '../http/context.ts'
import { invalid } from '../http/refusal.ts'
import { serve, type Call } from '../http/serve.ts'
import { lookedAt } from '../before-sending.ts'
import { decide, note, open, previewOpen, release, remind, retry, revoke, withdraw } from '../lifecycle.ts'
import { isAllowed, waitsForOf, type Act } from '../policy.ts'
import { narrowerThan } from '../narrowing.ts'
import { readingOf, reviewFor, searchPolicies } from '../reading.ts'
import { suggestTo } from '../suggesting.ts'
import { retryUntil, toStanding, toStep, toWire } from '../wire.ts'

/** Requests and what people do with them. */
export function requestRoutes(app: Hono<AppEnv>): void {
  serve(app, api.requests, listRequests)
  serve(app, api.request, showRequest)
  serve(app, api.open, open)
  serve(app, api.suggest, suggestTo)
  serve(app, api.reading, readingOf)
  serve(app, api.narrower, narrowerThan)
  serve(app, api.policies, searchPolicies)
  serve(app, api.review, reviewFor)
  serve(app, api.previewOpen, previewOpen)
  serve(app, api.decide, decide)
  serve(app, api.note, note)
  serve(app, api.withdraw, withdraw)
  serve(app, api.remind, remind)
  serve(app, api.retry, retry)
  serve(app, api.release, release)
  serve(app, api.revoke, revoke)
}

async function listRequests({ deps, credential, input }: Call<typeof api.requests>) {
  const now = deps.now()
  const ask = { credential, now, cursor: readCursor(input.after) }
  if (input.scope === 'to-decide') {
    const { part } = input
    refuseUnqueued(input)
    const statuses = [input.status ?? []].flat()
    return toPage(await toDecideBy(deps.db, { ...ask, part, statuses }), now)
  }
  const list = input.scope === 'mine' ? requestsOf : historyFor
  return toPage(await list(deps.db, { ...ask, ...soughtIn(input) }), now)
}

const ofHistory = ['accountId', 'requesterId', 'deciderId', 'from', 'to'] as const

/** What the queue cannot be searched by is refused: half an answer would look like all of it. */
function refuseUnqueued(input: Call<typeof api.requests>['input']): void {
  const field = ofHistory.find((name) => input[name] !== undefined)
  if (field !== undefined) throw invalid(field, 'The queue has no such filter; the history has.')
}

function soughtIn({
  status,
  accountId,
  requesterId,
  deciderId,
  from,
  to,
}: Call<typeof api.requests>['input']): Sought {
  const at = (instant: string | undefined) => (instant === undefined ? undefined : Date.parse(instant))
  return { statuses: [status ?? []].flat(), accountId, requesterId, deciderId, from: at(from), to: at(to) }
}

export function toPage(page: RequestPage, now: number) {
  return { items: page.items.map((row) => toWire(row, now)), next: page.next }
}

async function showRequest({
  deps,
  credential,
  input,
}: Call<typeof api.request>): Promise<RequestWithTimeline> {
  const now = deps.now()
  const ask = { credential, now, id: input.id }
  const asked = [...standingAt(input.id), ...beforeDeciding(input.id, ask)] as const
  const { full, more } = await requestWith(deps.db, ask, asked)
  const [found, looked, ...before] = more
  const mine = mayDo(full, now)
  const maySee = isAllowed('finding', full.caller, full.ties)
  return {
    ...toWire(full.request, now),
    requesterEmail: full.requesterEmail,
    custom: full.custom,
    timeline: full.timeline.map(toStep),
    operations: { grant: full.request.grantOp, removal: full.request.removalOp },
    mayDecide: full.deciders.map(({ id, name }) => ({ id, name })),
    online: await onlineOf(full, deps.online),
    obstacle: mine.decide ? obstacleOf(full.request, readBeforeDeciding(before), now) : null,
    standing: maySee ? toStanding(readStanding([found, looked])) : null,
    mine,
  }
}

/** For whoever waits for them: it is asked of the inboxes, not of the database. */
async function onlineOf(
  { caller, request, deciders }: RequestInFull,
  online: Call<typeof api.request>['deps']['online'],
): Promise<number | null> {
  if (waitsForOf(request.status) === null || request.requesterId !== caller.id) return null
  return (await online(deciders.slice(0, lookedAt).map(({ id }) => id)))?.size ?? null
}

/** What the caller may do with it now; the buttons of a screen, not its guards. */
function mayDo({ caller, request, ties }: RequestInFull, now: number): RequestWithTimeline['mine'] {
  const status: Status = statusAt(request, now)
  const waits = waitsForOf(request.status)
  const may = (act: Act) => isAllowed(act, caller, ties)
  return {
    decide: waits !== null && request.windowEndsAt > now && may(`decide ${waits}`),
    withdraw: may('withdraw') && next(status, 'withdraw') !== null,
    retry: may('retry') && retryUntil(request, now) !== null,
    release: may('release') && next(status, 'release') !== null,
    revoke: may('revoke') && next(status, 'revoke') !== null,
  }
}
