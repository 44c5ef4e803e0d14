import { of, type Row, type Way } from './row.ts'

/** The escalations by what already runs, and by becoming somebody else. */
export const takeovers: readonly Row[] = [
  {
    id: 'assume-any-role',
    severity: 'escalation',
    because: 'Can become any role that trusts this account.',
    raisedBy: [{ actions: of('sts', 'AssumeRole'), on: 'any' }],
  },
  {
    id: 'assume-admin-role',
    severity: 'escalation',
    because: 'Can become a role that administers an account.',
    raisedBy: [{ actions: of('sts', 'AssumeRole'), on: 'mighty' }],
  },
  {
    id: 'create-codestar-project',
    severity: 'escalation',
    because: 'Can create a CodeStar project, whose roles may do more than they.',
    raisedBy: [{ actions: of('codestar', 'CreateProject AssociateTeamMember'), on: 'anything' }],
  },
  {
    id: 'shell-on-any-machine',
    severity: 'escalation',
    because: 'Can run commands on any machine or container, and use its role.',
    raisedBy: [
      {
        actions: [
          ...of('ssm', 'StartSession ResumeSession SendCommand CreateAssociation'),
          ...of('ecs', 'ExecuteCommand'),
          ...of('ec2-instance-connect', 'SendSSHPublicKey SendSerialConsoleSSHPublicKey'),
        ],
        on: 'any',
        // Not `document` or `bucket`: a document alone names no machine.
        types: ['instance', 'managed-instance', 'task', 'cluster', 'session'],
      },
    ],
  },
  {
    id: 'change-instance-startup',
    severity: 'escalation',
    because: 'Can change what a machine runs when it starts, and use its role.',
    raisedBy: [
      onAny(of('ec2', 'ModifyInstanceAttribute'), of('ec2', 'StopInstances'), of('ec2', 'StartInstances')),
      onAny(of('ec2', 'CreateLaunchTemplateVersion'), of('ec2', 'ModifyLaunchTemplate')),
    ],
  },
  {
    id: 'take-over-function',
    severity: 'escalation',
    because: 'Can replace the code of any function, and use its role.',
    raisedBy: [onAny(of('lambda', 'UpdateFunctionCode UpdateFunctionConfiguration'))],
  },
  {
    id: 'take-over-workload',
    severity: 'escalation',
    because: 'Can change what a running service does, and use its role.',
    raisedBy: [
      onAny([
        ...of('glue', 'UpdateDevEndpoint'),
        ...of('codebuild', 'StartBuild StartBuildBatch'),
        ...of('cloudformation', 'UpdateStack'),
        ...of('apprunner', 'UpdateService'),
        ...of('sagemaker', 'CreatePresignedNotebookInstanceUrl CreatePresignedDomainUrl'),
        ...of('states', 'UpdateStateMachine'),
        ...of('datapipeline', 'PutPipelineDefinition'),
        ...of('cloud9', 'CreateEnvironmentMembership'),
      ]),
      onAny(of('cloudformation', 'ExecuteChangeSet'), of('cloudformation', 'CreateChangeSet')),
      onAny(
        of('sagemaker', 'UpdateNotebookInstance'),
        of('sagemaker', 'CreateNotebookInstanceLifecycleConfig'),
      ),
      onAny(
        of('bedrock-agentcore', 'InvokeCodeInterpreter'),
        of('bedrock-agentcore', 'StartCodeInterpreterSession'),
      ),
    ],
  },
  {
    id: 'cluster-admin',
    severity: 'escalation',
    because: 'Can make themselves administrator of a Kubernetes cluster.',
    raisedBy: [{ actions: of('eks', 'CreateAccessEntry AssociateAccessPolicy'), on: 'anything' }],
  },
  {
    id: 'enable-root-sessions',
    severity: 'escalation',
    because: 'Can switch on access to the root users of member accounts.',
    raisedBy: [
      {
        actions: of('iam', 'EnableOrganizationsRootSessions EnableOrganizationsRootCredentialsManagement'),
        on: 'anything',
      },
    ],
  },
  {
    id: 'disable-detection',
    severity: 'escalation',
    because: 'Can switch off what watches the account.',
    raisedBy: [
      {
        actions: [
          ...of('guardduty', 'DeleteDetector UpdateDetector'),
          ...of('config', 'StopConfigurationRecorder DeleteConfigurationRecorder DeleteDeliveryChannel'),
          ...of('securityhub', 'DisableSecurityHub'),
          ...of('access-analyzer', 'DeleteAnalyzer'),
        ],
        on: 'anything',
      },
    ],
  },
]

function onAny(actions: readonly string[], ...others: readonly (readonly string[])[]): Way {
  return { actions, on: 'any', with: others }
}
