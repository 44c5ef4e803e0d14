import type { Moment, Pair } from './assignments.ts'
import type { SetContent } from './sets.ts'
import type { World } from './world.ts'

export type Role = Pair & { id: number; suffix: string; since: number; until: number | null }
export type Version = { version: number; content: SetContent }
export type SeenRole = Pair & { version: number }

const columns = 'id, account_id as accountId, set_arn as setArn, suffix, since, until'

/** The role of a pair at that instant; a role made later for the same pair is another one. */
export function roleAt(world: World, pair: Pair, at: number): Role | null {
  const role = world.store.row<Role>(
    `select ${columns} from roles where account_id = ? and set_arn = ?
     and since <= ? and (until is null or until > ?)`,
    pair.accountId,
    pair.setArn,
    at,
    at,
  )
  return role ?? null
}

export function openRole(world: World, pair: Pair): Role | null {
  const role = world.store.row<Role>(
    `select ${columns} from roles where account_id = ? and set_arn = ? and until is null`,
    pair.accountId,
    pair.setArn,
  )
  return role ?? null
}

/** The accounts in which a set has a role now, exactly. */
export function accountsWithRole(world: World, setArn: string): string[] {
  return world.store
    .rows<{ id: string }>('select account_id as id from roles where set_arn = ? and until is null', setArn)
    .map(({ id }) => id)
}

/** What AWS's lists show, with the version each role was last provisioned with. */
export function rolesSeen(world: World): SeenRole[] {
  const now = world.now()
  return world.store.rows<SeenRole>(
    `select account_id as accountId, set_arn as setArn,
       (select max(version) from role_versions where role_id = roles.id) as version
     from roles where seen_from <= ? and (seen_until is null or seen_until > ?)
     and not exists (select 1 from roles newer where newer.account_id = roles.account_id
       and newer.set_arn = roles.set_arn and newer.id > roles.id and newer.seen_from <= ?)`,
    now,
    now,
    now,
  )
}

/** Makes the role where there is none, with a new suffix, and gives it this version of the set. */
export function provisionRole(world: World, pair: Pair, version: Version, moment: Moment): void {
  const role = openRole(world, pair) ?? makeRole(world, pair, moment)
  world.store.run(
    'insert into role_versions (role_id, since, version, content) values (?, ?, ?, ?)',
    role.id,
    moment.at,
    version.version,
    JSON.stringify(version.content),
  )
}

function makeRole(world: World, pair: Pair, moment: Moment): Role {
  const id = world.store.nextNumber()
  const suffix = world.chance.hex(16, 'role', id)
  world.store.run(
    'insert into roles (id, account_id, set_arn, suffix, since, seen_from) values (?, ?, ?, ?, ?, ?)',
    id,
    pair.accountId,
    pair.setArn,
    suffix,
    moment.at,
    moment.seenAt,
  )
  return { ...pair, id, suffix, since: moment.at, until: null }
}

export function endRole(world: World, pair: Pair, moment: Moment): void {
  world.store.run(
    'update roles set until = ?, seen_until = ? where account_id = ? and set_arn = ? and until is null',
    moment.at,
    moment.seenAt,
    pair.accountId,
    pair.setArn,
  )
}

/** What the role held at that instant. */
export function contentAt(world: World, role: Role, at: number): SetContent | null {
  const row = world.store.row<{ content: string }>(
    'select content from role_versions where role_id = ? and since <= ? order by since desc, version desc limit 1',
    role.id,
    at,
  )
  return row ? (JSON.parse(row.content) as SetContent) : null
}
