import { isMighty, isOurs } from '../catalogue/names.ts'
import type { Where } from '../catalogue/row.ts'
import type { Extent } from '../meaning/resource.ts'

const hasMightyName = told(isMighty)

/** Does one extent of a grant reach where a row of the catalogue looks? */
export const reaches: Readonly<Record<Where, (extent: Extent) => boolean>> = {
  anything: () => true,
  any: isAny,
  mighty: hasMightyName,
  'any-or-mighty': (extent) => isAny(extent) || hasMightyName(extent),
  'not-own': ({ breadth }) => breadth !== 'own',
  ours: told(isOurs),
}

function isAny({ breadth }: Extent): boolean {
  return breadth === 'any'
}

/** A name is asked about for each of a hundred actions: it is read once. */
function told(is: (name: string) => boolean): (extent: Extent) => boolean {
  const known = new WeakMap<Extent['name'], boolean>()
  return ({ name }) => {
    const found = known.get(name) ?? is(name.text)
    known.set(name, found)
    return found
  }
}
