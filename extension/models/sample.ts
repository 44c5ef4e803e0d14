import { computed } from '@preact/signals'
import type { CatalogAccount } from '../../schema/contract/catalog.ts'
import { catalog } from './catalog.ts'
import { connection, seen } from './seen.ts'

/** Whose console the sample page plays: one that a request can really be sent for, or why there is none. */
export type Sample =
  | { readonly state: 'loading' | 'signed-out' | 'nothing' }
  | { readonly state: 'ready'; readonly account: CatalogAccount }

export const sample = computed((): Sample => {
  if (connection.value === 'signed-out') return { state: 'signed-out' }
  const known = seen.value && catalog()
  if (!known) return { state: 'loading' }
  const account = sampleAccount(known)
  return account ? { state: 'ready', account } : { state: 'nothing' }
})

/** The first that may be asked for; a sensitive one only where there is no other. */
export function sampleAccount(accounts: readonly CatalogAccount[]): CatalogAccount | null {
  const open = accounts.filter(
    ({ permissionSets, decidersCount }) => permissionSets.length > 0 && decidersCount > 0,
  )
  return open.find(({ sensitive }) => !sensitive) ?? open[0] ?? null
}

const role = 'AWSReservedSSO_Sample_0123456789abcdef'

/** As the console's own pages say whose they are. */
export function sessionData({ id }: CatalogAccount): string {
  return JSON.stringify({ accountId: id, sessionARN: whoIn(id) })
}

/** As AWS says it, of something that any set that reads allows. */
export function deniedText({ id }: CatalogAccount): string {
  const action = 'ec2:DescribeInstances'
  return `User: ${whoIn(id)} is not authorized to perform: ${action} on resource: * because no identity-based policy allows the ${action} action`
}

function whoIn(accountId: string): string {
  return `arn:aws:sts::${accountId}:assumed-role/${role}/you`
}
