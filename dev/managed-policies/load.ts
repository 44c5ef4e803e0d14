import type { Client, InStatement } from '@libsql/client/http'
import { managedPolicies, type ManagedPolicy } from './read-file.ts'

/** About 2 MB in all: a batch of all of them is more than some servers take at once. */
const atOnce = 200

/** Brings AWS's managed policies into the database, once for each version of the file. Answers whether it had to. */
export async function loadManagedPolicies(client: Client): Promise<boolean> {
  const { from, policies } = managedPolicies()
  const { rows } = await client.execute("select value from settings where name = 'managed_policies'")
  if (rows[0]?.['value'] === from) return false
  for (let at = 0; at < policies.length; at += atOnce)
    await client.batch(policies.slice(at, at + atOnce).map(stored), 'write')
  await client.batch([gone(policies), loadedFrom(from)], 'write')
  return true
}

function stored({ arn, version, document }: ManagedPolicy): InStatement {
  return {
    sql: `insert into managed_policies (arn, name, version, document) values (?, ?, ?, ?)
      on conflict (arn) do update set version = excluded.version, document = excluded.document`,
    args: [arn, arn.slice(arn.lastIndexOf('/') + 1), version, document],
  }
}

function gone(policies: readonly ManagedPolicy[]): InStatement {
  const arns = JSON.stringify(policies.map(({ arn }) => arn))
  return {
    sql: 'delete from managed_policies where arn not in (select value from json_each(?))',
    args: [arns],
  }
}

/** Last, so that a load that was cut short is done again. */
function loadedFrom(from: string): InStatement {
  return {
    sql: `insert into settings (name, value) values ('managed_policies', ?)
      on conflict (name) do update set value = excluded.value, version = version + 1`,
    args: [from],
  }
}
