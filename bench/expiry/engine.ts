import type { Client } from '@libsql/client'
import { freshDatabase } from '../../test/database.ts'
import type { Env } from '../../worker/env.ts'
import { namespace } from './objects.ts'
import { endings, type Ending } from './organisation.ts'

/** For the keepers to read their sessions before these end. */
const leadMs = 5_000

/** Production's Keepers and Gate on a real ledger in memory and the sandbox's wire. */
export async function startEngine(vars: Readonly<Record<string, string>>): Promise<number> {
  // Only now: they are written for the platform's class.
  const [{ Keeper }, { Gate }, deps] = await Promise.all([
    import('../../worker/keeper.ts'),
    import('../../worker/gate.ts'),
    import('../../worker/engine-deps.ts'),
  ])
  const db = await freshDatabase()
  const env = { ...vars, INBOX: namespace(() => ({ notify: async () => {} })) } as unknown as Env
  const outside = { aws: deps.assignmentsFrom(env), db }
  const keepers = namespace((ctx) => new Keeper(ctx, env, (_, own) => deps.keeperPorts(env, own, outside)))
  Object.assign(env, { KEEPER: keepers, GATE: namespace((ctx) => new Gate(ctx, env)) })

  const endsAt = Math.ceil((Date.now() + leadMs) / 1_000) * 1_000
  await writeSessions(db, endsAt)
  const keys = new Set(endings.map((ending) => ending.key))
  await Promise.all([...keys].map((key) => keepers.getByName(key).poke(key)))
  return endsAt
}

async function writeSessions(db: Client, endsAt: number): Promise<void> {
  await db.batch(
    endings.map((ending) => ({ sql: insert, args: rowOf(ending, endsAt) })),
    'write',
  )
}

const insert = `insert into requests (id, principal_id, account_id, set_arn, keeper_key, opened_at, starts_at, active_at, window_ends_at,
    ends_at, due_at, kind, status, version, live, owned, requester_id, requester_name, account_name, set_name, session_seconds,
    duration_s, granted_s, justification, digest, deciders)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'standard', 'active', 4, 1, 1, 'p', 'Person', 'account', 'Set', 3600,
    3600, 3600, 'Ends with all the others.', 'd', 1)`

function rowOf({ id, principalId, accountId, permissionSetArn, key }: Ending, endsAt: number) {
  const since = endsAt - 3_600_000
  const instants = [since, since, since, endsAt, endsAt, endsAt]
  return [id, principalId, accountId, permissionSetArn, key, ...instants]
}
