import type { Instant } from '../ports.ts'
import type { Tended } from './document.ts'
import { parseExactly } from './exact-json.ts'
import { newDocument, nothingSeen, withClone, withLeftover, type Clone, type Notes } from './notes.ts'
import { noPause } from './pause.ts'
import { freshReadMs, mostSuffixes } from './pace.ts'
import type { Boundary, CustomerPolicy, NewSet, SetArn, SetDocument } from './ports.ts'
import { sealedCopy, textOf } from './statements.ts'
import { asText, wantedIn } from './wanted.ts'

export type Piece =
  | { readonly managed: string }
  | { readonly customer: CustomerPolicy }
  | { readonly boundary: Boundary }
  | { readonly inline: string }

export type CloneEffect =
  | { readonly do: 'read'; readonly set: SetArn; readonly as: 'base' | 'clone' | 'leftover' }
  | { readonly do: 'create'; readonly spec: NewSet }
  | { readonly do: 'copy'; readonly set: SetArn; readonly piece: Piece }
type TendedClone = Tended<CloneEffect>

export const madeBy = { 'jit:made-by': 'hallpass' } as const

/** Copies the base and seals the copy, one call after the other; made once it was read back and is the same. */
export function tendClone(notes: Notes, now: Instant): TendedClone {
  const { clone } = notes
  if (clone === null || clone.made || clone.refused !== null) return { notes, next: [] }
  if (clone.notBefore > now) return { notes, next: [{ at: clone.notBefore }] }
  const { base } = clone.seen ?? nothingSeen
  if (base?.arn !== clone.base) return { notes, next: [{ do: 'read', set: clone.base, as: 'base' }] }
  const wanted = copyOf(base, clone)
  if ('refused' in wanted) return { notes: withClone(notes, wanted), next: [] }
  return copy(notes, clone, wanted, now)
}

/** The base as it was approved, and sealed; or why there can be no such set. */
function copyOf(base: SetDocument, clone: Clone): SetDocument | { readonly refused: string } {
  if (base.policyHash !== clone.baseHash) return { refused: 'set-changed' }
  const sealed = sealedCopy(base.inline, clone)
  if (sealed === 'no-room')
    return { refused: 'The permission set leaves no room for a seal in its inline policy' }
  if (sealed === 'unreadable') return { refused: 'The inline policy of the permission set cannot be read' }
  return { ...base, inline: sealed.json }
}

function copy(notes: Notes, clone: Clone, wanted: SetDocument, now: Instant): TendedClone {
  if (clone.arn === null) return { notes, next: [{ do: 'create', spec: specOf(clone, wanted) }] }
  const reading = { do: 'read', set: clone.arn, as: 'clone' } as const
  const seen = clone.seen?.clone ?? null
  if (seen?.document.arn !== clone.arn) return { notes, next: [reading] }
  const piece = firstMissing(wanted, seen.document)
  if (piece) return { notes, next: [{ do: 'copy', set: clone.arn, piece }] }
  // What is said of it rests on how it is now.
  if ((seen.readAt ?? -Infinity) + freshReadMs < now) return { notes, next: [reading] }
  // One with another seal may still take this one's place, or did so since the read was begun.
  const lastStray = lastOther(clone, wanted)
  if (lastStray >= now) return { notes, next: [{ at: lastStray + 1 }] }
  if (lastStray >= (seen.begunAt ?? -Infinity)) return { notes, next: [reading] }
  if (isCopy(wanted, seen.document)) return { notes: made(notes, clone, clone.arn, now), next: [] }
  // Somebody else had a hand in it, and nothing says whose the rest is.
  return { notes: passOver(notes, clone), next: [{ at: now }] }
}

/** AWS's 32 characters hold the name, which has 28 at most, and a suffix. */
export function nameWith({ name, suffix }: Pick<Clone, 'name' | 'suffix'>): string {
  return suffix === 1 ? name : `${name}-${suffix}`
}

function specOf(clone: Clone, wanted: SetDocument): NewSet {
  const { sessionDuration, relayState } = wanted
  const tags = { ...madeBy, 'jit:base': clone.base, 'jit:key': clone.key }
  const description = `A sealed copy of ${wanted.name}, made by Hallpass for one session`
  return { name: nameWith(clone), description, sessionDuration, relayState, tags }
}

function firstMissing(wanted: SetDocument, has: SetDocument): Piece | null {
  const managed = wanted.managed.find((policy) => !has.managed.includes(policy))
  if (managed !== undefined) return { managed }
  const customer = wanted.customer.find(
    (policy) => !has.customer.some((one) => textOf(one) === textOf(policy)),
  )
  if (customer) return { customer }
  if (wanted.boundary && textOf(wanted.boundary) !== textOf(has.boundary))
    return { boundary: wanted.boundary }
  return isSameJson(wanted.inline, has.inline) ? null : { inline: wanted.inline }
}

function isSameJson(one: string, other: string): boolean {
  return one === other || (other !== '' && textOf(parseExactly(one)) === textOf(parseExactly(other) ?? null))
}

/** The hash covers what the set allows, and would show anything that is there besides. */
function isCopy(wanted: SetDocument, has: SetDocument): boolean {
  return has.policyHash === wanted.policyHash && has.sessionDuration === wanted.sessionDuration
}

/** Until when an inline policy with another seal may land. */
function lastOther({ strays = {} }: Clone, wanted: SetDocument): Instant {
  const others = Object.entries(strays).filter(([inline]) => !isSameJson(wanted.inline, inline))
  return Math.max(-Infinity, ...others.map(([, until]) => until))
}

function straysOf({ strays = {} }: Clone, now: Instant): [string, Instant][] {
  return Object.entries(strays).filter(([, until]) => until > now)
}

/** No role can stand yet, because nobody was told of the set: every account will get it with the seal. */
function made(notes: Notes, clone: Clone, arn: SetArn, now: Instant): Notes {
  const { until } = clone
  const done = {
    made: true,
    sealedUntil: until,
    lastSealed: until,
    seen: nothingSeen,
    strays: {},
    ...noPause,
  }
  const sealed = withClone(notes, done)
  const lostUntil = Math.max(clone.lostUntil ?? 0, ...straysOf(clone, now).map(([, at]) => at))
  const document = { ...newDocument(arn), put: asText(wantedIn(sealed, now)), shownAt: now, lostUntil }
  return { ...sealed, document }
}

/** Another try under the next name, but not for ever; what there is of this one is deleted. */
export function passOver(notes: Notes, clone: Clone): Notes {
  const isLast = clone.suffix >= notes.nextSuffix + mostSuffixes
  const refused = isLast ? 'No sealed copy of the permission set came about, in many tries' : null
  const next = withClone(notes, { arn: null, suffix: clone.suffix + 1, refused, strays: {} })
  return clone.arn === null ? next : withLeftover(next, clone.arn, { isForeign: false, ...noPause })
}

/** A piece that AWS confirmed, as a read would show it. */
export function withPiece(has: SetDocument, piece: Piece): SetDocument {
  if ('managed' in piece) return { ...has, managed: [...has.managed, piece.managed] }
  if ('customer' in piece) return { ...has, customer: [...has.customer, piece.customer] }
  return { ...has, ...piece }
}

/** What stands after a Create. */
export function emptySet(spec: NewSet, arn: SetArn): SetDocument {
  return { ...spec, arn, managed: [], customer: [], boundary: null, inline: '', policyHash: '' }
}
