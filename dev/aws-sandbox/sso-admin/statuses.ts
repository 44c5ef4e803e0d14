import {
  accountsOf,
  type Brief,
  type Kind,
  type Operation,
  operationsSeen,
  theOperation,
} from '../operations.ts'
import { type Ask, page } from '../page.ts'
import { operation, seconds } from '../service.ts'
import { structure } from '../shape.ts'
import type { World } from '../world.ts'
import { checkInstance } from './instances.ts'
import { ofInstance, paging, requestId, statusFilter } from './shapes.ts'

const filtered = { ...paging, Filter: statusFilter }

/** Describe tells the exact status, the lists a snapshot; newest first. */
export const statusOperations = {
  DescribeAccountAssignmentCreationStatus: operation(
    structure({ ...ofInstance, AccountAssignmentCreationRequestId: requestId }),
    (call, ask) => {
      checkInstance(call, ask.InstanceArn)
      const found = theOperation(call, 'create', ask.AccountAssignmentCreationRequestId)
      return { AccountAssignmentCreationStatus: assignmentStatus(found) }
    },
  ),

  DescribeAccountAssignmentDeletionStatus: operation(
    structure({ ...ofInstance, AccountAssignmentDeletionRequestId: requestId }),
    (call, ask) => {
      checkInstance(call, ask.InstanceArn)
      const found = theOperation(call, 'delete', ask.AccountAssignmentDeletionRequestId)
      return { AccountAssignmentDeletionStatus: assignmentStatus(found) }
    },
  ),

  DescribePermissionSetProvisioningStatus: operation(
    structure({ ...ofInstance, ProvisionPermissionSetRequestId: requestId }),
    (call, ask) => {
      checkInstance(call, ask.InstanceArn)
      const found = theOperation(call, 'provision', ask.ProvisionPermissionSetRequestId)
      return { PermissionSetProvisioningStatus: provisioningStatusOf(found) }
    },
  ),

  ListAccountAssignmentCreationStatus: operation(structure(ofInstance, filtered), (call, ask) => {
    const { items, ...next } = statuses(call, 'create', ask)
    return { AccountAssignmentsCreationStatus: items, ...next }
  }),

  ListAccountAssignmentDeletionStatus: operation(structure(ofInstance, filtered), (call, ask) => {
    const { items, ...next } = statuses(call, 'delete', ask)
    return { AccountAssignmentsDeletionStatus: items, ...next }
  }),

  ListPermissionSetProvisioningStatus: operation(structure(ofInstance, filtered), (call, ask) => {
    const { items, ...next } = statuses(call, 'provision', ask)
    return { PermissionSetsProvisioningStatus: items, ...next }
  }),
}

type StatusAsk = Ask & { InstanceArn: string; Filter?: { Status?: string } }

function statuses(world: World, kind: Kind, ask: StatusAsk): { items: object[]; NextToken?: string } {
  checkInstance(world, ask.InstanceArn)
  const wanted = ask.Filter?.Status
  const rows = operationsSeen(world, kind).filter(({ status }) => wanted === undefined || status === wanted)
  const { items, ...next } = page(rows, newestFirst, ask)
  return { items: items.map(brief), ...next }
}

const newestFirst = ({ createdAt, id }: Brief): string => `${1e15 - createdAt} ${id}`

const brief = ({ status, id, createdAt }: Brief): object => ({
  Status: status,
  RequestId: id,
  CreatedDate: seconds(createdAt),
})

const failure = ({ reason }: Operation): object => (reason === null ? {} : { FailureReason: reason })

export const assignmentStatus = (found: Operation): object => ({
  ...brief(found),
  ...failure(found),
  TargetId: accountsOf(found)[0],
  TargetType: 'AWS_ACCOUNT',
  PermissionSetArn: found.setArn,
  PrincipalType: found.principalType,
  PrincipalId: found.principalId,
})

export function provisioningStatusOf(found: Operation): object {
  const [accountId, ...others] = accountsOf(found)
  const one = accountId !== undefined && others.length === 0
  return {
    ...brief(found),
    ...failure(found),
    ...(one && { AccountId: accountId }),
    PermissionSetArn: found.setArn,
  }
}
