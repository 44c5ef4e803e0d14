import { sql } from 'drizzle-orm'
import { events } from '../../schema/tables/audit.ts'
import { absences, owners } from '../../schema/tables/catalog.ts'
import { people } from '../../schema/tables/people.ts'
import { noTies } from '../policy.ts'
import { batch, row, rows, write, type Db } from './batch.ts'
import type { Named } from './facts.ts'
import { told } from './telling.ts'
import { admitted, callerId, stillSignedIn, who, type Asker, type Caller } from './who.ts'

export interface Absence {
  /** Of the caller; `null` when they are not away. */
  readonly own: { readonly until: number; readonly standIn: Named } | null
  readonly standsInFor: readonly { readonly owner: Named; readonly until: number }[]
  /** Of the caller's absences, however many there were. */
  readonly version: number
}

interface Row extends Named {
  readonly until: number
  readonly version: number
}

function questions({ credential, now }: Asker) {
  const me = callerId(credential, now)
  return [
    row<Row>(sql`select a.until, a.version, p.id, p.name from ${absences} a join ${people} p on p.id = a.stand_in_id
      where a.person_id = ${me}`),
    rows<Row>(sql`select a.until, a.version, p.id, p.name from ${absences} a join ${people} p on p.id = a.person_id
      where a.stand_in_id = ${me} and a.until > ${now} and p.active = 1 order by p.name`),
  ] as const
}

function absenceOf(own: Row | null, others: readonly Row[], now: number): Absence {
  const isAway = own !== null && own.until > now
  return {
    own: isAway ? { until: own.until, standIn: { id: own.id, name: own.name } } : null,
    standsInFor: others.map(({ id, name, until }) => ({ owner: { id, name }, until })),
    version: own?.version ?? 0,
  }
}

export async function absenceSeenBy(db: Db, ask: Asker): Promise<Absence> {
  const [caller, own, others] = await batch(db, 'read', [who(ask.credential, ask.now), ...questions(ask)])
  admitted(caller, 'away')
  return absenceOf(own, others, ask.now)
}

export interface AbsenceFacts extends Absence {
  readonly caller: Caller
  /** Everybody active whom the stand-in's name could mean. */
  readonly meant: readonly (Named & { readonly version: number })[]
}

/** `ref` is an e-mail address, or `person:ID`. */
export async function factsToBeAway(db: Db, ask: Asker, ref: string): Promise<AbsenceFacts> {
  const me = callerId(ask.credential, ask.now)
  const id = ref.startsWith('person:') ? ref.slice('person:'.length) : ''
  const [caller, owned, meant, own, others] = await batch(db, 'read', [
    who(ask.credential, ask.now),
    row<{ n: number }>(sql`select 1 as n from ${owners} where person_id = ${me} limit 1`),
    rows<Named & { version: number }>(sql`select id, name, version from ${people}
      where active = 1 and (id = ${id} or (${id} = '' and lower(email) = ${ref.toLowerCase()})) limit 2`),
    ...questions(ask),
  ])
  const known = admitted(caller, 'setAway', 'write', { ...noTies, owner: owned !== null })
  return { caller: known, meant, ...absenceOf(own, others, ask.now) }
}

export interface NewAbsence extends Asker {
  readonly op: string
  readonly caller: Caller
  /** As it was read. */
  readonly version: number
  /** `null`: back again. */
  readonly standIn: (Named & { readonly version: number }) | null
  readonly until: number
  /** Whoever decides for the caller's accounts from now on, or no more. */
  readonly tell: readonly string[]
}

/** With its event, or not at all; `null` when something it rested on moved. */
export async function writeAbsence(db: Db, made: NewAbsence): Promise<Absence | null> {
  const { caller, now, op, standIn, until, version, credential } = made
  const detail = JSON.stringify(
    standIn === null ? {} : { standIn: { id: standIn.id, name: standIn.name }, until },
  )
  const fence = sql`exists (select 1 from ${events} where subject_kind = 'person' and subject_id = ${caller.id} and op = ${op})`
  const [, , done, own, others] = await batch(db, 'write', [
    write(sql`insert into ${events} (subject_kind, subject_id, version, event, actor_kind, actor_id, actor_name, at, recorded_at, op, detail)
      select 'person', ${caller.id}, 1 + coalesce((select max(version) from ${events} where subject_kind = 'person' and subject_id = ${caller.id}), 0),
        ${standIn === null ? 'back' : 'away'}, 'person', ${caller.id}, ${caller.name}, ${now}, ${now}, ${op}, ${detail}
      where ${stillSignedIn(credential, now)}
        and exists (select 1 from ${people} where id = ${caller.id} and version = ${caller.version})
        and coalesce((select version from ${absences} where person_id = ${caller.id}), 0) = ${version}
        and (${Number(standIn === null)} or exists (select 1 from ${people} where id = ${standIn?.id ?? ''} and version = ${standIn?.version ?? 0}))`),
    standIn === null
      ? write(
          sql`update ${absences} set until = min(until, ${now}), version = version + 1 where person_id = ${caller.id} and ${fence}`,
        )
      : write(sql`insert into ${absences} (person_id, stand_in_id, until, at) select ${caller.id}, ${standIn.id}, ${until}, ${now} where ${fence}
        on conflict (person_id) do update set stand_in_id = excluded.stand_in_id, until = excluded.until, at = excluded.at, version = ${absences.version} + 1`),
    row<{ done: number }>(sql`select ${fence} as done`),
    ...questions(made),
    ...told({ op, receivers: made.tell, kind: 'changed', id: '', at: now, where: fence }),
  ])
  return done?.done === 1 ? absenceOf(own, others, now) : null
}
