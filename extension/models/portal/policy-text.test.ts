import { describe, expect, test } from 'vitest'
import { mendedPolicy } from './mend-policy.ts'
import { lineOf, offsetOf, statementSpans } from './policy-text.ts'

const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }
const policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })

describe('a pasted text that was meant to be a policy', () => {
  test.each([
    ['typographic quotes', policy.replaceAll('"', '”').replace('”', '“'), ['quotes']],
    ['single quotes', policy.replaceAll('"', "'"), ['quotes']],
    ['a comma at an end', policy.replace('"*"}', '"*",\n}'), ['comma']],
    ['hard spaces', policy.replaceAll(',', ',\u00a0'), ['spaces']],
    ['several of them', policy.replaceAll('"', '“').replace('}]', '},]'), ['quotes', 'comma']],
  ])('with %s is one without', (_what, text, slips) => {
    const mended = mendedPolicy(text)
    expect(mended?.slips).toEqual(slips)
    expect(JSON.parse(mended!.text)).toEqual(JSON.parse(policy))
  })

  test.each([
    ['as the command line prints it', { PolicyDocument: JSON.parse(policy), PolicyName: 'x' }],
    ['a version of one', { PolicyVersion: { Document: JSON.parse(policy), VersionId: 'v1' } }],
    ['encoded for an address', { PolicyDocument: encodeURIComponent(policy) }],
    ['as a text within', { PolicyDocument: policy }],
  ])('is taken out of what is around it: %s', (_what, around) => {
    const mended = mendedPolicy(JSON.stringify(around))
    expect(mended?.slips).toEqual(['wrapper'])
    expect(JSON.parse(mended!.text)).toEqual(JSON.parse(policy))
  })

  test.each([
    ['a sound one', policy],
    ['one whose own texts have such quotes', policy.replace('"*"', '"arn:aws:s3:::it’s “mine”, ok"')],
    ['one cut off', policy.slice(0, -3)],
    ['no policy at all', '{"a": 1}'],
    ['nothing', ''],
  ])('is left alone: %s', (_what, text) => {
    expect(mendedPolicy(text)).toBe(null)
  })

  test('what stands in quotes stays as it is', () => {
    const mended = mendedPolicy('{“Statement”: [{“Sid”: “a, ]b”, “Action”: “it’s \\\\”,}]}')
    expect(JSON.parse(mended!.text)).toEqual({ Statement: [{ Sid: 'a, ]b', Action: 'it’s \\' }] })
  })
})

describe('where a statement stands', () => {
  const spans = (text: string) => statementSpans(text).map(({ from, to }) => text.slice(from, to))
  test('one by one, whatever is in them', () => {
    const second = '{"Sid": "}{\\"", "Condition": {"Bool": {"a": ["true"]}}}'
    expect(spans(`{"Version": "Statement", "Statement": [{"a": [{}]}, ${second}], "Id": "x"}`)).toEqual([
      '{"a": [{}]}',
      second,
    ])
  })
  test('a single one without a list; none where there are none', () => {
    expect(spans('{"Statement": {"a": {}}}')).toEqual(['{"a": {}}'])
    expect(spans('{"Other": [{}], "x": {"Statement": [{}]}}')).toEqual([])
  })
  test('of a text that goes wrong, those before it', () => {
    expect(spans('{"Statement": [{"a": 1}, {"b": ')).toEqual(['{"a": 1}'])
  })
})

test('a line and column are a place in the text, and back', () => {
  const text = '{\n  "a": 1\n}'
  expect(text.slice(offsetOf(text, { line: 2, column: 3 }))).toBe('"a": 1\n}')
  expect(lineOf(text, offsetOf(text, { line: 3, column: 1 }))).toBe(3)
  expect(offsetOf(text, { line: 9, column: 9 })).toBe(text.length)
})
