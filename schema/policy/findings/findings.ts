import { administrator, iamAdministrator, severities, writeAnyResource } from '../catalogue/catalogue.ts'
import { statementRows } from '../catalogue/notices.ts'
import type { Severity } from '../catalogue/row.ts'
import { add, addAll, includesAll, isEmpty, type ActionSet } from '../meaning/action-set.ts'
import type { Grant } from '../meaning/grants.ts'
import { noActions, reference } from '../meaning/reference.ts'
import type { Statement } from '../syntax/statement.ts'
import { raisedBy, type Raised } from './raise.ts'
import { writingAnyResource } from './write-any.ts'

export interface Finding {
  readonly id: string
  readonly severity: Severity
  readonly statement: number
  readonly because: string
}

/** All there is to say of a policy, in the order of the catalogue, then of the statements. */
export function findingsOf(statements: readonly Statement[], grants: readonly Grant[]): readonly Finding[] {
  const whole = new Set(grants.filter(isAdministrator).map(({ statement }) => statement.index))
  const partial = grants.filter(({ statement }) => !whole.has(statement.index))

  const anywhere = noActions()
  for (const { actions } of grants) addAll(anywhere, actions)
  const raised = raisedBy(partial, anywhere)
  const said = statementRows.flatMap((row) =>
    statements.filter((one) => !whole.has(one.index) && row.when(one)).map((one) => stated(row, one.index)),
  )
  // An administrator's finding is about every action: there is nothing left to give notice of.
  const broad = whole.size > 0 ? [] : writingAnyResource(partial, partakers(raised))
  return inOrder([
    ...[...whole].map((index) => stated(administrator, index)),
    ...said,
    ...withIamAdministrator(raised),
    ...broad.map(({ statement }) => stated(writeAnyResource, statement.index)),
  ])
}

/** Every known action on `*`, whatever the conditions, unless all of it is denied. */
function isAdministrator({ statement, named, parts }: Grant): boolean {
  if (statement.exceptResources || !includesAll(named, reference().everything)) return false
  return parts.some(({ reach, actions }) => reach.whole && !isEmpty(actions))
}

/** All changes of permissions together are one finding, where each of them stood. */
function withIamAdministrator(raised: readonly Raised[]): readonly Finding[] {
  const { insteadOf } = iamAdministrator
  const changes = raised.filter(({ row }) => insteadOf.has(row.id))
  const all = raised.map(({ row, statement }) => stated(row, statement))
  if (new Set(changes.map(({ row }) => row.id)).size < insteadOf.size) return all
  const places = new Set(changes.map(({ statement }) => statement))
  return [
    ...all.filter(({ id }) => !insteadOf.has(id)),
    ...[...places].map((statement) => stated(iamAdministrator, statement)),
  ]
}

function partakers(raised: readonly Raised[]): ActionSet {
  const set = noActions()
  for (const { actions } of raised) for (const id of actions) add(set, id)
  return set
}

function stated({ id, severity, because }: Omit<Finding, 'statement'>, statement: number): Finding {
  return { id, severity, statement, because }
}

function inOrder(findings: readonly Finding[]): readonly Finding[] {
  const order = [...severities.keys()]
  const place = new Map(order.map((id, at) => [id, at]))
  const weight: Readonly<Record<Severity, number>> = { block: 0, escalation: 1, exposure: 2, notice: 3 }
  return findings.toSorted(
    (a, b) =>
      weight[a.severity] - weight[b.severity] ||
      place.get(a.id)! - place.get(b.id)! ||
      a.statement - b.statement,
  )
}
