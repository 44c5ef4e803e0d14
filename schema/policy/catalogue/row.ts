import type { Statement } from '../syntax/statement.ts'

export type Severity = 'block' | 'escalation' | 'exposure' | 'notice'

/** One finding: what raises it and what makes the same actions harmless. A Deny always does. */
export interface Row {
  readonly id: string
  readonly severity: Severity
  readonly because: string
  /** Any one of them. */
  readonly raisedBy: readonly Way[]
  /** A condition on one of these, by an operator that asserts, and none of it is raised. */
  readonly unless?: readonly Tame[]
  /** Left out where a finding whose id begins so stands on the statement. */
  readonly notBeside?: string
}

export interface Way {
  readonly actions: readonly string[]
  /** Every action of these services that writes, tags or manages permissions, besides. */
  readonly writing?: readonly string[]
  readonly on: Where
  /** The resource types that count, where not all do that the action needs. */
  readonly types?: readonly string[]
  /** One of each list must be granted too, by whatever statement. */
  readonly with?: readonly (readonly string[])[]
  /** Not if `iam:PassedToService` leaves all of these out. */
  readonly passedTo?: readonly string[]
}

/**
 * `anything`: a named resource is enough; `any`: no name narrows it; `mighty`: the name may promise
 * administrators; `not-own`: all but what belongs to the caller; `ours`: what Hallpass works with.
 */
export type Where = 'anything' | 'any' | 'mighty' | 'any-or-mighty' | 'not-own' | 'ours'

/** `key` stands for all that begin with it where it ends in a colon. */
export interface Tame {
  readonly key: string
  /** Of every value; none asks for a certain one where it is left out. */
  readonly says?: (value: string) => boolean
}

/** What the statement itself says, whatever it grants. */
export interface StatementRow extends Pick<Row, 'id' | 'severity' | 'because'> {
  readonly when: (statement: Statement) => boolean
}

/** `of('iam', 'PassRole GetRole')` */
export function of(service: string, names: string): readonly string[] {
  return names.split(' ').map((name) => `${service}:${name}`)
}
