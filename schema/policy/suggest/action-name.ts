import { reference } from '../meaning/reference.ts'

/** What was denied, by IAM's name where the data knows it. */
export interface NamedAction {
  readonly name: string
  readonly id: number | null
}

/** IAM's spelling of an action that a message or the console names: `s3:ListBuckets` is `s3:ListAllMyBuckets`. */
export function actionNamed(written: string): NamedAction {
  const [service = '', operation = ''] = written.trim().split(':')
  const key = service.toLowerCase()
  const prefix = Object.hasOwn(prefixes, key) ? prefixes[key]! : key
  const name = `${prefix}:${operation}`
  const id = idOf(name) ?? idOf(operations[name.toLowerCase()] ?? '') ?? idOf(withoutVersion(name))
  return id === null ? { name, id } : { name: reference().actions[id]!.name, id }
}

function idOf(name: string): number | null {
  const [service = '', action = ''] = name.toLowerCase().split(':')
  return reference().byKey.get(service)?.actions.get(action) ?? null
}

/** CloudTrail's `GetFunction20150331v2`. */
function withoutVersion(name: string): string {
  return name.replace(/\d{8}(?:v\d+)?$/i, '')
}

/** Where the console or an API's endpoint calls a service otherwise than IAM. */
const prefixes: Readonly<Record<string, string>> = {
  awss3: 's3',
  monitoring: 'cloudwatch',
  email: 'ses',
  sesv2: 'ses',
  elbv2: 'elasticloadbalancing',
  elb: 'elasticloadbalancing',
  elasticloadbalancingv2: 'elasticloadbalancing',
  stepfunctions: 'states',
  efs: 'elasticfilesystem',
  opensearch: 'es',
  emr: 'elasticmapreduce',
  eventbridge: 'events',
  'cognito-identity-provider': 'cognito-idp',
  resourcegroupstaggingapi: 'tag',
  ce: 'ce',
}

/** Operations whose permission has another name. Service Authorization Reference; Amazon S3 User Guide: "Required permissions for API operations". */
const operations: Readonly<Record<string, string>> = {
  's3:listbuckets': 's3:ListAllMyBuckets',
  's3:listobjects': 's3:ListBucket',
  's3:listobjectsv2': 's3:ListBucket',
  's3:headbucket': 's3:ListBucket',
  's3:headobject': 's3:GetObject',
  's3:selectobjectcontent': 's3:GetObject',
  's3:listobjectversions': 's3:ListBucketVersions',
  's3:listmultipartuploads': 's3:ListBucketMultipartUploads',
  's3:listparts': 's3:ListMultipartUploadParts',
  's3:copyobject': 's3:PutObject',
  's3:createmultipartupload': 's3:PutObject',
  's3:uploadpart': 's3:PutObject',
  's3:uploadpartcopy': 's3:PutObject',
  's3:completemultipartupload': 's3:PutObject',
  's3:deleteobjects': 's3:DeleteObject',
  's3:getbucketencryption': 's3:GetEncryptionConfiguration',
  's3:putbucketencryption': 's3:PutEncryptionConfiguration',
  's3:deletebucketencryption': 's3:PutEncryptionConfiguration',
  's3:getbucketlifecycleconfiguration': 's3:GetLifecycleConfiguration',
  's3:getbucketlifecycle': 's3:GetLifecycleConfiguration',
  's3:putbucketlifecycleconfiguration': 's3:PutLifecycleConfiguration',
  's3:deletebucketlifecycle': 's3:PutLifecycleConfiguration',
  's3:getbucketreplication': 's3:GetReplicationConfiguration',
  's3:putbucketreplication': 's3:PutReplicationConfiguration',
  's3:getbucketaccelerateconfiguration': 's3:GetAccelerateConfiguration',
  's3:getbucketnotificationconfiguration': 's3:GetBucketNotification',
  's3:putbucketnotificationconfiguration': 's3:PutBucketNotification',
  's3:getbucketinventoryconfiguration': 's3:GetInventoryConfiguration',
  's3:getbucketmetricsconfiguration': 's3:GetMetricsConfiguration',
  's3:getbucketanalyticsconfiguration': 's3:GetAnalyticsConfiguration',
  's3:getbucketcors': 's3:GetBucketCORS',
  's3:getobjectlockconfiguration': 's3:GetBucketObjectLockConfiguration',
  's3:getpublicaccessblock': 's3:GetBucketPublicAccessBlock',
  's3:putpublicaccessblock': 's3:PutBucketPublicAccessBlock',
  'lambda:invoke': 'lambda:InvokeFunction',
  'lambda:invokeasync': 'lambda:InvokeAsync',
  'kms:reencrypt': 'kms:ReEncryptFrom',
  'dynamodb:executestatement': 'dynamodb:PartiQLSelect',
  'dynamodb:transactgetitems': 'dynamodb:GetItem',
  'dynamodb:transactwriteitems': 'dynamodb:PutItem',
  'cloudtrail:listtrailsbyname': 'cloudtrail:ListTrails',
  'ses:sendbulkemail': 'ses:SendBulkTemplatedEmail',
}
