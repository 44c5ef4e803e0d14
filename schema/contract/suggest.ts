import * as v from 'valibot'
import { accountId } from './values.ts'

/** The codes of `parseAccessDenied`: which kind of policy said no, and how. */
const kinds = [
  'identity_policy',
  'resource_policy',
  'scp',
  'rcp',
  'vpce_policy',
  'boundary',
  'session_policy',
  'trust_policy',
] as const
export const denialReasons = kinds.flatMap((kind) => [`implicit_${kind}`, `explicit_${kind}`] as const)

const action = v.pipe(
  v.string(),
  v.trim(),
  v.maxLength(200),
  v.regex(/^[A-Za-z][\w-]*:[A-Za-z]\w*$/, 'An action is written service:Action.'),
)

/** A denial as a person brought it: what the message says, and the account they stood in. */
export const suggestInput = v.strictObject({
  action,
  missingAction: v.optional(action),
  resource: v.optional(v.pipe(v.string(), v.maxLength(2048))),
  accountId,
  reason: v.optional(v.picklist(denialReasons)),
  policyArn: v.optional(v.pipe(v.string(), v.maxLength(2048))),
})

/** A number of actions for each of AWS's access levels. */
export const actionCounts = v.object({
  list: v.number(),
  read: v.number(),
  write: v.number(),
  permissionsManagement: v.number(),
  tagging: v.number(),
})

export const severity = v.picklist(['block', 'escalation', 'exposure', 'notice'])

/** What a policy allows that somebody should look at; `because` is a sentence. */
export const risk = v.object({ id: v.string(), severity, because: v.string() })

export const setOffer = v.object({
  arn: v.string(),
  name: v.string(),
  maxSeconds: v.number(),
  sealed: v.boolean(),
  /** False where a condition, or a policy that Hallpass cannot read, may still deny the action. */
  isCertain: v.boolean(),
  /** How many actions it gives beside the denied one. */
  also: actionCounts,
  /** Block, escalation and exposure only, each once. */
  risks: v.array(risk),
  /** Names of policies that Hallpass cannot read: the account's own, or newer than its copy of AWS's. */
  unread: v.array(v.string()),
})

const companion = v.object({ action: v.string(), resources: v.array(v.string()), because: v.string() })

const draft = v.object({
  /** As `POST /v1/requests` takes it. */
  custom: v.object({
    label: v.string(),
    sessionDuration: v.string(),
    managedPolicyArns: v.array(v.string()),
    inlinePolicy: v.string(),
  }),
  /** The longest a custom set may be asked for here. */
  maxSeconds: v.number(),
  /** What it gives beside the denied action on its resource: nothing else. */
  companions: v.array(companion),
  /** False where the denial names no resource: the draft is then for every one in the account. */
  resourceIsNamed: v.boolean(),
  risks: v.array(risk),
})

/** Why no grant helps. `blocked`: no custom set may have the action. `closed`: no rule lets the caller ask for what would. */
const noHelp = v.object({
  because: v.picklist([...denialReasons, 'blocked', 'unknown-action', 'closed']),
  /** The policy that the message names, or the finding's sentence. */
  policy: v.nullable(v.string()),
  sentence: v.string(),
})

export const suggestions = v.object({
  /** By IAM's name, where the message or the console has another. */
  action: v.string(),
  resources: v.array(v.string()),
  /** What the caller may ask for that allows it, narrowest first. */
  sets: v.array(setOffer),
  draft: v.nullable(draft),
  /** Only where there is neither a set nor a draft. */
  noHelp: v.nullable(noHelp),
})
/** At most three, narrowest first; none where the request says nothing of a denial, or is narrow already. */
export const narrower = v.object({ items: v.array(setOffer) })

export type Suggestions = v.InferOutput<typeof suggestions>
export type DenialReason = (typeof denialReasons)[number]
