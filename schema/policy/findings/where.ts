import type { Where } from '../catalogue/row.ts'
import { isMighty } from '../catalogue/row.ts'
import { literalsOf } from '../meaning/glob.ts'
import type { Extent } from '../meaning/resource.ts'

/** Does one extent of a grant reach where a row of the catalogue looks? */
export const reaches: Readonly<Record<Where, (extent: Extent) => boolean>> = {
  anything: () => true,
  any: isAny,
  mighty: isMightyName,
  'any-or-mighty': (extent) => isAny(extent) || isMightyName(extent),
  'not-own': ({ breadth }) => breadth !== 'own',
  ours: isOurs,
}

const ourBeginnings = ['jit-', 'jitcustomboundary', 'hallpass', 'aws-reserved/sso.amazonaws.com']
const fewestLiterals = 3

function isAny({ breadth }: Extent): boolean {
  return breadth === 'any'
}

function isMightyName({ name }: Extent): boolean {
  return isMighty(literalsOf(name))
}

/** Also `jit*` and `aws-reserved/*`, which stop before a beginning is complete but can mean little else. */
function isOurs({ name }: Extent): boolean {
  const stop = name.search(/[*?\uE000-\uF0FF]/)
  const literal = (stop < 0 ? name : name.slice(0, stop)).toLowerCase()
  return ourBeginnings.some(
    (ours) =>
      literal.startsWith(ours) || (stop >= 0 && literal.length >= fewestLiterals && ours.startsWith(literal)),
  )
}
