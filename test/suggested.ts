import organisation from './fixtures/organisation.json' with { type: 'json' }
import { stage, type Stage } from './stage.ts'

/** The stage, with what the catalog would have read of each set. */
export async function suggesting(): Promise<Stage> {
  const s = await stage()
  const rows = organisation.permissionSets.map(({ arn, managedPolicyArns, inlinePolicy }) => ({
    sql: 'insert into set_policies (set_arn, inline, managed, customer, boundary) values (?, ?, ?, ?, ?)',
    args: [
      arn,
      inlinePolicy === null ? '' : JSON.stringify(inlinePolicy),
      JSON.stringify(managedPolicyArns),
      '[]',
      '',
    ],
  }))
  await s.client.batch(rows, 'write')
  return s
}
