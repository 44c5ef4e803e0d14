import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decide, type Statement } from '../dev/aws-sandbox/policy.ts'
import { like } from '../dev/aws-sandbox/wildcard.ts'
import { statementsOf } from '../schema/policy/suggest/statements.ts'
import { verdictOn } from '../schema/policy/suggest/verdict.ts'

// Two judges that share no code: what suggests, and the sandbox. Whatever the conditions turn out to be, they agree.

const actions = ['s3:GetObject', 's3:PutObject', 'sqs:SendMessage'] as const
const resources = [
  'arn:aws:s3:::a',
  'arn:aws:s3:::a/b',
  'arn:aws:s3:::ab',
  'arn:aws:sqs:eu-west-1:1:q',
  '*',
] as const
const actionPatterns = [
  '*',
  's3:*',
  's3:Get*',
  'S3:?etObject',
  's3:putobject',
  'sqs:SendMessage',
  '*:*Object',
]
const resourcePatterns = [
  '*',
  ...resources,
  'arn:aws:s3:::a/*',
  'arn:aws:s3:::*',
  'arn:aws:s3:::?',
  'arn:*:q',
]

const oneOrMore = (patterns: readonly string[]) =>
  fc.oneof(
    fc.constantFrom(...patterns),
    fc.uniqueArray(fc.constantFrom(...patterns), { minLength: 1, maxLength: 3 }),
  )
const statement: fc.Arbitrary<Statement> = fc
  .record({
    Effect: fc.constantFrom('Allow' as const, 'Allow' as const, 'Deny' as const),
    action: oneOrMore(actionPatterns),
    resource: oneOrMore(resourcePatterns),
    exceptActions: fc.boolean(),
    exceptResources: fc.boolean(),
    isConditional: fc.boolean(),
  })
  .map(({ Effect, action, resource, exceptActions, exceptResources, isConditional }) => ({
    Effect,
    ...(exceptActions ? { NotAction: action } : { Action: action }),
    ...(exceptResources ? { NotResource: resource } : { Resource: resource }),
    ...(isConditional && { Condition: { StringEquals: { 'aws:principalaccount': 'x' } } }),
  }))

const said = { allows: 0, 'may-allow': 0, refuses: 0 }

test('both say the same of any statements, whatever the conditions turn out to be', () => {
  const wish = fc.record({ action: fc.constantFrom(...actions), resource: fc.constantFrom(...resources) })
  fc.assert(
    fc.property(fc.array(statement, { maxLength: 4 }), wish, (Statement, { action, resource }) => {
      const verdict = verdictOn(statementsOf([JSON.stringify({ Statement })]), { action, resource })
      const judged = [{}, { 'aws:principalaccount': 'x' }].map(
        (context) => decide([{ name: 'p', Statement }], action, resource, context).effect === 'allow',
      )
      said[verdict] += 1
      if (verdict === 'allows') expect(judged).toEqual([true, true])
      // To us `*` is every resource, to the sandbox what an action without resources is on.
      if (verdict === 'refuses' && resource !== '*') expect(judged).toEqual([false, false])
    }),
    { numRuns: 5_000 },
  )
  // Each was said often: some 550, 580 and 3,870 times, give or take 25 by chance.
  for (const verdict of Object.values(said)) expect(verdict).toBeGreaterThan(300)
})

test('what it says to allow of a pattern, the other allows of each that the pattern means', () => {
  const wish = fc.record({
    action: fc.constantFrom(...actions),
    pattern: fc.constantFrom('arn:aws:s3:::a*', 'arn:aws:s3:::*', 'arn:aws:s3:::a/*', '*'),
  })
  let allowed = 0
  fc.assert(
    fc.property(fc.array(statement, { maxLength: 4 }), wish, (Statement, { action, pattern }) => {
      const verdict = verdictOn(statementsOf([JSON.stringify({ Statement })]), { action, resource: pattern })
      if (verdict !== 'allows') return
      allowed += 1
      for (const resource of resources.filter((one) => like(pattern, one)))
        for (const context of [{}, { 'aws:principalaccount': 'x' }])
          expect(decide([{ name: 'p', Statement }], action, resource, context).effect).toBe('allow')
    }),
    { numRuns: 5_000 },
  )
  expect(allowed).toBeGreaterThan(200)
})
