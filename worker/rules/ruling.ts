import { customSets, type RulingOnWire } from '../../schema/contract/rules.ts'
import type { KeptRule, There, Wish } from './rule.ts'
import { isWithin } from './times.ts'

/** What all rules together say to one wish, and by whose word. Names are sorted: rules have no order. */
export type Ruling =
  | { readonly allowed: false; readonly because: readonly string[] }
  | {
      readonly allowed: true
      readonly because: readonly string[]
      /** The longest, where every rule that speaks has a limit. */
      readonly bound: { readonly seconds: number; readonly rule: string } | null
      /** The rule that grants it without a person. */
      readonly automatic: string | null
      readonly levels: 1 | 2
    }

/**
 * The verdict of all rules that speak to this wish. Deny wins. Where some rule allows anything at all, what none allows
 * is refused; where none does, everything that is not denied stays open. Of those that allow, the longest limit counts,
 * the most decisions, and one that says "needed" keeps every other from being automatic. Never automatic: custom sets
 * and sensitive accounts.
 */
export function rulingOn(rules: readonly KeptRule[], wish: Wish): Ruling {
  return rulingAmong(speakingAt(rules, wish), wish)
}

/** The rules that speak there and then, to one set or another: judged once for however many sets are wished for. */
export interface Speaking {
  readonly rules: readonly KeptRule[]
  /** No rule at all allows anything: what none denies stays open. */
  readonly isOpen: boolean
  readonly sensitive: boolean
}

export function speakingAt(rules: readonly KeptRule[], there: There): Speaking {
  return {
    rules: rules.filter((rule) => speaksAt(rule, there)),
    isOpen: rules.every(({ effect }) => effect === 'deny'),
    sensitive: there.account.sensitive,
  }
}

type SetWish = Pick<Wish, 'setArn' | 'seconds'>

export function rulingAmong({ rules, isOpen, sensitive }: Speaking, wish: SetWish): Ruling {
  const speaking = rules.filter(({ sets }) => isAbout(sets, (ref) => ref === (wish.setArn ?? customSets)))
  const denying = speaking.filter(({ effect }) => effect === 'deny')
  if (denying.length > 0) return { allowed: false, because: namesOf(denying) }
  const allowing = speaking.filter(({ effect }) => effect === 'allow')
  if (allowing.length === 0 && !isOpen) return { allowed: false, because: [] }
  const levels = levelsOf(allowing, wish)
  return {
    allowed: true,
    because: namesOf(allowing),
    bound: boundOf(allowing),
    automatic: levels === 1 && !sensitive ? automaticBy(allowing, wish) : null,
    levels,
  }
}

function speaksAt({ who, where, times }: KeptRule, there: There): boolean {
  return (
    isAbout(who, (ref) => isWho(ref, there)) &&
    isAbout(where, (ref) => isWhere(ref, there)) &&
    (times === null || isWithin(times, there.startsAt))
  )
}

/** An empty list is about everything. */
function isAbout(refs: readonly string[], names: (ref: string) => boolean): boolean {
  return refs.length === 0 || refs.some(names)
}

function isWho(ref: string, { personId, groups }: There): boolean {
  return ref.startsWith('group:') ? groups.has(ref.slice(6)) : ref === `person:${personId}`
}

function isWhere(ref: string, { account }: There): boolean {
  if (ref.startsWith('ou:')) return isBelow(account.ouPath, ref.slice(3))
  if (!ref.startsWith('tag:')) return ref === account.id
  const at = ref.indexOf('=')
  const key = ref.slice(4, at)
  return Object.hasOwn(account.tags, key) && account.tags[key] === ref.slice(at + 1)
}

/** An OU's name counts as a whole: Root/Prod is not above Root/Production. */
function isBelow(path: string | null, ou: string): boolean {
  return path !== null && `${path}/`.startsWith(`${ou}/`)
}

/** Custom sets take two whatever rules say. */
function levelsOf(allowing: readonly KeptRule[], { setArn }: SetWish): 1 | 2 {
  return setArn === null || allowing.some(({ levels }) => levels === 2) ? 2 : 1
}

function boundOf(allowing: readonly KeptRule[]): { seconds: number; rule: string } | null {
  if (allowing.length === 0 || allowing.some(({ maxSeconds }) => maxSeconds === null)) return null
  const seconds = Math.max(...allowing.map(({ maxSeconds }) => maxSeconds!))
  return { seconds, rule: namesOf(allowing.filter(({ maxSeconds }) => maxSeconds === seconds))[0]! }
}

function automaticBy(allowing: readonly KeptRule[], { setArn, seconds }: SetWish): string | null {
  if (setArn === null) return null
  if (allowing.some(({ approval }) => approval === 'needed')) return null
  const covering = allowing.filter(
    ({ approval, maxSeconds }) => approval === 'automatic' && (maxSeconds === null || seconds <= maxSeconds),
  )
  return namesOf(covering)[0] ?? null
}

function namesOf(rules: readonly KeptRule[]): string[] {
  return rules.map(({ name }) => name).toSorted()
}

/** The same as one word and its reasons: a wish beyond the longest is refused as well. */
export function rulingToWire(ruling: Ruling, seconds: number): RulingOnWire {
  if (!ruling.allowed)
    return { outcome: 'refused', levels: 0, maxSeconds: null, because: [...ruling.because] }
  const { bound, automatic, levels } = ruling
  const isTooLong = bound !== null && seconds > bound.seconds
  return {
    outcome: isTooLong ? 'refused' : automatic === null ? 'needs-decision' : 'automatic',
    levels: automatic === null ? levels : 0,
    maxSeconds: bound?.seconds ?? null,
    because: isTooLong ? [bound.rule] : automatic === null ? [...ruling.because] : [automatic],
  }
}
