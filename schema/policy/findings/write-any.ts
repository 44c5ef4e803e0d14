import { common, has, isEmpty, without, type ActionSet } from '../meaning/action-set.ts'
import type { Grant, Part } from '../meaning/grants.ts'
import { extentsOf } from '../meaning/resource.ts'
import { reference } from '../meaning/reference.ts'
import { writersInNeed } from './known-rows.ts'
import { isHeld } from './taming.ts'

/** The grants that write on any resource of a kind, by actions of which nothing heavier is said. */
export function writingAnyResource(grants: readonly Grant[], partaking: ActionSet): readonly Grant[] {
  const wanted = without(writersInNeed(), partaking)
  return grants
    .filter(({ restrictions }) => !isHeld(restrictions))
    .filter(({ parts }) => parts.some((part) => writesOn(part, common(part.actions, wanted))))
}

function writesOn({ reach }: Part, writers: ActionSet): boolean {
  if (isEmpty(writers)) return false
  if (reach.whole) return true
  return [...reach.types].some(
    ([type, { breadth }]) => breadth === 'any' && type.actions.some((id) => has(writers, id) && counts(id)),
  )

  function counts(id: number): boolean {
    return extentsOf(reach, reference().actions[id]!).some(({ breadth }) => breadth === 'any')
  }
}
