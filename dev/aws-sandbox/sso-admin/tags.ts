import { page } from '../page.ts'
import { overQuota } from '../refusal.ts'
import { operation } from '../service.ts'
import { changeTags, type PermissionSet, theSet } from '../sets.ts'
import { list, structure } from '../shape.ts'
import type { World } from '../world.ts'
import { checkInstance } from './instances.ts'
import { instanceArn, paging, tagKey, taggableArn, tags } from './shapes.ts'

type Tag = { Key: string; Value: string }

const maxTags = 75

export const tagOperations = {
  ListTagsForResource: operation(
    structure({ ResourceArn: taggableArn }, { InstanceArn: instanceArn, NextToken: paging.NextToken }),
    (call, ask) => {
      const { items, ...next } = page(tagsOf(tagged(call, ask)), ({ Key }) => Key, ask)
      return { Tags: items, ...next }
    },
  ),

  TagResource: operation(
    structure({ ResourceArn: taggableArn, Tags: tags }, { InstanceArn: instanceArn }),
    (call, ask) => {
      const set = tagged(call, ask)
      const after = { ...set.tags, ...asRecord(ask.Tags) }
      if (Object.keys(after).length > maxTags) throw overQuota('The resource has too many tags')
      changeTags(call, set, after)
      return {}
    },
  ),

  UntagResource: operation(
    structure({ ResourceArn: taggableArn, TagKeys: list(tagKey, 1, maxTags) }, { InstanceArn: instanceArn }),
    (call, ask) => {
      const set = tagged(call, ask)
      const left = Object.entries(set.tags).filter(([key]) => !ask.TagKeys.includes(key))
      changeTags(call, set, Object.fromEntries(left))
      return {}
    },
  ),
}

function tagged(world: World, ask: { ResourceArn: string; InstanceArn?: string }): PermissionSet {
  if (ask.InstanceArn !== undefined) checkInstance(world, ask.InstanceArn)
  return theSet(world, ask.ResourceArn)
}

const tagsOf = (set: PermissionSet): Tag[] => Object.entries(set.tags).map(([Key, Value]) => ({ Key, Value }))

export const asRecord = (list: Tag[]): Record<string, string> =>
  Object.fromEntries(list.map(({ Key, Value }) => [Key, Value]))
