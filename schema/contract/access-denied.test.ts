import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseAccessDenied, type AccessDenied } from './access-denied.ts'

interface Sample {
  readonly text: string
  readonly expect: AccessDenied
  readonly kind: string
}

const fixtures = join(import.meta.dirname, '../../test/fixtures')
const linesOf = (file: string): unknown[] =>
  readFileSync(join(fixtures, file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown)
const samples = ['access-denied.jsonl', 'access-denied-more.jsonl'].flatMap(linesOf) as Sample[]
const sentences = samples.filter(({ expect: meant }) => meant.action && meant.reason)

test.each(samples)('$kind: reads $text', ({ text, expect: meant }) => {
  expect(parseAccessDenied(text)).toEqual(meant)
})

test.each(linesOf('access-granted.jsonl') as string[])('is no denial: %s', (text) => {
  expect(parseAccessDenied(text)).toBeNull()
})

/** One denial and what it means, from parts of every kind. */
const part = (unit: string) =>
  fc.string({ unit: fc.constantFrom(...unit.split('')), minLength: 1, maxLength: 12 })
const letters = 'abcdefghijklmnopqrstuvwxyz'
const name = part(`${letters}ABCXYZ0189_-`)
const account = fc.string({ unit: fc.constantFrom(...'0123456789'.split('')), minLength: 12, maxLength: 12 })
const partition = fc.constantFrom('aws', 'aws-cn', 'aws-us-gov', 'aws-eusc')
const service = fc.constantFrom('ec2', 's3', 'iam', 'execute-api', 'ds-data', 'sso-directory')
const operation = fc.tuple(part('ABCDEFG'), part(letters)).map((both) => both.join(''))
const policy = fc.constantFrom(
  ['identity-based policy', 'identity_policy'],
  ['resource-based policy', 'resource_policy'],
  ['service control policy', 'scp'],
  ['resource control policy', 'rcp'],
  ['VPC endpoint policy', 'vpce_policy'],
  ['permissions boundary', 'boundary'],
  ['session policy', 'session_policy'],
  ['role trust policy', 'trust_policy'],
)
const parts = fc.record({
  partition,
  account,
  set: name,
  session: name,
  service,
  operation,
  policy,
  item: name,
})
type Parts = typeof parts extends fc.Arbitrary<infer P> ? P : never

function denialOf(p: Parts): Sample {
  const roleName = `AWSReservedSSO_${p.set}_0123456789abcdef`
  const principalArn = `arn:${p.partition}:sts::${p.account}:assumed-role/${roleName}/${p.session}@example.com`
  const resource = `arn:${p.partition}:${p.service}:eu-central-1:${p.account}:thing/${p.item}`
  const [words = '', reason = ''] = p.policy
  const action = `${p.service}:${p.operation}`
  const who = { principalArn, accountId: p.account, roleName, permissionSet: p.set }
  return {
    kind: 'made',
    text: `User: ${principalArn} is not authorized to perform: ${action} on resource: ${resource} because no ${words} allows the ${action} action`,
    expect: { ...who, action, resource, reason: `implicit_${reason}` as 'implicit_scp' },
  }
}

describe('what stands around a message does not matter', () => {
  const wrappers: Record<string, (text: string) => string> = {
    'lines instead of spaces': (text) => text.replaceAll(' ', '\n'),
    'indented lines': (text) => text.replaceAll(' ', '\r\n\t  '),
    'spaces that do not break': (text) => text.replaceAll(' ', '\u00A0'),
    'a quotation': (text) => `> ${text.replaceAll(' ', '\n> ')}`,
    'a box of Terraform': (text) => `╷\n│ Error: ${text}\n│ \n│   with aws_instance.x,\n╵`,
    colours: (text) => `\u001B[31m\u001B[1mError: \u001B[0m${text}\u001B[0m`,
    'every word coloured': (text) => text.replaceAll(/\S+/g, '\u001B[1m$&\u001B[0m'),
    JSON: (text) => JSON.stringify({ Message: text }),
    'JSON in JSON': (text) =>
      JSON.stringify({ log: JSON.stringify({ errorMessage: text, code: 403 }, null, 2) }),
    XML: (text) => `<Error><Code>AccessDenied</Code><Message>${text}</Message><HostId>x</HostId></Error>`,
    'escaped XML': (text) => `&lt;Message&gt;${text}&lt;/Message&gt;&lt;HostId&gt;x`,
    'output of the CLI': (text) =>
      `$ aws x y\n\nAn error occurred (AccessDenied) when calling the X operation: ${text}\n$ `,
    'output of CloudFormation': (text) =>
      `Resource handler returned message: "${text} (Service: X, Status Code: 403, Request ID: 1)"`,
    'a stack trace': (text) => `Exception in thread "main" x.y.Z: ${text}\n    at x.y.Z.run(Z.java:1)`,
    'a sentence': (text) => `Yesterday it said “${text}”. Why?`,
  }

  test.each(Object.entries(wrappers))('%s', (_, wrap) => {
    fc.assert(
      fc.property(parts, (drawn) => {
        const { text, expect: meant } = denialOf(drawn)
        expect(parseAccessDenied(wrap(text))).toEqual(meant)
      }),
      { numRuns: 60 },
    )
  })

  test('words of other things before and behind', () => {
    const noise = fc.lorem({ maxCount: 30 })
    fc.assert(
      fc.property(parts, noise, noise, (drawn, before, behind) => {
        const { text, expect: meant } = denialOf(drawn)
        expect(parseAccessDenied(`${before} ${text}\n${behind}`)).toEqual(meant)
      }),
    )
  })
})

describe('the parts of a message come back', () => {
  test('an ARN agrees with the fields read out of it', () => {
    fc.assert(
      fc.property(parts, (drawn) => {
        const read = parseAccessDenied(denialOf(drawn).text)
        expect(read?.principalArn).toContain(`:${read?.accountId}:assumed-role/${read?.roleName}/`)
        expect(read?.roleName).toContain(`AWSReservedSSO_${read?.permissionSet}_`)
      }),
    )
  })

  test('two denials are counted, the same one twice is not', () => {
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        const [first, second] = [denialOf(one), denialOf({ ...other, item: `${one.item}x` })]
        expect(parseAccessDenied(`${first.text}, ${second.text}`)).toEqual({ ...first.expect, count: 2 })
        expect(parseAccessDenied(`${first.text}\n${first.text}`)).toEqual(first.expect)
      }),
    )
  })

  test('a denial without a reason does not take the next one’s', () => {
    fc.assert(
      fc.property(
        parts,
        parts,
        fc.constantFrom('\n', '. ', ', ', '\n\tstatus code: 403\n'),
        (one, other, between) => {
          const { text, expect: meant } = denialOf(one)
          const bare = text.slice(0, text.indexOf(' because'))
          const { reason: _reason, ...rest } = meant
          expect(parseAccessDenied(bare)).toEqual(rest)
          const both = parseAccessDenied(bare + between + denialOf({ ...other, item: `${one.item}x` }).text)
          expect(both).toEqual({ ...rest, count: 2 })
        },
      ),
    )
  })

  test('console blocks one after the other are counted by what they name', () => {
    const block = (item: string) =>
      `User: arn:aws:iam::111122223333:user/mary\nAction: sqs:SendMessage\nOn resource(s): arn:aws:sqs:::${item}\nContext: no identity-based policy allows the action\n`
    expect(parseAccessDenied(block('a') + block('b'))).toMatchObject({
      resource: 'arn:aws:sqs:::a',
      count: 2,
    })
    expect(parseAccessDenied(block('a') + block('a'))).not.toHaveProperty('count')
  })

  test('however many words stand before, a broken ARN is put together', () => {
    const text =
      'User: arn:aws:iam::111122223333:\nuser/\nmary is not authorized to perform: s3:GetObject because no session policy'
    for (let words = 980; words < 1_020; words += 1)
      expect(parseAccessDenied('so '.repeat(words) + text)).toMatchObject({
        principalArn: 'arn:aws:iam::111122223333:user/mary',
        reason: 'implicit_session_policy',
      })
  })

  test('another service’s action is named as missing, a misspelt one is not', () => {
    const said = (missing: string) =>
      parseAccessDenied(
        `User: x is not authorized to perform: ec2:A because no identity-based policy allows the ${missing} action`,
      )
    expect(said('vpce:B')).toHaveProperty('missingAction', 'vpce:B')
    expect(said('ec2:AA')).not.toHaveProperty('missingAction')
  })

  // A masked or short number is no account, so only samples with a whole one take part.
  const withAccount = sentences.filter(({ expect: meant }) => meant.accountId === '111122223333')
  test.each(withAccount)('another account: $text', ({ text, expect: meant }) => {
    const moved = (value: string) => value.replaceAll('111122223333', '998877665544')
    const whole = !text.includes('11112222\n')
    if (whole) expect(parseAccessDenied(moved(text))).toEqual(JSON.parse(moved(JSON.stringify(meant))))
  })

  test.each(sentences)('another operation: $text', ({ text, expect: meant }) => {
    const [named = ''] = meant.action!.split(':').slice(1)
    const read = parseAccessDenied(text.replaceAll(named, 'ProbeSomething'))
    expect(read?.action).toBe(meant.action!.replace(named, 'ProbeSomething'))
    expect(read?.reason).toBe(meant.reason)
  })

  const withRole = sentences.filter(({ expect: meant }) => meant.roleName && !meant.permissionSet)
  test.each(withRole)('a role of IAM Identity Center: $text', ({ text, expect: meant }) => {
    const role = 'AWSReservedSSO_Some_Set-2_00112233aabbccdd'
    if (text.split(meant.roleName!).length > 2 || !text.includes(meant.roleName!)) return
    const read = parseAccessDenied(text.replace(meant.roleName!, role))
    expect(read).toMatchObject({ roleName: role, permissionSet: 'Some_Set-2', action: meant.action })
  })
})

describe('any text at all', () => {
  const vocabulary = fc.constantFrom(
    ...'User: arn:aws:iam::1:user/x is not authorized to perform: s3:GetObject on resource: " * because no'.split(
      ' ',
    ),
    ...'identity-based policy allows the action with an explicit deny in a permissions boundary: \n'.split(
      ' ',
    ),
    ...'Action: Context: Service: API: Encoded authorization failure message: access denied to \\" &quot; [ ]'.split(
      ' ',
    ),
  )
  const scrambled = fc.array(fc.oneof(vocabulary, fc.string({ unit: 'binary' })), { maxLength: 60 })

  test('is read without throwing, and the same way twice', () => {
    fc.assert(
      fc.property(scrambled, fc.constantFrom(' ', '', '\n'), (words, between) => {
        const text = words.join(between)
        expect(parseAccessDenied(text)).toEqual(parseAccessDenied(text))
      }),
      { numRuns: 2_000 },
    )
  })

  test('is cut anywhere without throwing, and never names a longer thing than the whole', () => {
    for (const { text, expect: meant } of samples)
      for (let end = 0; end < text.length; end += 23) {
        const action = parseAccessDenied(text.slice(0, end))?.action ?? ''
        if (meant.action)
          expect(action.length).toBeLessThanOrEqual(meant.action.length + 'ListAllMyBuckets'.length)
      }
  })

  const start =
    'User: arn:aws:iam::111122223333:user/mary is not authorized to perform: s3:GetObject on resource: '
  const adversaries: Record<string, string> = {
    'one word': 'a',
    'blank lines': ' \n',
    backslashes: '\\',
    'open tags': '</',
    'open colours': '\u001B[1;',
    'open quotes': `${start}"x `,
    'sentences that never end': start,
    'words that begin a sentence': 'User: arn:aws:iam::1:user/x is not ',
    'half a sentence': 'not authorized to perform: ',
    'causes of nothing': 'because no identity-based policy allows the ',
    denials: 'with an explicit deny in a ',
    labels: 'Action: a:B Context: ',
    'full-width colons': '：',
    headings: "You don't have permissions to ",
    'long words after each sentence': `${start}${'x'.repeat(2_000)} `,
  }

  test.each(Object.entries(adversaries))('twice the text takes at most 2.5 times as long: %s', (_, unit) => {
    const half = unit.repeat(Math.ceil(500_000 / unit.length))
    expect(leastRatio(half, half + half)).toBeLessThanOrEqual(2.5)
  })

  test('one endless name, quoted or not, takes at most 2.5 times as long when twice as long', () => {
    for (const before of [
      start,
      `${start}"`,
      'User: arn:aws:iam::1:role/',
      'Access denied to ',
      'Context: no ',
    ])
      expect(leastRatio(before + 'x)/'.repeat(160_000), before + 'x)/'.repeat(320_000))).toBeLessThanOrEqual(
        2.5,
      )
  })
})

/** The quickest of several runs, of this thread's own time: what others do on the machine does not count. */
function leastRatio(half: string, whole: string): number {
  let least = Number.POSITIVE_INFINITY
  let quickest = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY] as [number, number]
  for (let round = 0; round < 40 && least > 2.5; round += 1) {
    quickest = [Math.min(quickest[0], timeOf(half)), Math.min(quickest[1], timeOf(whole))]
    least = quickest[1] / Math.max(quickest[0], 2_000)
  }
  return least
}

/** In microseconds; below two milliseconds the clock is too coarse. */
function timeOf(text: string): number {
  const before = process.threadCpuUsage()
  parseAccessDenied(text)
  return process.threadCpuUsage(before).user
}
