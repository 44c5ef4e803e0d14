/** What an action needs beside itself. `on` is a resource, or `same`: the one the action is on. `{partition}` and `{account}` are filled in. */
export interface Need {
  readonly action: string
  readonly on: string
  readonly because: string
}

const same = (because: string, ...actions: string[]): Need[] =>
  actions.map((action) => ({ action, on: 'same', because }))
const any = (because: string, ...actions: string[]): Need[] =>
  actions.map((action) => ({ action, on: '*', because }))

const results = 'its results are read with it'
const steps = 'one use takes these steps'

const pushToken = any('images are pushed with a token', 'ecr:GetAuthorizationToken')
const pushSteps = [
  'ecr:BatchCheckLayerAvailability',
  'ecr:InitiateLayerUpload',
  'ecr:UploadLayerPart',
  'ecr:CompleteLayerUpload',
  'ecr:PutImage',
]
/** Whichever of them is denied first. */
const pushes = Object.fromEntries(
  pushSteps
    .slice(1)
    .map((action) => [
      action,
      [...pushToken, ...same(steps, ...pushSteps.filter((step) => step !== action))],
    ]),
)

const timestream = any('its clients ask for the endpoint first', 'timestream:DescribeEndpoints')

/**
 * Companions that are known: without them the action does nothing for whoever calls it. From each service's guide, under
 * "actions, resources and condition keys" or its identity-based policy examples; `test/suggest/companions.json` has the
 * pages. What passes a role, or reads a key, is none: of those AWS's message names the one it missed.
 */
const needs: Readonly<Record<string, readonly Need[]>> = {
  ...pushes,
  'athena:StartQueryExecution': same(
    results,
    'athena:GetQueryExecution',
    'athena:GetQueryResults',
    'athena:StopQueryExecution',
  ),
  'cloudformation:DetectStackDrift': any(
    'whether it is through is asked with it',
    'cloudformation:DescribeStackDriftDetectionStatus',
  ),
  'cloudtrail:StartQuery': same(results, 'cloudtrail:DescribeQuery', 'cloudtrail:GetQueryResults'),
  'codeartifact:GetAuthorizationToken': any('the token is made with it', 'sts:GetServiceBearerToken'),
  'codeartifact:ReadFromRepository': any('it is called with a token of its own', 'sts:GetServiceBearerToken'),
  'ec2-instance-connect:OpenTunnel': any(
    'instance and endpoint are looked up first',
    'ec2:DescribeInstances',
    'ec2:DescribeInstanceConnectEndpoints',
  ),
  'ecr:BatchGetImage': [
    ...any('images are pulled with a token', 'ecr:GetAuthorizationToken'),
    ...same(steps, 'ecr:GetDownloadUrlForLayer', 'ecr:BatchCheckLayerAvailability'),
  ],
  'ecr:GetDownloadUrlForLayer': [
    ...any('images are pulled with a token', 'ecr:GetAuthorizationToken'),
    ...same(steps, 'ecr:BatchGetImage', 'ecr:BatchCheckLayerAvailability'),
  ],
  'ecs:ExecuteCommand': [
    {
      action: 'ecs:DescribeTasks',
      on: 'arn:{partition}:ecs:*:{account}:task/*',
      because: 'the task is looked up first',
    },
  ],
  'logs:StartQuery': same(results, 'logs:GetQueryResults'),
  'redshift-data:ExecuteStatement': any(
    results,
    'redshift-data:DescribeStatement',
    'redshift-data:GetStatementResult',
  ),
  'route53:ChangeResourceRecordSets': [
    {
      action: 'route53:GetChange',
      on: 'arn:{partition}:route53:::change/*',
      because: 'whether the change is through is asked with it',
    },
  ],
  'ssm:SendCommand': any(
    'its output is read with it',
    'ssm:GetCommandInvocation',
    'ssm:ListCommandInvocations',
  ),
  'ssm:StartSession': ['ssm:TerminateSession', 'ssm:ResumeSession'].map((action) => ({
    action,
    on: 'arn:{partition}:ssm:*:{account}:session/${aws:userid}-*',
    because: 'one’s own session is ended and taken up again with it',
  })),
  'timestream:Select': timestream,
  'timestream:WriteRecords': timestream,
}

/** What a page of the console needs beside, by the name that it has for the action and no API. */
const consoleNeeds: Readonly<Record<string, readonly Need[]>> = {
  's3:listbuckets': [
    {
      action: 's3:GetBucketLocation',
      on: 'arn:{partition}:s3:::*',
      because: 'the console’s list shows where each bucket is',
    },
  ],
}

/** By IAM's name, and as it was called where it was denied. */
export function needsOf(action: string, called: string): readonly Need[] {
  return [...(needs[action] ?? []), ...(consoleNeeds[called.trim().toLowerCase()] ?? [])]
}
