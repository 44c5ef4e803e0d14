import type { Asked } from '../schema/contract/requests.ts'
import { policyHash } from './aws/policy-hash.ts'
import type { SetRow } from './db/facts.ts'
import type { PrincipalId } from './engine/ports.ts'
import { merge, mostSolidChars, sealing } from './engine/writer/statements.ts'
import { canonical, sha256 } from './http/hash.ts'
import { invalid, type Refusal } from './http/refusal.ts'

export type Custom = NonNullable<Asked['custom']>

/** What a custom request asks for, once it was found to be one that AWS could have. */
export interface CustomSet {
  /** `custom:` and the hash of the definition: two definitions never share it, and none can become another. */
  readonly id: string
  /** RFC 8785 of `Custom`, its managed policies in order. */
  readonly definition: string
  readonly policyHash: string
  readonly label: string
  readonly sessionSeconds: number
}

const prefix = 'custom:'

export function isCustomId(id: string): boolean {
  return id.startsWith(prefix)
}

/** Refuses what AWS would not take, or what would not be what was shown. */
export async function customSetOf(asked: Custom): Promise<CustomSet> {
  const custom = { ...asked, label: asked.label.normalize('NFC') }
  if (custom.inlinePolicy?.trim() === '') delete custom.inlinePolicy
  refuseUnfit(custom)
  const definition = canonical({ ...custom, managedPolicyArns: custom.managedPolicyArns.toSorted() })
  return {
    id: `${prefix}${await sha256(definition)}`,
    definition,
    policyHash: await hashOfCustom(custom),
    label: custom.label,
    sessionSeconds: hoursOf(custom.sessionDuration) * 3600,
  }
}

/** What AWS would not take, or could not be ended. */
export function refuseUnfit(custom: Custom): void {
  refuseManaged(custom)
  if (custom.inlinePolicy !== undefined) refuseInline(custom.inlinePolicy)
}

/** `PT1H` to `PT12H`, as the contract has it. */
function hoursOf(duration: string): number {
  return Number(duration.slice(2, -1))
}

/** A stored definition, or `null` where the text is not the one its id was made from. */
export async function readCustom(id: string, definition: string): Promise<Custom | null> {
  return id === `${prefix}${await sha256(definition)}` ? (JSON.parse(definition) as Custom) : null
}

/** As the catalog computes it for a set of AWS. */
export function hashOfCustom({ managedPolicyArns, inlinePolicy }: Custom): Promise<string> {
  return policyHash({ managed: managedPolicyArns, customer: [], inline: inlinePolicy ?? '', boundary: '' })
}

/** In the place of a row of the catalog: nobody bounds it but its account. */
export function rowOfCustom({ id, label, sessionSeconds, policyHash }: CustomSet): SetRow {
  const marks = { requestable: 1, sealed: 1, killable: 0, protected: 0 }
  return {
    arn: id,
    name: label,
    sessionSeconds,
    policyHash,
    maxSeconds: null,
    version: 1,
    seenRun: null,
    ...marks,
  }
}

/** AWS's own policies: those of an account are not the same in the next one. */
const awsManaged = /^arn:aws(-[a-z]{1,5}){0,3}:iam::aws:policy\/[\w+=,.@/-]{1,512}$/

function refuseManaged({ managedPolicyArns, inlinePolicy }: Custom): void {
  if (managedPolicyArns.length === 0 && inlinePolicy === undefined)
    throw invalid('custom.managedPolicyArns', 'Name a managed policy, or write an inline one.')
  managedPolicyArns.forEach((arn, i) => {
    if (!awsManaged.test(arn))
      throw invalid(`custom.managedPolicyArns.${i}`, `${arn} is not a policy managed by AWS.`)
    if (managedPolicyArns.indexOf(arn) < i)
      throw invalid(`custom.managedPolicyArns.${i}`, `${arn} is named twice.`)
  })
}

/** What AWS takes as text: https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_PutInlinePolicyToPermissionSet.html */
const awsText = /^[\t\n\r\u0020-\u00ff]+$/

/** The grammar and the meaning of a policy are read by `schema/policy/read.ts`; here is what AWS bounds. */
function refuseInline(inline: string): void {
  const solid = inline.replaceAll(/\s/g, '').length
  if (solid > mostSolidChars)
    throw inlineRefused(`At most 10,240 characters without spaces; these are ${solid}.`)
  if (!awsText.test(inline)) throw inlineRefused('It holds characters that AWS does not take.')
  const sealed = merge(inline, sealing(largest), 'seal')
  if (sealed === 'unreadable') throw inlineRefused('This is not a policy in JSON.')
  if (isInOurName(inline)) throw inlineRefused('Statements that begin with "Hallpass" are ours alone.')
  if (sealed === 'no-room')
    throw inlineRefused('It leaves no room for the statements that end it; make it 350 characters shorter.')
}

/** Whatever its effect: who reads the set takes a statement of that name for one that ends it. */
function isInOurName(inline: string): boolean {
  const { Statement } = JSON.parse(inline) as { Statement?: unknown }
  const keys = [Statement].flat().flatMap((each) => Object.entries((each ?? {}) as object))
  return keys.some(([key, sid]) => /^sid$/i.test(key) && /^hallpass/i.test(String(sid)))
}

/** As long as any; of a user's id AWS says 47 characters at most. */
const largest = { until: Date.UTC(2999, 11, 31), principal: 'x'.repeat(47) as PrincipalId }

function inlineRefused(what: string): Refusal {
  return invalid('custom.inlinePolicy', what)
}
