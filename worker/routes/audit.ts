import type { Hono } from 'hono'
import { api } from '../../schema/contract/api.ts'
import type { Output } from '../../schema/contract/endpoint.ts'
import { auditSeenBy, type AuditRow } from '../db/audit.ts'
import { readCursor } from '../db/keyset.ts'
import type { AppEnv } from '../http/context.ts'
import { serve, type Call } from '../http/serve.ts'
import { Refusal } from '../http/refusal.ts'
import { instant } from '../wire.ts'

type Page = Output<typeof api.audit>

/** What happened, for Auditors and Admins. */
export function auditRoutes(app: Hono<AppEnv>): void {
  serve(app, api.audit, async ({ deps, credential, input }) => {
    const { actorId = null, after } = input
    const ask = { credential, now: deps.now(), about: aboutOf(input), actorId, cursor: readCursor(after) }
    const { items, next } = await auditSeenBy(deps.db, {
      ...ask,
      from: ms(input.from),
      until: ms(input.until),
    })
    return { items: items.map(toRecord), next }
  })
}

function ms(instant: string | undefined): number | null {
  return instant === undefined ? null : Date.parse(instant)
}

function aboutOf({ kind, id }: Call<typeof api.audit>['input']): { kind: string; id: string } | null {
  if (kind !== undefined && id !== undefined) return { kind, id }
  if (kind === undefined && id === undefined) return null
  throw new Refusal('invalid', { what: '"kind" and "id" go together.' }, { field: 'id' })
}

function toRecord(row: AuditRow): Page['items'][number] {
  const { seq, kind, id, event, status, comment, at, recordedAt, detail } = row
  return {
    seq,
    about: { kind, id },
    event,
    status,
    actor: { kind: row.actorKind, id: row.actorId, name: row.actorName },
    comment,
    at: instant(at),
    recordedAt: instant(recordedAt),
    detail: detail === null ? null : (JSON.parse(detail) as unknown),
  }
}
