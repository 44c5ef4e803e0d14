import { of, type Row, type Tame } from './row.ts'

/** The exposures by which data leaves with the person who asks. */
export const readings: readonly Row[] = [
  onAny('read-all-objects', 'Can read every object in every bucket.', of('s3', 'GetObject GetObjectVersion')),
  onAny('read-all-secrets', 'Can read every secret.', of('secretsmanager', 'GetSecretValue')),
  onAny(
    'read-all-parameters',
    'Can read every parameter, secret ones too.',
    of('ssm', 'GetParameter GetParameters GetParametersByPath GetParameterHistory'),
  ),
  {
    ...onAny('read-all-tables', 'Can read every DynamoDB table.', []),
    raisedBy: [
      {
        actions: of('dynamodb', 'GetItem BatchGetItem Query Scan PartiQLSelect'),
        on: 'any',
        // An index holds the table's items.
        types: ['table', 'index'],
      },
    ],
  },
  onAny('decrypt-any-key', 'Can decrypt with every key.', of('kms', 'Decrypt ReEncryptFrom'), [
    { key: 'kms:ViaService' },
    { key: 'kms:EncryptionContext:' },
    { key: 'kms:ResourceAliases' },
  ]),
  onAny('connect-any-database', 'Can sign in to every database.', [
    ...of('rds-db', 'connect'),
    ...of('redshift', 'GetClusterCredentials GetClusterCredentialsWithIAM'),
    ...of('redshift-serverless', 'GetCredentials'),
  ]),
  onAny('copy-data-out', 'Can copy stored data to a place of their choosing.', [
    ...of('rds', 'StartExportTask'),
    ...of('dynamodb', 'ExportTableToPointInTime'),
    ...of('ec2', 'CreateStoreImageTask ExportImage CreateInstanceExportTask'),
    ...of('s3', 'PutReplicationConfiguration'),
    ...of('ebs', 'GetSnapshotBlock'),
  ]),
]

function onAny(id: string, because: string, actions: readonly string[], unless: readonly Tame[] = []): Row {
  return { id, severity: 'exposure', because, raisedBy: [{ actions, on: 'any' }], unless }
}
