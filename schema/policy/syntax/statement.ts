/** A statement without errors, in the words of the policy. */
export interface Statement {
  /** Its place in the policy, from 0. */
  readonly index: number
  readonly sid: string | null
  readonly effect: 'Allow' | 'Deny'
  readonly actions: readonly string[]
  /** NotAction: all but these. */
  readonly exceptActions: boolean
  readonly resources: readonly string[]
  /** NotResource: all but these. */
  readonly exceptResources: boolean
  readonly conditions: readonly Condition[]
  /** Also where the Condition is empty. */
  readonly hasCondition: boolean
}

export interface Condition {
  readonly operator: string
  readonly key: string
  readonly values: readonly string[]
}

/** Says what is wrong at an offset of the text. */
export type Complain = (at: number, message: string) => void
