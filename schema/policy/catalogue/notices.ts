import { baseOf } from '../syntax/conditions.ts'
import type { Condition } from '../syntax/statement.ts'
import { of, type Row, type StatementRow } from './row.ts'

export const notices: readonly Row[] = [
  {
    id: 'pass-role-any',
    severity: 'notice',
    because: 'May hand any role to a service.',
    raisedBy: [{ actions: of('iam', 'PassRole'), on: 'any-or-mighty' }],
    unless: [{ key: 'iam:PassedToService' }],
    notBeside: 'pass-role-to-',
  },
  {
    id: 'service-linked-role-any',
    severity: 'notice',
    because: 'May create a role for any AWS service.',
    raisedBy: [{ actions: of('iam', 'CreateServiceLinkedRole'), on: 'any' }],
    unless: [{ key: 'iam:AWSServiceName' }],
  },
  {
    id: 'open-network',
    severity: 'notice',
    because: 'May open any network port.',
    raisedBy: [
      {
        actions: of('ec2', 'AuthorizeSecurityGroupIngress ModifySecurityGroupRules'),
        on: 'any',
        types: ['security-group'],
      },
    ],
    unless: [{ key: 'ec2:Vpc' }],
  },
]

/** Of Allow alone, but for the last: what a statement says, whatever it grants. */
export const statementRows: readonly StatementRow[] = [
  {
    id: 'not-action-allow',
    severity: 'escalation',
    because: 'Allows everything except a list, so also what AWS adds tomorrow.',
    when: ({ effect, exceptActions }) => effect === 'Allow' && exceptActions,
  },
  {
    id: 'not-resource-allow',
    severity: 'escalation',
    because: 'Allows its actions on everything except a list.',
    when: ({ effect, exceptResources }) => effect === 'Allow' && exceptResources,
  },
  {
    id: 'mfa-may-be-absent',
    severity: 'notice',
    because: 'The condition on MFA also lets in sessions that say nothing about MFA.',
    when: ({ effect, conditions }) => effect === 'Allow' && conditions.some(letsInWithoutMfa),
  },
  {
    id: 'deprecated-condition-key',
    severity: 'notice',
    because: 'Uses a condition key that AWS has replaced.',
    when: ({ conditions }) => conditions.some(({ key }) => key.toLowerCase() === 'aws:arn'),
  },
]

/** A session that never heard of MFA has no such key at all, and then `…IfExists` holds. */
function letsInWithoutMfa({ operator, key, values }: Condition): boolean {
  if (key.toLowerCase() !== 'aws:multifactorauthpresent') return false
  const base = baseOf(operator)
  const says = (wanted: string) => values.some((value) => value.toLowerCase() === wanted)
  if (base === 'null') return says('true')
  return base === 'bool' && (/ifexists$/i.test(operator) || says('false'))
}
