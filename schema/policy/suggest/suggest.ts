import type { Finding } from '../findings/findings.ts'
import { actionNamed } from './action-name.ts'
import { deniedResource, missingResource, type Home } from './denied-resource.ts'
import { draftFor, type Denied, type Draft } from './draft.ts'
import { countsBeside, givingOf, type Counts } from './giving.ts'
import { partitionOf } from './partition.ts'
import { statementsOf } from './statements.ts'
import type { Statement } from '../syntax/statement.ts'
import { verdictOn, worstOf, type Verdict } from './verdict.ts'

export type { Counts, Draft }

/** What one permission set is made of. */
export interface SetTexts {
  readonly arn: string
  /** JSON; null without one. */
  readonly inline: string | null
  /** Its managed policies, by ARN. */
  readonly managed: readonly string[]
  /** The policies of its boundary, by ARN; null without one. */
  readonly boundary: readonly string[] | null
  /** Policies of each account's own that nobody here has read: they may give more, or deny. */
  readonly unread: readonly string[]
}

export interface SuggestAsk {
  readonly action: string
  readonly missingAction?: string | undefined
  readonly resource?: string | undefined
  readonly accountId: string
  /** Where the account is, unless the resource's ARN says it; `aws` when nothing does. */
  readonly partition?: string | undefined
  readonly sets: readonly SetTexts[]
  /** The documents of the policies that the sets name, as JSON by ARN: each once, however many have it. */
  readonly managed: Readonly<Record<string, string>>
}

export interface SetOffer {
  readonly arn: string
  /** False where a condition, or a policy nobody has read, may still deny it. */
  readonly isCertain: boolean
  /** How many other actions it gives, by access level. */
  readonly also: Counts
  /** What of it is dangerous: no notices. */
  readonly risks: readonly Finding[]
  readonly unread: readonly string[]
}

export interface Suggested {
  /** By IAM's name. */
  readonly action: string
  readonly isKnown: boolean
  readonly resources: readonly string[]
  /** Narrowest first. */
  readonly sets: readonly SetOffer[]
  readonly draft: Draft | null
  /** Why no custom set may have it. */
  readonly blocked: Finding | null
}

/** What would allow a denied action: the sets that do, narrowest first, and a policy that gives it alone. */
export function suggest(ask: SuggestAsk): Suggested {
  const denied = deniedFrom(ask)
  const draft = draftFor(denied)
  const statementsIn = reading(ask.managed)
  const blocked = draft?.findings.find(({ severity }) => severity === 'block') ?? null
  return {
    action: denied.action.name,
    isKnown: denied.action.id !== null,
    resources: denied.resource.arns,
    sets: ask.sets
      .flatMap((set) => offerOf(set, denied, statementsIn))
      .toSorted(byBreadth)
      .map(({ offer }) => offer),
    draft: blocked ? null : draft,
    blocked,
  }
}

function deniedFrom({ action, missingAction, resource, accountId, partition = 'aws' }: SuggestAsk): Denied {
  const named = actionNamed(action)
  const home: Home = { accountId, partition: partitionOf(resource?.trim() ?? '') ?? partition }
  return {
    action: named,
    called: action,
    resource: deniedResource(named, resource, home),
    missing: missingAction === undefined ? null : actionNamed(missingAction),
    home,
    written: resource,
  }
}

interface Weighed {
  readonly offer: SetOffer
  /** Compared from the left; less is narrower. Whatever gives all that another gives never weighs less. */
  readonly weight: readonly number[]
}

type StatementsIn = (managed: readonly string[], inline?: string | null) => readonly Statement[]

/** Reads a document when the first set that has it is looked at, and no more. */
function reading(managed: SuggestAsk['managed']): StatementsIn {
  const documents = new Map(Object.entries(managed))
  const read = new Map<string, readonly Statement[]>()
  const statementsAt = (arn: string) => {
    const statements = read.get(arn) ?? statementsOf([documents.get(arn) ?? ''])
    read.set(arn, statements)
    return statements
  }
  return (arns, inline = null) => {
    const own = inline === null ? [] : statementsOf([inline])
    return [...arns.flatMap(statementsAt), ...own].map((statement, index) => ({ ...statement, index }))
  }
}

function offerOf(set: SetTexts, denied: Denied, statementsIn: StatementsIn): Weighed[] {
  const statements = statementsIn(set.managed, set.inline)
  const verdict = worstOf([verdictFor(statements, denied), withinBoundary(set, denied, statementsIn)])
  if (verdict === 'refuses') return []
  const { actions, findings } = givingOf(statements)
  const asked = [denied.action, denied.missing].flatMap((one) => one?.id ?? [])
  const also = countsBeside(actions, asked)
  const risks = findings.filter(({ severity }) => severity !== 'notice')
  const isCertain = verdict === 'allows' && set.unread.length === 0
  return [
    {
      offer: { arn: set.arn, isCertain, also, risks, unread: set.unread },
      weight: weightOf(isCertain, risks, also),
    },
  ]
}

function weightOf(isCertain: boolean, risks: readonly Finding[], also: Counts): readonly number[] {
  const severe = risks.some(({ severity }) => severity !== 'exposure') ? 2 : risks.length > 0 ? 1 : 0
  const { permissionsManagement, write, tagging, read, list } = also
  return [isCertain ? 0 : 1, severe, permissionsManagement, write, tagging, read, list]
}

function byBreadth(one: Weighed, other: Weighed): number {
  const at = one.weight.findIndex((weight, i) => weight !== other.weight[i])
  if (at >= 0) return one.weight[at]! - other.weight[at]!
  return one.offer.arn < other.offer.arn ? -1 : 1
}

/** On every resource that may be meant, with the action that is missing. */
function verdictFor(statements: readonly Statement[], denied: Denied): Verdict {
  const { action, resource, missing, home, written } = denied
  const on = (name: string, arns: readonly string[]) =>
    worstOf(arns.map((arn) => verdictOn(statements, { action: name, resource: arn })))
  const needed = missing ? on(missing.name, missingResource(missing, written, home)) : 'allows'
  const verdict = worstOf([on(action.name, resource.arns), needed])
  if (verdict === 'refuses' && resource.perhaps.length > 0)
    return on(action.name, resource.perhaps) === 'refuses' ? 'refuses' : 'may-allow'
  // On the others one resource of many may be enough.
  return verdict === 'allows' && on(action.name, resource.besides) !== 'allows' ? 'may-allow' : verdict
}

function withinBoundary({ boundary }: SetTexts, denied: Denied, statementsIn: StatementsIn): Verdict {
  if (boundary === null) return 'allows'
  // One that nobody here has read.
  if (boundary.length === 0) return 'may-allow'
  return verdictFor(statementsIn(boundary), denied)
}
