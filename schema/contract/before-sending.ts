import * as v from 'valibot'
import { asked } from './requests.ts'
import { instant, person } from './values.ts'

/** The same body as a request's; the reason may still be missing. */
export const previewInput = v.strictObject({
  ...asked.entries,
  justification: v.optional(v.pipe(v.string(), v.maxLength(2000))),
})

/** What would happen to a request if it were sent now. What would be refused is refused here, in the same words. */
export const requestPreview = v.object({
  /** How many decisions it takes; 0 where a rule grants it without a person. */
  levels: v.picklist([0, 1, 2]),
  /** The rule that would grant it at once. */
  automatic: v.nullable(v.string()),
  /**
   * The rule that would grant it at once, and why a person is asked all the same: a rule has given it already, or it was
   * taken away in the last 12 hours.
   */
  instead: v.optional(v.nullable(v.object({ rule: v.string(), why: v.picklist(['held', 'revoked']) })), null),
  /** The rules that let it be asked for, by name; none where there are no rules. */
  because: v.array(v.string()),
  /** Up to ten of those who would be asked, who is online first. */
  asked: v.array(v.object({ ...person.entries, online: v.boolean() })),
  askedCount: v.number(),
  /** `null`: not known just now. */
  onlineCount: v.nullable(v.number()),
  /** Up to ten who could make the second of two decisions. */
  second: v.nullable(v.object({ asked: v.array(person), askedCount: v.number() })),
  /** How long decisions on this account took around this time of day; `null`: there was none. */
  usual: v.nullable(v.object({ medianSeconds: v.number(), count: v.number() })),
  windowEndsAt: instant,
  longest: v.object({ seconds: v.number(), rule: v.string() }),
  /** Policies of the set that Hallpass has not read: the account's own, or newer than its copy of AWS's. */
  unread: v.optional(v.array(v.string()), []),
})
export type RequestPreview = v.InferOutput<typeof requestPreview>
