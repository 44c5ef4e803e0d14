import { addStanding } from './control.ts'
import { type ListedSet, principalNamed } from './organisation.ts'
import { addSet } from './sets.ts'
import { foundedAt } from './sso-admin/instances.ts'
import { emptyContent } from './sso-admin/permission-sets.ts'
import type { World } from './world.ts'

/** A new state file gets the organisation's permission sets and standing access; an old one keeps what it has. */
export function loadOrganisation(world: World): void {
  if (world.store.fact('loaded')) return
  for (const set of world.organisation.permissionSets) load(world, set)
  for (const { principal, ...pair } of world.organisation.standing)
    addStanding(world, { ...pair, principalId: principalNamed(world.organisation, principal).id })
  world.store.setFact('loaded', 'yes')
}

function load(world: World, set: ListedSet): void {
  const content = {
    ...emptyContent(set.name),
    sessionDuration: set.sessionDuration,
    managedPolicyArns: set.managedPolicyArns,
    inlinePolicy: set.inlinePolicy && JSON.stringify(set.inlinePolicy),
  }
  addSet(world, { arn: set.arn, content, tags: set.tags, createdAt: foundedAt })
}
