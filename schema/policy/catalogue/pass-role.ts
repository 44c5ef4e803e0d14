import { of, type Row, type Way } from './row.ts'

/** The escalations by iam:PassRole: a service that takes any role, and what makes it act. */
export const passedRoles: readonly Row[] = [
  passRoleTo('ec2', 'Can start a machine that acts with a stronger role.', [
    way(
      [
        ...of('ec2', 'RunInstances RequestSpotInstances RequestSpotFleet CreateFleet'),
        ...of('ec2', 'AssociateIamInstanceProfile ReplaceIamInstanceProfileAssociation'),
        ...of('iam', 'AddRoleToInstanceProfile'),
      ],
      ['ec2', 'spotfleet'],
    ),
  ]),
  passRoleTo('lambda', 'Can run code in a function that acts with a stronger role.', [
    way(of('lambda', 'CreateFunction'), ['lambda']),
  ]),
  passRoleTo('glue', 'Can run a Glue job or endpoint that acts with a stronger role.', [
    way(of('glue', 'CreateDevEndpoint CreateJob UpdateJob CreateSession'), ['glue']),
  ]),
  passRoleTo('cloudformation', 'Can have CloudFormation build anything with a stronger role.', [
    way(of('cloudformation', 'CreateStack UpdateStack CreateChangeSet CreateStackSet UpdateStackSet'), [
      'cloudformation',
    ]),
  ]),
  passRoleTo('datapipeline', 'Can run a pipeline that acts with a stronger role.', [
    way(of('datapipeline', 'CreatePipeline PutPipelineDefinition'), [
      'datapipeline',
      'elasticmapreduce',
      'ec2',
    ]),
  ]),
  passRoleTo('sagemaker', 'Can run a notebook or job that acts with a stronger role.', [
    way(
      of(
        'sagemaker',
        'CreateNotebookInstance CreateTrainingJob CreateProcessingJob CreateHyperParameterTuningJob',
      ),
      ['sagemaker'],
    ),
  ]),
  passRoleTo('codebuild', 'Can run a build that acts with a stronger role.', [
    way(of('codebuild', 'CreateProject UpdateProject'), ['codebuild']),
  ]),
  passRoleTo('ecs', 'Can run a container that acts with a stronger role.', [
    way(of('ecs', 'RegisterTaskDefinition RunTask StartTask'), ['ecs-tasks', 'ecs']),
  ]),
  passRoleTo('ssm', 'Can run an automation that acts with a stronger role.', [
    way(of('ssm', 'StartAutomationExecution'), ['ssm']),
  ]),
  passRoleTo('step-functions', 'Can run a state machine that acts with a stronger role.', [
    way(of('states', 'CreateStateMachine UpdateStateMachine'), ['states']),
  ]),
  passRoleTo('apprunner', 'Can run a web service that acts with a stronger role.', [
    way(of('apprunner', 'CreateService'), ['tasks.apprunner', 'build.apprunner']),
  ]),
  passRoleTo('bedrock', 'Can run code in an agent’s tool that acts with a stronger role.', [
    way(of('bedrock-agentcore', 'CreateCodeInterpreter CreateAgentRuntime'), ['bedrock-agentcore']),
  ]),
  passRoleTo('compute', 'Can have another service act with a stronger role.', [
    way(of('batch', 'RegisterJobDefinition'), ['batch', 'ecs-tasks']),
    way(of('elasticmapreduce', 'RunJobFlow'), ['elasticmapreduce', 'ec2']),
    way(of('emr-serverless', 'StartJobRun'), ['emr-serverless']),
    way(of('scheduler', 'CreateSchedule'), ['scheduler']),
    way(of('events', 'PutTargets'), ['events']),
    way(of('pipes', 'CreatePipe'), ['pipes']),
    way(of('codepipeline', 'CreatePipeline UpdatePipeline'), ['codepipeline']),
    way(of('eks', 'CreatePodIdentityAssociation'), ['eks', 'pods.eks']),
    way(of('elasticbeanstalk', 'CreateEnvironment'), ['elasticbeanstalk', 'ec2']),
    way(of('airflow', 'CreateEnvironment'), ['airflow', 'airflow-env']),
    way(of('imagebuilder', 'CreateInfrastructureConfiguration'), ['imagebuilder', 'ec2']),
    way(of('synthetics', 'CreateCanary'), ['synthetics', 'lambda']),
    way(of('braket', 'CreateJob'), ['braket']),
    way(of('gamelift', 'CreateFleet'), ['gamelift']),
    way(of('autoscaling', 'CreateLaunchConfiguration'), ['autoscaling', 'ec2']),
    way(of('iot', 'CreateTopicRule'), ['iot']),
    way(of('kinesisanalytics', 'CreateApplication'), ['kinesisanalytics']),
    way(of('appsync', 'CreateDataSource'), ['appsync']),
    way(of('amplify', 'CreateApp'), ['amplify']),
  ]),
]

function passRoleTo(name: string, because: string, raisedBy: readonly Way[]): Row {
  return { id: `pass-role-to-${name}`, severity: 'escalation', because, raisedBy }
}

/** `principals` are the services, as `….amazonaws.com`, that the role has to be passed to. */
function way(starting: readonly string[], principals: readonly string[]): Way {
  return { actions: of('iam', 'PassRole'), on: 'any-or-mighty', with: [starting], passedTo: principals }
}
