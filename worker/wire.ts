import type { Request, RequestWithTimeline, Session, TimelineStep } from '../schema/contract/requests.ts'
import type { Status } from '../schema/contract/lifecycle.ts'
import type { RequestRow } from './db/advance.ts'
import { startRefusals } from './db/ledger.ts'
import { statusAt } from './db/lists.ts'
import type { Standing } from './db/standing.ts'
import { retryWindowMs } from './policy.ts'
import { remindableFrom } from './windows.ts'

/** Milliseconds as RFC 3339 in UTC. */
export function instant(ms: number): string {
  return new Date(ms).toISOString()
}

const maybe = (ms: number | null) => (ms === null ? null : instant(ms))

/** A row as the wire has it: names as they were when it was sent, and from its end on `ending`. */
export function toWire(row: RequestRow, now: number): Request {
  return {
    id: row.id,
    kind: row.kind as Request['kind'],
    status: statusAt(row, now),
    version: row.version,
    digest: row.digest,
    accountId: row.accountId,
    accountName: row.accountName,
    sensitive: row.sensitive === 1,
    permissionSetArn: row.kind === 'custom' ? null : row.setArn,
    permissionSetName: row.setName,
    durationSeconds: row.durationS,
    grantedSeconds: row.grantedS,
    justification: row.justification,
    ticket: row.ticket,
    urgent: row.urgent === 1,
    remindFrom: row.waitsFor === null ? null : instant(remindableFrom(row)),
    denied: row.deniedAction === null ? null : { action: row.deniedAction, resource: row.deniedResource },
    startsAt: maybe(row.askedStartAt),
    extends: row.extendsId,
    requester: { id: row.requesterId, name: row.requesterName },
    openedAt: instant(row.openedAt),
    windowEndsAt: instant(row.windowEndsAt),
    deciders: row.deciders,
    decision: decisionOf(row),
    narrower: row.narrower === null ? null : (JSON.parse(row.narrower) as NonNullable<Request['narrower']>),
    rule: isByRule(row) ? row.lastDeciderName : null,
    ending: endingOf(row),
    failure: row.failure,
    retryUntil: maybe(retryUntil(row, now)),
    session: sessionOf(row),
  }
}

function isByRule({ lastVerdict, lastDeciderId }: RequestRow): boolean {
  return lastVerdict === 'approve' && lastDeciderId === null
}

/** Until when a failed grant may be tried again; `null` when it may not. A rule's yes was for that moment: ask again. */
export function retryUntil(row: RequestRow, now: number): number | null {
  if (row.status !== 'failed' || row.decidedAt === null || row.failure === 'set-changed') return null
  if (isByRule(row) || row.failure === startRefusals['decider-inactive']) return null
  const until = row.decidedAt + retryWindowMs
  return until > now ? until : null
}

function decisionOf(row: RequestRow): Request['decision'] {
  if (row.lastDeciderId === null || row.decidedAt === null) return null
  return {
    by: { id: row.lastDeciderId, name: row.lastDeciderName ?? '' },
    decision: row.lastVerdict as 'approve' | 'reject',
    comment: row.lastComment,
    at: instant(row.decidedAt),
  }
}

function endingOf(row: RequestRow): Request['ending'] {
  if (row.endCause === null) return null
  const by = row.endById === null ? null : { id: row.endById, name: row.endByName ?? '' }
  return { by, reason: row.endReason, at: instant(row.endAskedAt ?? row.endsAt ?? 0) }
}

function sessionOf(row: RequestRow): Session | null {
  if (row.startsAt === null || row.endsAt === null) return null
  return {
    startsAt: instant(row.startsAt),
    endsAt: instant(row.endsAt),
    activeAt: maybe(row.activeAt),
    endedAt: maybe(row.endedAt),
    roleName: row.roleName ?? row.cloneName ?? row.setName,
    credentials: (row.credentials ?? 'may_last') as Session['credentials'],
    credentialsUntil: instant(row.credentialsUntil ?? row.endsAt + row.sessionSeconds * 1000),
    accessRemains: row.accessRemains as Session['accessRemains'],
    remainsUntil: maybe(row.remainsUntil),
    lostSince: maybe(row.lostAt),
  }
}

export interface EventRow {
  readonly event: string
  readonly status: string
  readonly through: string | null
  readonly actorKind: string
  readonly actorId: string | null
  readonly actorName: string | null
  readonly at: number
  readonly comment: string | null
}

/** One step of the timeline; the status it passed through stands beside it. */
export function toStep(row: EventRow): TimelineStep {
  return {
    event: row.event,
    status: row.status as Status,
    ...(row.through === null ? {} : { through: row.through as Status }),
    actor: row.actorId === null ? null : { id: row.actorId, name: row.actorName ?? '' },
    at: instant(row.at),
    ...(row.comment === null ? {} : { comment: row.comment }),
    ...(row.actorKind === 'rule' ? { rule: row.actorName ?? '' } : {}),
  }
}

/** What somebody holds in an account beside us, and as of when. */
export function toStanding({ found, lookedAt, missed }: Standing): RequestWithTimeline['standing'] {
  const items = found.map(({ setName, principalType, groupName, seenAt }) => {
    const isGroup = principalType === 'GROUP'
    return {
      permissionSetName: setName,
      through: isGroup ? ('group' as const) : ('name' as const),
      group: isGroup ? groupName || null : null,
      seenAt: instant(seenAt),
    }
  })
  return { items, lookedAt: maybe(lookedAt), missed }
}
