import { describe, expect, test } from 'vitest'
import { maxCharacters, readPolicy } from './read.ts'

const policy = (...statements: readonly object[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements })
const allow = (action: string, resource: string | readonly string[], more: object = {}) => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
  ...more,
})
const idsOf = (text: string) => readPolicy(text).findings.map(({ id }) => id)

describe('reading a policy', () => {
  test('counts the actions of a statement by level, of those its resources can be meant for', () => {
    const [objects, everything] = readPolicy(
      policy(allow('s3:*Object', 'arn:aws:s3:::reports/*', { Sid: 'Objects' }), allow('s3:*Object', '*')),
    ).statements
    expect(objects).toMatchObject({
      statement: 0,
      sid: 'Objects',
      services: ['s3'],
      resources: ['arn:aws:s3:::reports/*'],
      except: { actions: false, resources: false },
    })
    expect(objects!.actions).toMatchObject({ list: 0, read: 1, permissionsManagement: 0, tagging: 0 })
    expect(everything!.actions.write).toBeGreaterThanOrEqual(objects!.actions.write)
  })

  test('takes wildcards in the service’s part for the services they mean, and none between', () => {
    const [statement] = readPolicy(policy(allow('s?s:Get*', '*'))).statements
    expect(statement!.services).toEqual(['ses', 'sms', 'sns', 'sqs', 'sts'])
  })

  test('calls nobody an administrator who is left out somewhere', () => {
    const resource = { NotResource: 'arn:aws:s3:::wages/*', Resource: undefined }
    const found = idsOf(policy(allow('*', '*', resource)))
    expect(found).toContain('not-resource-allow')
    expect(found).not.toContain('full-administrator')
  })

  test('leaves an unsound statement out and keeps the numbers of the others', () => {
    const { errors, statements, findings } = readPolicy(
      policy(allow('s3:Fetch', '*'), allow('sts:AssumeRole', '*')),
    )
    expect(errors).toMatchObject([{ statement: 0, position: { line: 1 } }])
    expect(statements.map(({ statement }) => statement)).toEqual([1])
    expect(findings).toMatchObject([{ id: 'assume-any-role', severity: 'escalation', statement: 1 }])
  })

  test('gives the heaviest findings first', () => {
    const { findings } = readPolicy(policy(allow('s3:GetObject', '*'), allow('organizations:*', '*')))
    expect(findings.map(({ severity }) => severity)).toEqual(['block', 'exposure'])
  })

  test('takes an unsound Deny for none', () => {
    const deny = { Effect: 'Deny', Action: ['sts:*', 'sts:Nothing'], Resource: '*' }
    expect(idsOf(policy(allow('sts:AssumeRole', '*'), deny))).toEqual(['assume-any-role'])
  })

  test('holds an unfinished name of our roles for one of them', () => {
    for (const name of ['jit*', 'aws-reserved/*', 'Hallpass-reader'])
      expect(idsOf(policy(allow('iam:DeleteRole', `arn:aws:iam::*:role/${name}`)))).toEqual([
        'tamper-hallpass',
      ])
    for (const name of ['jitter', 'ha*', 'aws-service-role/*'])
      expect(idsOf(policy(allow('iam:GetRole', `arn:aws:iam::*:role/${name}`)))).toEqual([])
  })

  test('reads a few patterns of several services by their names, and many as one of everything', () => {
    const some = (count: number) => Array.from({ length: count }, (_, n) => `arn:aws:*:*:*:role/my-app-${n}`)
    expect(idsOf(policy(allow('sts:AssumeRole', some(9))))).toEqual([])
    expect(idsOf(policy(allow('sts:AssumeRole', some(99))))).toEqual(['assume-any-role'])
  })

  test('holds a condition on no ARN in particular for none', () => {
    const any = { ArnLike: { 'iam:PolicyARN': 'arn:aws:iam::*:policy/*' } }
    expect(idsOf(policy(allow('iam:AttachRolePolicy', '*', { Condition: any })))).toEqual(['attach-policy'])
  })

  test('counts only white space of JSON as none', () => {
    const text = policy(allow('s3:GetObject', '*'))
    const blanks = (blank: string) =>
      readPolicy(text + blank.repeat(maxCharacters)).errors.map(({ message }) => message)
    expect(blanks(' ')).toEqual([])
    expect(blanks('\u00A0')).toEqual([expect.stringContaining('10240')])
  })
})
