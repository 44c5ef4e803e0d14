import type { Api } from '../../../schema/contract/api.ts'
import type { Input, Output } from '../../../schema/contract/endpoint.ts'
import type { Request } from '../../../schema/contract/requests.ts'
import { setName } from '../../lib/set-name.ts'
import { t } from '../../lib/words.ts'
import type { AuditSought, Route } from './route.ts'

export type AuditRecord = Output<Api['audit']>['items'][number]

/** The address as the server takes it: minutes in UTC, the last one with all of its seconds. */
export function auditAsked({ kind, subject, actor, from, to }: AuditSought): Input<Api['audit']> {
  return {
    ...(kind && subject ? ({ kind, id: subject } as Input<Api['audit']>) : {}),
    ...(actor ? { actorId: actor } : {}),
    ...instant('from', from, ':00.000Z'),
    ...instant('until', to, ':59.999Z'),
  }
}

function instant(name: 'from' | 'until', minute: string | undefined, rest: string): Input<Api['audit']> {
  const ms = minute ? Date.parse(`${minute}${rest}`) : Number.NaN
  return Number.isNaN(ms) ? {} : { [name]: new Date(ms).toISOString() }
}

/** What happened, in a sentence; what this version has no words for, by its name. */
export function happened({ event, actor }: AuditRecord): string {
  const by = { name: byWhom(actor) }
  if (actor.kind === 'rule') return t('portal_step_by_rule', { rule: by.name })
  return t(`portal_event_${event}`, by) || t(`portal_step_${event}`, by) || event.replaceAll('_', ' ')
}

/** A person or a rule by name; AWS and the clock have none. */
export function byWhom({ kind, name }: AuditRecord['actor']): string {
  return name ?? (kind === 'aws' ? 'AWS' : t('portal_hallpass'))
}

/** The names of people as these records have them, by id. */
export function namesIn(records: readonly AuditRecord[]): ReadonlyMap<string, string> {
  const people = records.flatMap(({ actor: { kind, id, name } }) =>
    kind === 'person' && id !== null && name !== null ? [[id, name] as const] : [],
  )
  return new Map(people)
}

const ofRequests = new Set(['request', 'note', 'attempt', 'reminder'])

/** The page of the history that has most of what these records are about; `null` where none is about a request. */
export function historyOf(records: readonly AuditRecord[]): Input<Api['requests']> | null {
  const times = records.filter(({ about }) => ofRequests.has(about.kind)).map(({ at }) => at)
  const newest = times.toSorted().at(-1)
  return newest ? { scope: 'history', to: newest } : null
}

/** Whose, and which set. */
export function requestWords(request: Request): string {
  return `${request.requester.name}, ${setName(request)}`
}

/** The screen of what a record is about, where there is one; rules are an Admin's to see. */
export function placeOf({ kind, id }: AuditRecord['about'], isAdmin: boolean): Route | null {
  if (ofRequests.has(kind)) return { page: 'one', id }
  return kind === 'rules' && isAdmin ? { page: 'rules' } : null
}

/** Written down long after it happened: then both times are told. */
export function isLate({ at, recordedAt }: AuditRecord): boolean {
  return Date.parse(recordedAt) - Date.parse(at) >= 60_000
}

/** "2026-11-23 02:14:05 UTC": an auditor counts seconds. */
export function utcSeconds(iso: string): string {
  return `${new Date(iso).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}
