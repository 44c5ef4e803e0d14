import { page } from '../page.ts'
import { notFound } from '../refusal.ts'
import { operation, seconds } from '../service.ts'
import { type PermissionSet, theSet } from '../sets.ts'
import { structure } from '../shape.ts'
import type { World } from '../world.ts'
import { paging } from './shapes.ts'

export const foundedAt = Date.UTC(2024, 0, 15)

export const instanceOperations = {
  ListInstances: operation(structure({}, paging), (call, ask) => {
    const { organisation } = call
    const instance = {
      CreatedDate: seconds(foundedAt),
      IdentityStoreId: organisation.identityStoreId,
      InstanceArn: organisation.instanceArn,
      Name: 'organisation',
      OwnerAccountId: organisation.managementAccountId,
      PrimaryRegion: organisation.region,
      Regions: [{ RegionName: organisation.region, Status: 'ACTIVE', IsPrimaryRegion: true }],
      Status: 'ACTIVE',
    }
    const { items, ...next } = page([instance], ({ InstanceArn }) => InstanceArn, ask)
    return { Instances: items, ...next }
  }),
}

export function checkInstance(world: World, arn: string): void {
  if (arn !== world.organisation.instanceArn)
    throw notFound(`Could not find Instance with id ${arn.split('/')[1]}`)
}

export function setOf(world: World, asked: { InstanceArn: string; PermissionSetArn: string }): PermissionSet {
  checkInstance(world, asked.InstanceArn)
  return theSet(world, asked.PermissionSetArn)
}
