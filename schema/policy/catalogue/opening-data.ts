import { of, type Row, type Tame, type Way } from './row.ts'

const publicAcls = ['public-read', 'public-read-write', 'authenticated-read']

/** The exposures by which others are let in: a named resource is enough. */
export const openings: readonly Row[] = [
  exposure(
    'share-snapshot',
    'Can give a copy of a disk or database to another account, or to everybody.',
    [
      anything([
        ...of('ec2', 'ModifySnapshotAttribute ModifyImageAttribute'),
        ...of('rds', 'ModifyDBSnapshotAttribute ModifyDBClusterSnapshotAttribute'),
        ...of('redshift', 'AuthorizeSnapshotAccess'),
      ]),
    ],
    [{ key: 'ec2:Add/userId' }],
  ),
  exposure(
    'public-bucket',
    'Can open a bucket or its objects to everybody.',
    [
      anything([
        ...of('s3', 'PutBucketPolicy PutBucketAcl PutBucketPublicAccessBlock'),
        ...of('s3', 'PutAccountPublicAccessBlock PutAccessPointPolicy'),
      ]),
      { actions: of('s3', 'PutObjectAcl PutObjectVersionAcl'), on: 'any' },
    ],
    [
      {
        key: 's3:x-amz-acl',
        says: (value) => !/[*?$]/.test(value) && !publicAcls.includes(value.toLowerCase()),
      },
    ],
  ),
  exposure(
    'public-function',
    'Can let everybody, or another account, call a function.',
    [
      anything(
        of(
          'lambda',
          'AddPermission AddLayerVersionPermission CreateFunctionUrlConfig UpdateFunctionUrlConfig',
        ),
      ),
    ],
    [{ key: 'lambda:Principal' }, { key: 'lambda:FunctionUrlAuthType', says: is('AWS_IAM') }],
  ),
  exposure('public-repository', 'Can let everybody, or another account, pull or replace images.', [
    anything([
      ...of('ecr', 'SetRepositoryPolicy PutRegistryPolicy'),
      ...of('ecr-public', 'SetRepositoryPolicy'),
    ]),
  ]),
  exposure('public-queue', 'Can open a queue or topic to everybody.', [
    anything([
      ...of('sqs', 'AddPermission SetQueueAttributes'),
      ...of('sns', 'AddPermission SetTopicAttributes'),
    ]),
  ]),
  exposure('change-key-policy', 'Can decide who may use a key.', [anything(of('kms', 'PutKeyPolicy'))]),
  exposure(
    'grant-key',
    'Can lend a key to another account or principal.',
    [anything(of('kms', 'CreateGrant'))],
    [
      { key: 'kms:GrantIsForAWSResource', says: is('true') },
      { key: 'kms:GranteePrincipal' },
      { key: 'kms:ViaService' },
    ],
  ),
  exposure(
    'open-resource-policy',
    'Can open stored data to another account by its own policy.',
    [
      anything([
        ...of('secretsmanager', 'PutResourcePolicy'),
        ...of('ssm', 'PutResourcePolicy'),
        ...of('dynamodb', 'PutResourcePolicy'),
        ...of('kinesis', 'PutResourcePolicy'),
        ...of('glue', 'PutResourcePolicy'),
        ...of('logs', 'PutResourcePolicy'),
        ...of('events', 'PutPermission'),
        ...of('backup', 'PutBackupVaultAccessPolicy'),
        ...of('glacier', 'SetVaultAccessPolicy'),
        ...of('elasticfilesystem', 'PutFileSystemPolicy'),
        ...of('codeartifact', 'PutRepositoryPermissionsPolicy PutDomainPermissionsPolicy'),
        ...of('acm-pca', 'PutPolicy'),
      ]),
    ],
    [{ key: 'secretsmanager:BlockPublicPolicy', says: is('true') }],
  ),
  exposure(
    'share-resources',
    'Can share resources with another account.',
    [anything(of('ram', 'CreateResourceShare AssociateResourceShare UpdateResourceShare'))],
    [{ key: 'ram:RequestedAllowsExternalPrincipals', says: is('false') }, { key: 'ram:Principal' }],
  ),
]

function exposure(id: string, because: string, raisedBy: readonly Way[], unless: readonly Tame[] = []): Row {
  return { id, severity: 'exposure', because, raisedBy, unless }
}

function anything(actions: readonly string[]): Way {
  return { actions, on: 'anything' }
}

function is(wanted: string): (value: string) => boolean {
  return (value) => value.toLowerCase() === wanted.toLowerCase()
}
