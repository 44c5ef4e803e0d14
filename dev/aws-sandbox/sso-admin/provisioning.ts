import { startOperation } from '../operations.ts'
import { page } from '../page.ts'
import { invalid } from '../refusal.ts'
import { accountsWithRole, rolesSeen, type SeenRole } from '../roles.ts'
import { operation } from '../service.ts'
import { setsIn } from '../sets.ts'
import { structure, word } from '../shape.ts'
import type { World } from '../world.ts'
import { checkInstance, setOf } from './instances.ts'
import { accountId, ofInstance, ofSet, paging, provisioningStatus } from './shapes.ts'
import { provisioningStatusOf } from './statuses.ts'

const filtered = { ...paging, ProvisioningStatus: provisioningStatus }

export const provisioningOperations = {
  ListPermissionSetsProvisionedToAccount: operation(
    structure({ ...ofInstance, AccountId: accountId }, filtered),
    (call, ask) => {
      checkInstance(call, ask.InstanceArn)
      const rows = inStatus(call, ask.ProvisioningStatus).filter((role) => role.accountId === ask.AccountId)
      const { items, ...next } = page(rows, ({ setArn }) => setArn, ask)
      return { PermissionSets: items.map(({ setArn }) => setArn), ...next }
    },
  ),

  ListAccountsForProvisionedPermissionSet: operation(structure(ofSet, filtered), (call, ask) => {
    const set = setOf(call, ask)
    const rows = inStatus(call, ask.ProvisioningStatus).filter((role) => role.setArn === set.arn)
    const { items, ...next } = page(rows, (role) => role.accountId, ask)
    return { AccountIds: items.map((role) => role.accountId), ...next }
  }),

  /** An account without an assignment gets the role as well, as AWS does (terraform-provider-aws#32006). */
  ProvisionPermissionSet: operation(
    structure(
      { ...ofSet, TargetType: word('AWS_ACCOUNT', 'ALL_PROVISIONED_ACCOUNTS') },
      { TargetId: accountId },
    ),
    (call, ask) => {
      const set = setOf(call, ask)
      const everywhere = ask.TargetType === 'ALL_PROVISIONED_ACCOUNTS'
      if (!everywhere && ask.TargetId === undefined)
        throw invalid('TargetId is required for TargetType AWS_ACCOUNT')
      const accountIds = everywhere ? accountsWithRole(call, set.arn) : [ask.TargetId ?? '']
      const started = startOperation(call, { kind: 'provision', accountIds, set })
      return { PermissionSetProvisioningStatus: provisioningStatusOf(started) }
    },
  ),
}

function inStatus(world: World, wanted: string | undefined): SeenRole[] {
  const latest = new Map(setsIn(world).map(({ arn, version }) => [arn, version]))
  const isLatest = (role: SeenRole) => role.version === latest.get(role.setArn)
  return rolesSeen(world).filter(
    (role) => wanted === undefined || isLatest(role) === (wanted === 'LATEST_PERMISSION_SET_PROVISIONED'),
  )
}
