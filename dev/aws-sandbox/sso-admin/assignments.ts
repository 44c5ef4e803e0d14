import { type Assignment, assignmentsSeen, assignmentsSeenOf, openAssignment } from '../assignments.ts'
import { startOperation } from '../operations.ts'
import { groupsOf } from '../organisation.ts'
import { page } from '../page.ts'
import { operation } from '../service.ts'
import { type Read, structure, word } from '../shape.ts'
import type { Call } from '../world.ts'
import { checkInstance, setOf } from './instances.ts'
import { accountId, ofSet, ofInstance, paging, principalId, principalType } from './shapes.ts'
import { assignmentStatus } from './statuses.ts'

const triple = structure({
  ...ofSet,
  TargetId: accountId,
  TargetType: word('AWS_ACCOUNT'),
  PrincipalType: principalType,
  PrincipalId: principalId,
})

export const assignmentOperations = {
  CreateAccountAssignment: operation(triple, (call, ask) => {
    const started = startOperation(call, { kind: 'create', ...askedFor(call, ask) })
    return { AccountAssignmentCreationStatus: assignmentStatus(started) }
  }),

  /** One of what is not there is taken, and fails afterwards: so Terraform's provider met it, and AWS says nowhere. */
  DeleteAccountAssignment: operation(triple, (call, ask) => {
    const asked = askedFor(call, ask)
    const pair = { accountId: ask.TargetId, setArn: asked.set.arn }
    const isThere = openAssignment(call, pair, asked.principal) !== undefined
    const doomed = isThere || !isKnownAccount(call, ask.TargetId) ? null : nothingThere
    const started = startOperation(call, { kind: 'delete', ...asked, doomed })
    return { AccountAssignmentDeletionStatus: assignmentStatus(started) }
  }),

  ListAccountAssignments: operation(structure({ ...ofSet, AccountId: accountId }, paging), (call, ask) => {
    const rows = assignmentsSeen(call, { accountId: ask.AccountId, setArn: setOf(call, ask).arn })
    const { items, ...next } = page(rows, ({ principalId: id }) => id, ask)
    return { AccountAssignments: items.map(onWire), ...next }
  }),

  /** UNVERIFIED on a live account: a user's list names what its groups hold too, each item with its own principal. */
  ListAccountAssignmentsForPrincipal: operation(
    structure(
      { ...ofInstance, PrincipalId: principalId, PrincipalType: principalType },
      { ...paging, Filter: structure({}, { AccountId: accountId }) },
    ),
    (call, ask) => {
      checkInstance(call, ask.InstanceArn)
      const ids = [ask.PrincipalId, ...groupsOf(call.organisation, ask.PrincipalId).map(({ id }) => id)]
      const only = ask.Filter?.AccountId
      const rows = assignmentsSeenOf(call, ids).filter((row) => only === undefined || row.accountId === only)
      const { items, ...next } = page(rows, (row) => Object.values(row).join(' '), ask)
      return { AccountAssignments: items.map(onWire), ...next }
    },
  ),
}

const nothingThere =
  "Received a 404 status error: EntitlementItem doesn't exist with the given entitlement key EntitlementKey{accessorId=AccessorId{value=...}}"

function askedFor(call: Call, ask: Read<typeof triple>) {
  const principal = { type: ask.PrincipalType, id: ask.PrincipalId }
  return { accountIds: [ask.TargetId], set: setOf(call, ask), principal }
}

const isKnownAccount = (call: Call, id: string): boolean =>
  call.organisation.accounts.some((account) => account.id === id)

const onWire = (row: Assignment): object => ({
  AccountId: row.accountId,
  PermissionSetArn: row.setArn,
  PrincipalType: row.principalType,
  PrincipalId: row.principalId,
})
