import { describe, expect, test } from 'vitest'
import { actionId, reference } from './reference.ts'
import { extentsOf, reachOf } from './resource.ts'
import { encodedVariables } from './variables.ts'

function widest(action: string, pattern: string): string {
  const reach = reachOf(encodedVariables(pattern))
  const found = extentsOf(reach, reference().actions[actionId(action)]!).map(({ breadth }) => breadth)
  return ['any', 'named', 'own'].find((breadth) => found.some((one) => one === breadth)) ?? ''
}

describe('how far a resource pattern reaches', () => {
  test.for([
    ['iam:PassRole', '*', 'any'],
    ['iam:PassRole', '***', 'any'],
    ['iam:PassRole', 'arn:aws:iam::111122223333:role/*', 'any'],
    ['iam:PassRole', 'arn:aws:iam::111122223333:role/ab*', 'any'],
    ['iam:PassRole', 'arn:aws:iam::111122223333:role/abc*', 'named'],
    ['iam:PassRole', 'arn:aws:iam::111122223333:role/*e*r*a*', 'any'],
    ['iam:PassRole', 'arn:aws:iam::*:ro*', 'any'],
    ['iam:PassRole', 'arn:aws:iam::*:*/ab', 'any'],
    ['iam:PassRole', 'arn:aws:iam::*:*/abc', 'named'],
    ['iam:PassRole', 'arn:*:i?m:*:*:*', 'any'],
    ['iam:PassRole', 'arn:aws:*:*:*:*', 'any'],
    ['iam:PassRole', 'arn:aws:${aws:PrincipalTag/service}:*:*:*', 'any'],
    ['iam:PassRole', 'arn:aws:iam::111122223333:user/*', ''],
    ['iam:CreateAccessKey', 'arn:aws:iam::*:user/${aws:username}', 'own'],
    ['iam:CreateAccessKey', 'arn:aws:iam::*:user/${AWS:PrincipalTag/Owner}-x', 'own'],
    // Without such a variable in the session the default names somebody.
    ['iam:CreateAccessKey', "arn:aws:iam::*:user/${aws:username, 'nobody'}", 'named'],
    ['s3:GetObject', 'arn:aws:s3:::${s3:prefix}/*', 'named'],
    ['s3:GetObject', 'arn:aws:s3:::*/reports/*', 'any'],
    ['s3:GetObject', 'arn:aws:s3:::reports/*', 'named'],
    ['s3:GetObject', 'arn:aws:s3:::reports', ''],
    ['s3:PutBucketPolicy', 'arn:aws:s3:::reports/*', ''],
    ['s3:PutBucketPolicy', 'arn:aws:s3:::*', 'any'],
    ['rds-db:connect', 'arn:aws:rds-db:*:*:dbuser:*/*', 'any'],
    ['logs:DeleteLogStream', 'arn:aws:logs:*:*:log-group:*:log-stream:*', 'any'],
    ['glue:CreateDevEndpoint', 'arn:aws:glue:*:*:*', ''],
    ['glue:CreateDevEndpoint', '*', 'any'],
    ['ssm:StartSession', 'arn:aws:ec2:*:*:instance/i-0*', 'any'],
    ['ssm:StartSession', 'arn:aws:ec2:*:*:instance/i-0abc*', 'named'],
    ['ssm:StartSession', 'arn:aws:ec2:*:*:instance/i-0123456789abcdef0', 'named'],
    // What an action can do without does not count.
    ['ec2:ModifyInstanceAttribute', 'arn:aws:ec2:*:*:instance/*', 'any'],
    ['ec2:ModifyInstanceAttribute', 'arn:aws:ec2:*:*:volume/*', ''],
  ] as const)('%s on %s: %s', ([action, pattern, expected]) => {
    expect(widest(action, pattern)).toBe(expected)
  })
})
