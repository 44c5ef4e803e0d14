import type { InStatement } from '@libsql/client'
import { createApp } from '../../worker/app.ts'
import { randomSecret, sha256 } from '../../worker/http/hash.ts'
import { set, stage, type Stage } from '../stage.ts'
import type { Somebody } from './expected.ts'

const hour = 3_600_000

export const levels = [0, 1, 2, 3] as const
const booleans = [false, true] as const

/** Every role with and without the flag, in every combination of ties to one request. */
export const everybody: readonly Somebody[] = levels.flatMap((level) =>
  booleans.flatMap((auditor) =>
    booleans.flatMap((requester) =>
      booleans.flatMap((owner) =>
        booleans.flatMap((standIn) =>
          booleans.map((firstDecider) => ({ level, auditor, requester, owner, standIn, firstDecider })),
        ),
      ),
    ),
  ),
)

/** Everybody once for each role: for what has nothing to do with a request. */
export const strangers = everybody.filter(
  ({ requester, owner, standIn, firstDecider }) => !requester && !owner && !standIn && !firstDecider,
)

export interface Call {
  readonly verb: string
  readonly path: string
  readonly body?: unknown
  readonly headers?: Record<string, string>
}
export interface Answer {
  readonly status: number
  // Judged by tests field by field.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any
}

/** Somebody at the API, with an account of their own to have ties to. */
export interface Actor {
  readonly who: Somebody
  readonly id: string
  readonly accountId: string
  readonly token: string
}

export interface World {
  readonly s: Stage
  readonly actors: readonly Actor[]
  actor(who: Somebody): Actor
  call(token: string | null, call: Call): Promise<Answer>
  /** A request that is where `act` would move it from, tied to the actor as they are tied. */
  /** Access that is not ours, in their account: their own where they are its `requester`. */
  findingFor(actor: Actor): Promise<{ readonly id: string; readonly openedAt: number }>
  /** A personal token of theirs. */
  tokenOf(personId: string): Promise<{ readonly id: string; readonly openedAt: number }>
  requestFor(actor: Actor, act: string): Promise<{ readonly id: string; readonly openedAt: number }>
}

/** The real API, and an actor for each of `people`: each has an account, and somebody else who asks there. */
export async function world(people: readonly Somebody[] = everybody): Promise<World> {
  const s = await stage()
  const app = createApp(() => s.deps)
  const actors = people.map((who, i) => ({
    who,
    id: `a-${i}`,
    accountId: String(600_000_000_000 + i),
    token: randomSecret(),
  }))
  await s.client.batch(
    [...(await Promise.all(actors.map((actor) => settle(actor, s.clock)))).flat(), ...extras(s.clock)],
    'write',
  )
  let made = 0
  s.holders = null
  return {
    s,
    actors,
    actor: (who) => actors[people.indexOf(who)]!,
    async call(token, { verb, path, body, headers = {} }) {
      const response = await app.request(path, {
        method: verb,
        headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : text }
    },
    async findingFor({ id: actorId, accountId, who }) {
      const id = `f-${(made += 1)}`
      const openedAt = s.clock + made
      const earlier =
        "update findings set status = 'over', version = version + 1 where account_id = ? and status in ('open', 'ignored')"
      const found = findingRow({ id, accountId, holder: who.requester ? actorId : 'asker', openedAt })
      await s.client.batch([{ sql: earlier, args: [accountId] }, insertOf('findings', found)], 'write')
      return { id, openedAt }
    },
    async tokenOf(personId) {
      const id = `t-${(made += 1)}`
      const [named, at] = [{ id, hash: id, family: id, person_id: personId }, s.clock]
      const row = {
        ...named,
        kind: 'personal',
        client_id: 'test',
        name: 'A cell',
        auth_at: at,
        issued_at: at,
      }
      await s.client.execute(insertOf('tokens', { ...row, expires_at: at + hour }))
      return { id, openedAt: at }
    },
    async requestFor(actor, act) {
      const id = `r-${(made += 1)}`
      // Nobody is reminded of what they were asked this minute.
      const openedAt = s.clock + made - (act === 'remind' ? hour : 0)
      await s.client.execute(insertOf('requests', rowFor(actor, act, id, openedAt)))
      return { id, openedAt }
    },
  }
}

/** The Identity Center user of a person here. */
export function principalOf(id: string): string {
  const hex = Array.from(id, (letter) => letter.charCodeAt(0).toString(16)).join('')
  return `00000000-0000-4000-8000-${hex.padStart(12, '0').slice(-12)}`
}

/** Whoever else there has to be: somebody who asks, and somebody who decided first. */
function extras(now: number): InStatement[] {
  return [
    `insert into people (id, name, level, principal_id) values ('asker', 'Somebody Asking', 0, '${principalOf('asker')}'), ('first', 'Somebody First', 2, '${principalOf('first')}')`,
    `insert into settings (name, value) values ('max_open', '1000000')`,
    `insert into absences (person_id, stand_in_id, until, at) select id, substr(id, 6), ${now + 1000 * hour}, ${now} from people where id like 'away-%'`,
  ]
}

async function settle({ who, id, accountId, token }: Actor, now: number): Promise<InStatement[]> {
  const person = (id: string, { level, auditor }: Pick<Somebody, 'level' | 'auditor'>): InStatement => ({
    sql: 'insert into people (id, name, level, auditor, principal_id) values (?, ?, ?, ?, ?)',
    args: [id, `Person ${id}`, level, Number(auditor), principalOf(id)],
  })
  const owns = (personId: string): InStatement[] => [
    { sql: 'insert into owners (person_id, account_id) values (?, ?)', args: [personId, accountId] },
    {
      sql: "insert into owner_rules (account_id, kind, subject_id, at) values (?, 'person', ?, 0)",
      args: [accountId, personId],
    },
  ]
  return [
    person(id, who),
    {
      sql: "insert into accounts (id, name, ou_path, requestable) values (?, ?, 'Root/Workloads/Dev', 1)",
      args: [accountId, `account-${id}`],
    },
    {
      sql: "insert into tokens (hash, kind, family, person_id, client_id, auth_at, proved_at, expires_at) values (?, 'access', ?, ?, 'test', ?, ?, ?)",
      args: [await sha256(token), `f-${id}`, id, now, now, now + 1000 * hour],
    },
    ...(who.owner ? owns(id) : []),
    ...(who.standIn ? [person(`away-${id}`, { level: 0, auditor: false }), ...owns(`away-${id}`)] : []),
  ]
}

const statuses: Readonly<Record<string, { status: string; waitsFor: string | null; live: number }>> = {
  'decide owner': { status: 'pending_owner', waitsFor: 'owner', live: 0 },
  'decide admin': { status: 'pending_admin', waitsFor: 'admin', live: 0 },
  retry: { status: 'failed', waitsFor: null, live: 0 },
  release: { status: 'active', waitsFor: null, live: 1 },
  revoke: { status: 'active', waitsFor: null, live: 1 },
}
const undecided = { status: 'pending', waitsFor: 'any', live: 0 }

type Row = Readonly<Record<string, string | number | null>>

function rowFor({ who, id: actorId, accountId }: Actor, act: string, id: string, openedAt: number): Row {
  const { status, waitsFor, live } = statuses[act] ?? undecided
  const requester = who.requester ? actorId : 'asker'
  const first = who.firstDecider ? actorId : act === 'decide admin' ? 'first' : null
  const granted = status === 'active' || status === 'failed'
  return {
    id,
    kind: act === 'decide owner' || act === 'decide admin' ? 'custom' : 'standard',
    status,
    waits_for: waitsFor,
    live,
    requester_id: requester,
    requester_name: `Person ${requester}`,
    principal_id: principalOf(requester),
    account_id: accountId,
    account_name: `account-${actorId}`,
    set_arn: set('ReadOnly'),
    set_name: 'ReadOnly',
    set_hash: 'hash-ReadOnly',
    session_seconds: 3600,
    duration_s: 3600,
    justification: 'One cell of the matrix.',
    digest: 'sha-256:none',
    opened_at: openedAt,
    window_ends_at: openedAt + 24 * hour,
    deciders: 1,
    first_decider_id: first,
    decided_at: granted ? openedAt : null,
    last_decider_id: granted ? 'first' : null,
    granted_s: granted ? 3600 : null,
    starts_at: granted ? openedAt : null,
    ends_at: granted ? openedAt + hour : null,
    active_at: live === 1 ? openedAt : null,
    owned: granted ? 1 : null,
  }
}

function findingRow(found: { id: string; accountId: string; holder: string; openedAt: number }): Row {
  return {
    id: found.id,
    kind: 'unknown',
    status: 'open',
    account_id: found.accountId,
    account_name: `account-${found.accountId}`,
    set_arn: set('ReadOnly'),
    set_name: 'ReadOnly',
    principal_type: 'USER',
    principal_id: principalOf(found.holder),
    first_seen_at: found.openedAt,
    last_seen_at: found.openedAt,
  }
}

function insertOf(table: string, row: Row): InStatement {
  const names = Object.keys(row)
  return {
    sql: `insert into ${table} (${names.join()}) values (${names.map(() => '?').join()})`,
    args: Object.values(row),
  }
}
