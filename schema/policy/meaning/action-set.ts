/** A set of known actions, a bit each: policies speak of 22,000 of them at once. */
export type ActionSet = Uint32Array

export function emptySet(size: number): ActionSet {
  return new Uint32Array(Math.ceil(size / 32))
}

export function setOf(size: number, ids: Iterable<number>): ActionSet {
  const set = emptySet(size)
  for (const id of ids) add(set, id)
  return set
}

export function add(set: ActionSet, id: number): void {
  set[id >>> 5]! |= 1 << (id & 31)
}

export function has(set: ActionSet, id: number): boolean {
  return (set[id >>> 5]! & (1 << (id & 31))) !== 0
}

export function addAll(set: ActionSet, more: ActionSet): void {
  for (let at = 0; at < set.length; at += 1) set[at]! |= more[at]!
}

export function common(one: ActionSet, other: ActionSet): ActionSet {
  const both = new Uint32Array(one.length)
  for (let at = 0; at < one.length; at += 1) both[at] = one[at]! & other[at]!
  return both
}

export function without(one: ActionSet, other: ActionSet): ActionSet {
  const rest = new Uint32Array(one.length)
  for (let at = 0; at < one.length; at += 1) rest[at] = one[at]! & ~other[at]!
  return rest
}

export function isEmpty(set: ActionSet): boolean {
  for (let at = 0; at < set.length; at += 1) if (set[at] !== 0) return false
  return true
}

export function includesAll(set: ActionSet, wanted: ActionSet): boolean {
  for (let at = 0; at < set.length; at += 1) if ((wanted[at]! & ~set[at]!) !== 0) return false
  return true
}

/** How many are in both. */
export function countCommon(one: ActionSet, other: ActionSet): number {
  let count = 0
  for (let at = 0; at < one.length; at += 1) count += bitsIn(one[at]! & other[at]!)
  return count
}

/** Is one of the actions from `start` to before `end` in the set? */
export function hasBetween(set: ActionSet, start: number, end: number): boolean {
  const [first, last] = [start >>> 5, (end - 1) >>> 5]
  const below = ~0 << (start & 31)
  const above = ~0 >>> (31 - ((end - 1) & 31))
  if (first === last) return (set[first]! & below & above) !== 0
  if ((set[first]! & below) !== 0 || (set[last]! & above) !== 0) return true
  for (let at = first + 1; at < last; at += 1) if (set[at] !== 0) return true
  return false
}

/** The numbers from `start` to before `end` that are in all the sets. */
export function inEvery(sets: readonly ActionSet[], start: number, end: number): readonly number[] {
  const found: number[] = []
  for (let at = start >>> 5; at <= (end - 1) >>> 5; at += 1) {
    let word = ~0
    for (const set of sets) word &= set[at]!
    for (; word !== 0; word &= word - 1) {
      const id = at * 32 + 31 - Math.clz32(word & -word)
      if (id >= start && id < end) found.push(id)
    }
  }
  return found
}

function bitsIn(word: number): number {
  if (word === 0) return 0
  let bits = word - ((word >>> 1) & 0x55555555)
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333)
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
