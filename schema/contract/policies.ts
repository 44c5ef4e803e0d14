import * as v from 'valibot'
import { actionCounts, risk } from './suggest.ts'
import { after, instant, opaqueId, pageOf } from './values.ts'

/** One of AWS's managed policies; `q` are pieces of its name. */
export const managedPolicy = v.object({ arn: v.string(), name: v.string(), version: v.string() })
export const policyPage = pageOf(managedPolicy)
export const policyQuery = v.strictObject({
  q: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(100))),
  after,
})

/** Where it stands: `null` is the inline policy; statements are counted from 0. */
const place = { policy: v.nullable(v.string()), statement: v.number() }

const statement = v.object({
  ...place,
  sid: v.nullable(v.string()),
  effect: v.picklist(['Allow', 'Deny']),
  services: v.array(v.string()),
  actions: actionCounts,
  resources: v.array(v.string()),
  /** They stand in NotAction or NotResource. */
  except: v.object({ actions: v.boolean(), resources: v.boolean() }),
  conditions: v.array(v.object({ operator: v.string(), key: v.string(), values: v.array(v.string()) })),
})

/** The inline policy to the letter: everybody's statements, and at its end ours. Not `granted`: as if approved now. */
const created = v.object({
  inlinePolicy: v.string(),
  endsAt: instant,
  granted: v.boolean(),
})

/** What an approver is to see of the set a request asks for, as it is now. */
export const reading = v.object({
  /** The inline policy (`policy: null`) and AWS's managed ones, as JSON. */
  documents: v.array(v.object({ policy: v.nullable(v.string()), document: v.string() })),
  /** Policies that Hallpass cannot read: what is said below leaves them out. */
  unread: v.array(v.string()),
  statements: v.array(statement),
  /** The gravest first. */
  findings: v.array(v.object({ ...risk.entries, ...place })),
  gives: actionCounts,
  services: v.array(v.string()),
  /** What is made for this session alone, where one is; `null` where the set itself is assigned. */
  created: v.optional(v.nullable(created)),
})
/** A custom set that somebody is still writing, as `POST /v1/requests` would take it. */
export const reviewInput = v.strictObject({
  managedPolicyArns: v.pipe(v.array(v.pipe(v.string(), v.maxLength(2048))), v.maxLength(10)),
  inlinePolicy: v.optional(v.pipe(v.string(), v.maxLength(32_768))),
})
/** `statement` from 0, `null` where none is to blame; `line` and `column` from 1. With any error nothing else is said. */
const policyError = v.object({
  message: v.string(),
  statement: v.nullable(v.number()),
  line: v.number(),
  column: v.number(),
})
/** A `block` among the findings, an error, or a policy that is not read: it would be refused. */
export const policyReview = v.object({
  errors: v.array(policyError),
  unread: reading.entries.unread,
  statements: reading.entries.statements,
  findings: reading.entries.findings,
  gives: actionCounts,
  services: v.array(v.string()),
})
export type PolicyReview = v.InferOutput<typeof policyReview>

export type Reading = v.InferOutput<typeof reading>

export const readingById = v.strictObject({ id: opaqueId })
