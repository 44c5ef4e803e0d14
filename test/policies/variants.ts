import reference from '../../schema/policy/data/services.json' with { type: 'json' }
import { statementsOf, type Case, type Statement } from './corpus.ts'
import type { Origin } from './judge.ts'

/** A rewriting that means the same as the case it was made from. */
export interface Variant {
  readonly name: string
  readonly text: string
  readonly from: Origin
}

interface Draft {
  readonly statements: readonly Statement[]
  readonly from: Origin
}

/** 0 ≤ x < 1, the same sequence for the same seed. */
export type Random = () => number

const limit = 10_240

const rewritings: Readonly<Record<string, (draft: Draft, random: Random) => Draft>> = {
  'letter case': (draft, random) => onActions(draft, (action) => [cased(action, random)]),
  'split wildcards': (draft, random) => onActions(draft, (action) => split(action, random)),
  'question marks': (draft, random) => onActions(draft, (action) => [questioned(action, random)]),
  order: reordered,
  'one or many': oneOrMany,
  'idle conditions': idleConditions,
  sids,
  'statement in two': inTwo,
}

const renderings: Readonly<Record<string, (document: object, random: Random) => string>> = {
  'white space': (document, random) => spaced(JSON.stringify(document), random),
  'unicode escapes': (document, random) => escaped(JSON.stringify(document), random),
}

/** One variant a rewriting, and one of them all together. None for a case that is about its very text. */
export function variantsOf({ policy, findings }: Case, seed: number): readonly Variant[] {
  if (!policy) return []
  const random = seeded(seed)
  const original: Draft = {
    statements: statementsOf(policy),
    from: statementsOf(policy).map((_, index) => index),
  }
  // Half of an administrator is no administrator: what else it may do would then count.
  const whole = findings.some(({ id }) => id === 'full-administrator')
  const usable = Object.entries(rewritings).filter(([name]) => !(whole && name === 'statement in two'))

  const single = usable.map(([name, rewrite]) => printed(name, rewrite(original, random), plain, random))
  const rendered = Object.entries(renderings).map(([name, render]) => printed(name, original, render, random))
  const mixed = usable.reduce((draft, [, rewrite]) => rewrite(draft, random), original)
  return [
    ...single,
    ...rendered,
    printed('all together', mixed, renderings['unicode escapes']!, random),
  ].filter(fits)
}

/** Rewritings of what is allowed that mean as much or more: no verdict may be milder for them. */
export function widenedOf({ policy }: Case, seed: number): readonly Variant[] {
  if (!policy) return []
  const random = seeded(seed)
  const original: Draft = {
    statements: statementsOf(policy),
    from: statementsOf(policy).map((_, index) => index),
  }
  const same = printed('', original, plain, random).text
  const widened = (widen: Widening) => onAllowed(original, (one) => widen(one, random))
  return Object.entries(widenings)
    .map(([name, widen]) => printed(name, widened(widen), plain, random))
    .filter((variant) => fits(variant) && variant.text !== same)
}

type Widening = (resource: string, random: Random) => readonly string[]

const widenings: Readonly<Record<string, Widening>> = {
  'question mark in a resource': (resource, random) => [hidden(resource, '?', random)],
  'star in a resource': (resource, random) => [hidden(resource, '*', random)],
  'split star of a resource': fanned,
}

/** mulberry32 */
export function seeded(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Every known action that a pattern means, as `service:action` in small letters. */
export function meaning(pattern: string): readonly string[] {
  const wanted = pattern.toLowerCase()
  const before = meanings.get(wanted)
  if (before) return before
  const matches = matcher(wanted)
  const found = candidates(wanted).filter((action) => matches.test(action))
  meanings.set(wanted, found)
  return found
}

const meanings = new Map<string, readonly string[]>()
const known = new Map(
  Object.entries(reference.services).map(([service, { actions }]) => [service, actionsOf(service, actions)]),
)
const all = [...known.values()].flat()

function actionsOf(service: string, groups: Readonly<Record<string, string>>): readonly string[] {
  const names = Object.values(groups).flatMap((group) => group.split(' '))
  return names.map((action) => `${service}:${action}`.toLowerCase())
}

function candidates(pattern: string): readonly string[] {
  return known.get(pattern.split(':')[0]!) ?? all
}

function matcher(pattern: string): RegExp {
  const escapedPattern = pattern.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${escapedPattern.replaceAll('*', '.*').replaceAll('?', '.')}$`)
}

function printed(
  name: string,
  { statements, from }: Draft,
  render: (document: object, random: Random) => string,
  random: Random,
): Variant {
  return { name, text: render({ Version: '2012-10-17', Statement: statements }, random), from }
}

function plain(document: object): string {
  return JSON.stringify(document, null, 2)
}

function fits({ text }: Variant): boolean {
  return text.length <= 32_768 && text.replaceAll(/\s/g, '').length <= limit
}

function onEach({ statements, from }: Draft, change: (statement: Statement) => Statement): Draft {
  return { statements: statements.map(change), from }
}

function onActions(draft: Draft, change: (action: string) => readonly string[]): Draft {
  return onEach(draft, (statement) => ({
    ...statement,
    ...listed(statement, 'Action', change),
    ...listed(statement, 'NotAction', change),
  }))
}

function onAllowed(draft: Draft, change: (resource: string) => readonly string[]): Draft {
  return onEach(draft, (statement) =>
    statement['Effect'] === 'Allow' ? { ...statement, ...listed(statement, 'Resource', change) } : statement,
  )
}

/** A letter of the name becomes a wildcard. Not one of a variable, nor of a name too short to lose one. */
function hidden(resource: string, wildcard: string, random: Random): string {
  const [, head, name] = /^(arn:.*[:/])([\w+=,.@-]{5,}\*?)$/.exec(resource) ?? []
  if (!head || !name) return resource
  const at = Math.floor(random() * name.replace('*', '').length)
  return `${head}${name.slice(0, at)}${wildcard}${name.slice(at + 1)}`
}

/** `role/*` as `role/a*`, `role/b*` …: each of them narrows nothing. */
function fanned(resource: string): readonly string[] {
  const [, head] = /^(arn:.*:(?:[a-z-]+\/|secret:|function:))\*$/.exec(resource) ?? []
  return head ? 'abcdefghijklmnopqrstuvwxyz0123456789'.split('').map((next) => `${head}${next}*`) : [resource]
}

function listed(
  statement: Statement,
  element: string,
  change: (value: string) => readonly string[],
): Statement {
  if (!(element in statement)) return {}
  const values = valuesOf(statement, element).flatMap(change)
  return { [element]: values.length === 1 ? values[0] : values }
}

function valuesOf(statement: Statement, element: string): readonly string[] {
  return [statement[element] ?? []].flat() as unknown[] as readonly string[]
}

function cased(text: string, random: Random): string {
  return text.replaceAll(/[a-z]/gi, (letter) =>
    random() < 0.5 ? letter.toUpperCase() : letter.toLowerCase(),
  )
}

/** `s3:Get*` as `s3:GetA*`, `s3:GetB*` …: the letters that really follow. Long lists stay as they were. */
function split(action: string, random: Random): readonly string[] {
  const [, begin] = /^([a-z0-9-]+:[a-z0-9]*)\*$/i.exec(action) ?? []
  if (!begin) return action === '*' && random() < 0.5 ? ['*:*'] : [action]
  const nexts = new Set(meaning(action).map((name) => name[begin.length] ?? ''))
  const parts = [...nexts].map((next) => (next ? `${begin}${next}*` : begin))
  return parts.length > 0 && parts.length <= 40 ? parts : [action]
}

/** A letter may be `?` where that means nothing more. */
function questioned(action: string, random: Random): string {
  const colon = action.indexOf(':')
  if (colon < 0 || action.length < colon + 2) return action
  const at = colon + 1 + Math.floor(random() * (action.length - colon - 1))
  const tried = action[at] === '*' ? action : `${action.slice(0, at)}?${action.slice(at + 1)}`
  return meaning(tried).length === meaning(action).length ? tried : action
}

function reordered({ statements, from }: Draft, random: Random): Draft {
  const order = shuffled([...statements.keys()], random)
  const mixed = order.map((index) => shuffledLists(statements[index]!, random))
  return { statements: mixed, from: order.map((index) => from[index]!) }
}

function shuffledLists(statement: Statement, random: Random): Statement {
  const entries = shuffled(Object.entries(statement), random)
  return Object.fromEntries(
    entries.map(([element, value]) => [
      element,
      Array.isArray(value) ? shuffled(value as unknown[], random) : value,
    ]),
  )
}

function shuffled<T>(values: readonly T[], random: Random): T[] {
  return values
    .map((value) => ({ value, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ value }) => value)
}

const lists = ['Action', 'NotAction', 'Resource', 'NotResource']

function oneOrMany(draft: Draft): Draft {
  return onEach(draft, (statement) =>
    Object.fromEntries(
      Object.entries(statement).map(([element, value]) => [
        element,
        lists.includes(element) ? turned(value) : value,
      ]),
    ),
  )
}

function turned(value: unknown): unknown {
  if (!Array.isArray(value)) return [value]
  return value.length === 1 ? (value[0] as unknown) : value
}

const idle: readonly Readonly<Record<string, Readonly<Record<string, string>>>>[] = [
  { StringLike: { 'aws:userid': '*' } },
  { StringLike: { 'aws:PrincipalArn': '*' } },
  { Bool: { 'aws:x': 'false' } },
  { StringNotEquals: { 'aws:username': 'nobody' } },
  { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } },
  { DateGreaterThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } },
  { StringLikeIfExists: { 'aws:RequestedRegion': '*' } },
]

/** On Allow alone: a Deny with a condition is no longer a whole one. */
function idleConditions(draft: Draft, random: Random): Draft {
  return onEach(draft, (statement) =>
    statement['Effect'] === 'Allow' ? { ...statement, Condition: withIdle(statement, random) } : statement,
  )
}

function withIdle(statement: Statement, random: Random): Readonly<Record<string, object>> {
  const before = (statement['Condition'] ?? {}) as Readonly<Record<string, object>>
  const [operator, added] = Object.entries(idle[Math.floor(random() * idle.length)]!)[0]!
  return { ...before, [operator]: { ...added, ...before[operator] } }
}

function sids({ statements, from }: Draft, random: Random): Draft {
  const named = statements.map((statement, index) => {
    const sid = random() < 0.5 ? { Sid: `S${index}x${Math.floor(random() * 1e6)}` } : {}
    return { ...sid, ...unnamed(statement) }
  })
  return { statements: named, from }
}

function unnamed(statement: Statement): Statement {
  return Object.fromEntries(Object.entries(statement).filter(([element]) => element !== 'Sid'))
}

/** Each statement with a list of several actions, or else resources, as two statements beside each other. */
function inTwo({ statements, from }: Draft, random: Random): Draft {
  const pairs = statements.flatMap((statement, index) =>
    halves(statement, random).map((half) => ({ half, from: from[index]! })),
  )
  return { statements: pairs.map(({ half }) => half), from: pairs.map((pair) => pair.from) }
}

function halves(statement: Statement, random: Random): readonly Statement[] {
  const element = ['Action', 'Resource'].find((name) => valuesOf(statement, name).length > 1)
  if (!element) return [statement]
  const values = valuesOf(statement, element)
  const cut = 1 + Math.floor(random() * (values.length - 1))
  return [
    { ...statement, [element]: values.slice(0, cut) },
    { ...unnamed(statement), [element]: values.slice(cut) },
  ]
}

/** White space of every kind that JSON knows, between tokens. */
function spaced(json: string, random: Random): string {
  const blanks = ['', '', ' ', '\n', '\t', '\r\n', '  \n  ']
  const tokens = json.match(/"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^{}[\]:,"]+/g) ?? []
  return tokens.map((token) => token + blanks[Math.floor(random() * blanks.length)]).join('')
}

/** Letters of keys and values as `\u0041`, a third of them. No string of the corpus holds an escape of its own. */
function escaped(json: string, random: Random): string {
  return json.replaceAll(/"[^"]*"/g, (string) =>
    string.replaceAll(/[A-Za-z0-9:*]/g, (letter) => (random() < 0.3 ? escapeOf(letter) : letter)),
  )
}

function escapeOf(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`
}
