import { createClient, type Client, type InStatement } from '@libsql/client/http'
import { drizzle } from 'drizzle-orm/libsql/http'
import { migrate } from 'drizzle-orm/libsql/migrator'
import organisation from '../test/fixtures/organisation.json' with { type: 'json' }
import { loadManagedPolicies } from './managed-policies/load.ts'

/** In the local stack a session may be this short, so that one can be watched to its end. */
const minSeconds = '10'
/** And what was given past us is found while one waits. */
const driftSeconds = '30'

/** Brings the database to the newest schema, and the local stack's people into it. Safe to run again. */
export async function seed(databaseUrl: string): Promise<void> {
  const client = createClient({ url: databaseUrl })
  try {
    await migrate(drizzle(client), { migrationsFolder: 'schema/migrations' })
    await client.batch([...settings(), ...people(), ...accounts(), ...permissionSets(), ...owners()], 'write')
    await loadManagedPolicies(client)
  } finally {
    client.close()
  }
}

/** Until the catalog has read every set's policies: a request is made on what they are. */
export async function catalogIsRead(databaseUrl: string): Promise<boolean> {
  const client = createClient({ url: databaseUrl })
  try {
    return await hasEverySet(client)
  } finally {
    client.close()
  }
}

async function hasEverySet(client: Client): Promise<boolean> {
  const { rows } = await client.execute(
    `select (select count(*) from permission_sets where policy_hash is not null) as sets, (select count(*) from group_members) as members`,
  )
  return Number(rows[0]?.['sets']) >= organisation.permissionSets.length && Number(rows[0]?.['members']) > 0
}

function settings(): InStatement[] {
  return [
    { sql: "insert or ignore into settings (name, value) values ('min_seconds', ?)", args: [minSeconds] },
    { sql: "insert or ignore into settings (name, value) values ('drift_seconds', ?)", args: [driftSeconds] },
  ]
}

const idOf = (email: string) => `local-${email.split('@')[0]}`

/** As an Admin would have invited them: their Identity Center user is linked at the first sign-in. */
function people(): InStatement[] {
  return organisation.people.map(({ email, name, level }) => ({
    sql: 'insert or ignore into people (id, name, email, level) values (?, ?, ?, ?)',
    args: [idOf(email), name, email, level],
  }))
}

const manages = (id: string) => id === organisation.managementAccountId

/** The management account is never requestable. */
function accounts(): InStatement[] {
  return organisation.accounts.map(({ id, name, ouPath, sensitive }) => ({
    sql: 'insert or ignore into accounts (id, name, ou_path, sensitive, requestable, management) values (?, ?, ?, ?, ?, ?)',
    args: [id, name, ouPath, Number(sensitive), Number(!manages(id)), Number(manages(id))],
  }))
}

function permissionSets(): InStatement[] {
  return organisation.permissionSets.map(({ arn, name, sessionDuration, maxSeconds, tags }) => ({
    sql: 'insert or ignore into permission_sets (arn, name, session_seconds, max_seconds, requestable) values (?, ?, ?, ?, ?)',
    args: [arn, name, hours(sessionDuration) * 3600, maxSeconds, Number(!('jit:protected' in tags))],
  }))
}

function hours(duration: string): number {
  return Number(/^PT(\d+)H$/.exec(duration)?.[1])
}

function owners(): InStatement[] {
  return organisation.accounts.flatMap(({ id, owners }) => owners.flatMap((owner) => ownerOf(id, owner)))
}

function ownerOf(accountId: string, owner: string): InStatement[] {
  const group = organisation.groups.find(({ name }) => `group:${name}` === owner)
  const rule: InStatement = {
    sql: 'insert or ignore into owner_rules (account_id, kind, subject_id, at) values (?, ?, ?, unixepoch() * 1000)',
    args: group ? [accountId, 'group', group.id] : [accountId, 'person', idOf(owner)],
  }
  // A group's members become owners when the catalog has read the group, and each of them has signed in.
  if (group) return [rule]
  return [
    rule,
    {
      sql: 'insert or ignore into owners (person_id, account_id) values (?, ?)',
      args: [idOf(owner), accountId],
    },
  ]
}
