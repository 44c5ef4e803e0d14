import {
  addAssignment,
  endAssignment,
  isAssignedToAnybody,
  type Moment,
  type Pair,
  type Principal,
} from './assignments.ts'
import { openOperations, type Operation, pairsOf } from './operations.ts'
import { typeOfPrincipal } from './organisation.ts'
import { endRole, provisionRole, type Version } from './roles.ts'
import type { SetContent } from './sets.ts'
import type { World } from './world.ts'

const maxPoliciesInRole = 10

/**
 * Gives every operation that is due its effect, at the instant it was due. Each call begins with this, so no timer
 * is needed and an operation goes on over a restart as if nothing had happened.
 */
export function settleDue(world: World): void {
  const now = world.now()
  for (const operation of openOperations(world)) if (operation.dueAt <= now) settle(world, operation)
}

function settle(world: World, operation: Operation): void {
  const reason = whyItFails(world, operation)
  if (reason === null) for (const pair of pairsOf(operation)) takeEffect(world, operation, pair)
  const status = reason === null ? 'SUCCEEDED' : 'FAILED'
  world.store.run('update operations set status = ?, reason = ? where id = ?', status, reason, operation.id)
}

function whyItFails(world: World, operation: Operation): string | null {
  const unknown = pairsOf(operation).find(({ accountId }) => !isAccount(world, accountId))
  const { principalId, doomed } = operation
  if (doomed !== null) return doomed
  if (unknown)
    return `AWS SSO is unable to complete your request at this time. Obtaining permissions to manage your AWS account '${unknown.accountId}' takes longer than usual. Please try again in a few minutes. If this problem continues, contact AWS Support.`
  if (operation.kind === 'delete') return null
  if (principalId !== null && typeOfPrincipal(world.organisation, principalId) !== operation.principalType)
    return `Received a 404 status error: Not Found. Could not find ${operation.principalType} with id ${principalId}`
  return policyCount(contentOf(operation)) > maxPoliciesInRole
    ? 'Received a 409 status error: Cannot exceed quota for PoliciesPerRole: 10'
    : null
}

function takeEffect(world: World, operation: Operation, pair: Pair): void {
  const moment = { at: operation.dueAt, seenAt: operation.dueAt + operation.lagMs }
  const principal = principalOf(operation)
  switch (operation.kind) {
    case 'create':
      if (principal) addAssignment(world, pair, principal, moment)
      return provisionRole(world, pair, versionOf(operation), moment)
    case 'provision':
      return provisionRole(world, pair, versionOf(operation), moment)
    case 'delete':
      return principal ? unassign(world, pair, principal, moment) : undefined
  }
}

/** The role goes with the last assignment; the next one gets a role with another suffix. */
function unassign(world: World, pair: Pair, principal: Principal, moment: Moment): void {
  endAssignment(world, pair, principal, moment)
  if (!isAssignedToAnybody(world, pair)) endRole(world, pair, moment)
}

const isAccount = (world: World, id: string): boolean =>
  world.organisation.accounts.some((account) => account.id === id)

const principalOf = ({ principalType, principalId }: Operation): Principal | null =>
  principalType && principalId ? { type: principalType, id: principalId } : null

const contentOf = (operation: Operation): SetContent => JSON.parse(operation.content) as SetContent

const versionOf = (operation: Operation): Version => ({
  version: operation.version,
  content: contentOf(operation),
})

const policyCount = (content: SetContent): number =>
  content.managedPolicyArns.length + content.customerManagedPolicies.length
