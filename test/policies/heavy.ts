/** Documents within the limits that a careless reader would take long over; each to be compared with `ordinary`. */
export const heavy: Readonly<Record<string, string>> = {
  'stars and letters in one action': policy([allow([`s3:${'*a'.repeat(4_900)}b`])]),
  'many actions of stars and letters': policy([allow(repeated(230, (n) => `s3:${'*e'.repeat(15)}${n}x`))]),
  'question marks': policy([allow(repeated(320, (n) => `iam:${'?'.repeat(20)}${n % 7}*`))]),
  'a star for every action, many times': policy([allow(repeated(1_600, () => '*:*'))]),
  'all services, many times': policy([allow(repeated(1_100, () => '*:*e*'))]),
  'statements of NotAction': policy(
    repeated(125, (n) => ({ Effect: 'Allow', NotAction: `s3:*${n}`, Resource: `arn:aws:s3:::b${n}/*` })),
  ),
  'as many Deny as Allow': policy([
    ...repeated(60, (n) => allow(['*:*'], `arn:aws:s3:::allowed-${n}*`)),
    ...repeated(60, (n) => ({ ...allow(['*:*'], `arn:aws:s3:::denied-${n}*`), Effect: 'Deny' })),
  ]),
  'resources of stars': policy([
    allow(
      ['iam:PassRole', 'lambda:*'],
      ...repeated(165, (n) => `arn:aws:iam::*:role/${'*a'.repeat(15)}${n}`),
    ),
  ]),
  'Deny of stars over Allow of stars': policy([
    allow(['iam:*'], ...repeated(82, (n) => `arn:aws:iam::*:role/${'*a'.repeat(15)}${n}`)),
    {
      ...allow(['iam:*'], ...repeated(82, (n) => `arn:aws:iam::*:role/${'a*'.repeat(15)}${n}`)),
      Effect: 'Deny',
    },
  ]),
  'names of stars and tags': policy([
    {
      ...allow(['iam:*', 'sts:*'], ...repeated(140, (n) => `arn:aws:iam::*:*${'a?d*i'.repeat(8)}${n}`)),
      Condition: { StringLike: { 'aws:ResourceTag/team': 'blue' } },
    },
  ]),
  'one name of stars': policy([allow(['iam:*', 'sts:*'], `arn:aws:iam::*:role/${'a*d?'.repeat(2_400)}`)]),
  'any service': policy([allow(['*:*'], ...repeated(400, (n) => `arn:aws:*:*:*:*a${n}*`))]),
  'defaults of variables': policy([
    allow(['iam:*'], ...repeated(200, (n) => `arn:aws:iam::*:role/\${aws:username, '*${n}'}*`)),
  ]),
  'one long word': policy([allow([`s3:${'a'.repeat(10_000)}`])]),
  'many conditions': policy([
    {
      ...allow(['s3:GetObject']),
      Condition: { StringLike: Object.fromEntries(repeated(400, (n) => [`aws:key${n}`, '*a*b*c*'])) },
    },
  ]),
  'deep lists': '['.repeat(5_000) + ']'.repeat(5_000),
  'deep objects': '{"a":'.repeat(1_600) + '1' + '}'.repeat(1_600),
  'escapes only': policy([allow([`s3:${'\\u0041'.repeat(1_600)}`])]).replaceAll('\\\\u', '\\u'),
}

/** What people write: a dozen services, named resources, some wildcards; about as long as the limit allows. */
export const ordinary: string = policy(
  repeated(58, (n) => ({
    Sid: `Part${n}`,
    Effect: n % 9 === 8 ? 'Deny' : 'Allow',
    Action: [['s3:GetObject', 's3:Put*'], ['dynamodb:Query'], ['ec2:Describe*'], ['logs:*']][n % 4]!,
    Resource: [`arn:aws:s3:::reports-${n}/*`, `arn:aws:dynamodb:eu-west-1:111122223333:table/orders-${n}`],
  })),
)

interface Part {
  readonly Effect: string
  readonly [element: string]: unknown
}

function policy(statements: readonly Part[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements })
}

function allow(actions: readonly string[], ...resources: readonly string[]): Part {
  return { Effect: 'Allow', Action: actions, Resource: resources.length > 0 ? resources : '*' }
}

function repeated<T>(times: number, make: (n: number) => T): T[] {
  return Array.from({ length: times }, (_, n) => make(n))
}
