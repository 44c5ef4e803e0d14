import type { Times } from '../../schema/contract/rules.ts'

/** A rule as it is kept: ids of people, groups and sets where an Admin wrote names. Empty lists leave nobody out. */
export interface KeptRule {
  readonly name: string
  readonly effect: 'allow' | 'deny'
  /** `person:ID`, `group:ID` */
  readonly who: readonly string[]
  /** An account's id, `ou:PATH`, `tag:KEY=VALUE` */
  readonly where: readonly string[]
  /** ARNs, and `(custom)` */
  readonly sets: readonly string[]
  readonly times: Times | null
  /** Of a rule that denies, these say nothing. */
  readonly maxSeconds: number | null
  readonly approval: 'needed' | 'automatic' | null
  readonly levels: 1 | 2 | null
}

/** Who would have access where and from when, whatever it is to. */
export interface There {
  readonly personId: string
  readonly groups: ReadonlySet<string>
  readonly account: {
    readonly id: string
    readonly ouPath: string | null
    readonly tags: Readonly<Record<string, string>>
    readonly sensitive: boolean
  }
  /** When the access would start, as far as that is known (ms). */
  readonly startsAt: number
}

/** One wish for access, as rules see it. */
export interface Wish extends There {
  /** `null`: a custom set. */
  readonly setArn: string | null
  readonly seconds: number
}
