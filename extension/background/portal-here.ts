import type { PortalHere } from '../lib/messages.ts'
import type { Known } from '../lib/storage.ts'

/** What the access portal's page may show of what one may ask for: names of accounts and sets, and nothing of others. */
export function portalHere(accountIds: readonly string[], seen: Known | null): PortalHere | null {
  if (!seen) return null
  const listed = new Set(accountIds)
  const askable = seen.catalog.filter(({ permissionSets }) => permissionSets.length > 0)
  return {
    listed: Object.fromEntries(
      askable
        .filter(({ id }) => listed.has(id))
        .map(({ id, permissionSets }) => [id, permissionSets.map(({ name }) => name)]),
    ),
    others: askable
      .filter(({ id }) => !listed.has(id))
      .map(({ id, name, sensitive }) => ({ id, name, sensitive })),
    running: seen.sessions
      .filter(({ status }) => status === 'active')
      .map(
        ({ accountId, session, permissionSetName }) =>
          `${accountId} ${session?.roleName ?? permissionSetName}`,
      ),
  }
}
