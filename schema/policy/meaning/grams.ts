import { add, emptySet, type ActionSet } from './action-set.ts'
import type { Glob } from './glob.ts'
import { reference } from './reference.ts'

/** Letters, and pairs of them, with the actions whose names hold them: few names are left to compare. */
type Grams = readonly (ActionSet | undefined)[]

/** ASCII: action names have no other letters. */
const letters = 128
let made: Grams | undefined

/** The sets that each name meant by the pattern is in; null where there can be no such name. */
export function gramsIn({ text }: Glob): readonly ActionSet[] | null {
  made ??= makeGrams()
  const found: ActionSet[] = []
  for (const literal of text.split(/[*?]+/).filter((piece) => piece !== ''))
    for (const at of placesIn(literal)) {
      const set = made[at]
      if (!set) return null
      found.push(set)
    }
  return found
}

function makeGrams(): Grams {
  const { actions } = reference()
  const grams: ActionSet[] = []
  const enter = (at: number, id: number) => add((grams[at] ??= emptySet(actions.length)), id)
  actions.forEach(({ key }, id) => {
    for (const at of placesIn(key)) enter(at, id)
    for (const letter of key) enter(placeOf(letter), id)
  })
  return grams
}

/** Of each pair in a text; of the letter, where it is alone. */
function placesIn(text: string): readonly number[] {
  if (text.length === 1) return [placeOf(text)]
  return Array.from(
    { length: text.length - 1 },
    (_, at) => placeOf(text[at]!) * letters + placeOf(text[at + 1]!),
  )
}

/** From 1, so that a letter alone and a pair have different places. */
function placeOf(letter: string): number {
  const code = letter.charCodeAt(0)
  return code < letters - 1 ? code + 1 : letters * letters
}
