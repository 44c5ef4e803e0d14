/** What an action needs beside itself. `on` is a resource, or `same`: the one the action is on. `{account}` is filled in. */
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

/**
 * Companions that are known: without them the action does nothing for whoever calls it. From each service's guide, under
 * "actions, resources and condition keys" or its identity-based policy examples.
 */
const needs: Readonly<Record<string, readonly Need[]>> = {
  'athena:StartQueryExecution': same(
    results,
    'athena:GetQueryExecution',
    'athena:GetQueryResults',
    'athena:StopQueryExecution',
  ),
  'codeartifact:ReadFromRepository': any('it is called with a token of its own', 'sts:GetServiceBearerToken'),
  'ecr:BatchGetImage': [
    ...any('images are pulled with a token', 'ecr:GetAuthorizationToken'),
    ...same(steps, 'ecr:GetDownloadUrlForLayer', 'ecr:BatchCheckLayerAvailability'),
  ],
  'ecr:GetDownloadUrlForLayer': [
    ...any('images are pulled with a token', 'ecr:GetAuthorizationToken'),
    ...same(steps, 'ecr:BatchGetImage', 'ecr:BatchCheckLayerAvailability'),
  ],
  'ecr:PutImage': [
    ...any('images are pushed with a token', 'ecr:GetAuthorizationToken'),
    ...same(
      steps,
      'ecr:InitiateLayerUpload',
      'ecr:UploadLayerPart',
      'ecr:CompleteLayerUpload',
      'ecr:BatchCheckLayerAvailability',
    ),
  ],
  'ecs:ExecuteCommand': [
    {
      action: 'ecs:DescribeTasks',
      on: 'arn:aws:ecs:*:{account}:task/*',
      because: 'the task is looked up first',
    },
  ],
  'logs:StartQuery': same(results, 'logs:GetQueryResults'),
  'route53:ChangeResourceRecordSets': [
    {
      action: 'route53:GetChange',
      on: 'arn:aws:route53:::change/*',
      because: 'whether the change is through is asked with it',
    },
  ],
  'ssm:StartSession': ['ssm:TerminateSession', 'ssm:ResumeSession'].map((action) => ({
    action,
    on: 'arn:aws:ssm:*:{account}:session/${aws:userid}-*',
    because: 'one’s own session is ended and taken up again with it',
  })),
}

export function needsOf(action: string): readonly Need[] {
  return needs[action] ?? []
}
