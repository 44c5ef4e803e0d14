import type { PrincipalType } from './organisation.ts'
import type { World } from './world.ts'

export type Pair = { accountId: string; setArn: string }
export type Principal = { type: PrincipalType; id: string }
export type Assignment = Pair & { principalType: PrincipalType; principalId: string }

/** When an effect happened, and when lists begin to show it. */
export type Moment = { at: number; seenAt: number }

const columns =
  'account_id as accountId, set_arn as setArn, principal_type as principalType, principal_id as principalId'

/** The exact truth, which only the control side may read. */
export function assignmentsNow(world: World): Assignment[] {
  return world.store.rows<Assignment>(
    `select ${columns} from assignments where until is null order by account_id, set_arn, principal_id`,
  )
}

/** What AWS's lists show: each effect of an operation appears up to two seconds late. */
export function assignmentsSeen(world: World, pair: Pair): Assignment[] {
  const [account, set] = [pair.accountId, pair.setArn]
  return seenWhere(world, 'account_id = ? and set_arn = ?', [account, set])
}

export function assignmentsSeenOf(world: World, principalIds: string[]): Assignment[] {
  return principalIds.flatMap((id) => seenWhere(world, 'principal_id = ?', [id]))
}

function seenWhere(world: World, where: string, values: string[]): Assignment[] {
  const now = world.now()
  return world.store.rows<Assignment>(
    `select distinct ${columns} from assignments
     where ${where} and seen_from <= ? and (seen_until is null or seen_until > ?)`,
    ...values,
    now,
    now,
  )
}

/** Whether the principal itself (its groups not counted) held the pair at that instant. */
export function heldAt(world: World, pair: Pair, principalId: string, at: number): boolean {
  return world.store
    .rows<{ id: number }>(
      `select id from assignments where account_id = ? and set_arn = ? and principal_id = ?
       and since <= ? and (until is null or until > ?)`,
      pair.accountId,
      pair.setArn,
      principalId,
      at,
      at,
    )
    .some(() => true)
}

export function addAssignment(world: World, pair: Pair, principal: Principal, moment: Moment): void {
  if (openAssignment(world, pair, principal) !== undefined) return
  world.store.run(
    `insert into assignments (account_id, set_arn, principal_type, principal_id, since, seen_from)
     values (?, ?, ?, ?, ?, ?)`,
    pair.accountId,
    pair.setArn,
    principal.type,
    principal.id,
    moment.at,
    moment.seenAt,
  )
}

export function endAssignment(world: World, pair: Pair, principal: Principal, moment: Moment): void {
  const id = openAssignment(world, pair, principal)
  if (id === undefined) return
  world.store.run(
    'update assignments set until = ?, seen_until = ? where id = ?',
    moment.at,
    moment.seenAt,
    id,
  )
}

export function openAssignment(world: World, pair: Pair, principal: Principal): number | undefined {
  return world.store.row<{ id: number }>(
    `select id from assignments where account_id = ? and set_arn = ?
     and principal_type = ? and principal_id = ? and until is null`,
    pair.accountId,
    pair.setArn,
    principal.type,
    principal.id,
  )?.id
}

export function isAssignedToAnybody(world: World, pair: Pair): boolean {
  const row = world.store.row<{ id: number }>(
    'select id from assignments where account_id = ? and set_arn = ? and until is null limit 1',
    pair.accountId,
    pair.setArn,
  )
  return row !== undefined
}
