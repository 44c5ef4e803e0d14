import type { Policy, Statement } from './policy.ts'

const all = (Effect: 'Allow' | 'Deny', Action: string[]): Statement => ({ Effect, Action, Resource: '*' })

const reads = [
  '*:Get*',
  '*:List*',
  '*:Describe*',
  '*:BatchGet*',
  '*:Lookup*',
  '*:Search*',
  '*:View*',
  '*:Check*',
]

/** The AWS managed policies that the organisation uses, in the style of AWS's: fewer lines, the same meaning here. */
const known: Record<string, Statement[]> = {
  AdministratorAccess: [all('Allow', ['*'])],
  PowerUserAccess: [
    { Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' },
    all('Allow', [
      'account:GetAccountInformation',
      'account:GetPrimaryEmail',
      'account:ListRegions',
      'iam:CreateServiceLinkedRole',
      'iam:DeleteServiceLinkedRole',
      'iam:ListRoles',
      'organizations:DescribeOrganization',
    ]),
  ],
  ReadOnlyAccess: [all('Allow', reads)],
  ViewOnlyAccess: [
    all('Allow', ['*:List*', '*:Describe*', 'cloudwatch:Get*', 's3:GetBucket*', 'iam:GetAccountSummary']),
  ],
  AmazonRDSFullAccess: [
    all('Allow', [
      'rds:*',
      'cloudwatch:DescribeAlarms',
      'cloudwatch:GetMetricStatistics',
      'cloudwatch:ListMetrics',
      'ec2:Describe*',
      'logs:DescribeLogStreams',
      'logs:GetLogEvents',
      'sns:ListTopics',
      'sns:Publish',
    ]),
  ],
  SupportUser: [all('Allow', ['support:*', 'ec2:Describe*', 'cloudtrail:LookupEvents', 'health:Describe*'])],
}

/** One that is not in the table allows nothing. */
export function managedPolicy(arn: string): Policy {
  const name = arn.split('/').at(-1) ?? arn
  return { name, Statement: known[name] ?? [] }
}
