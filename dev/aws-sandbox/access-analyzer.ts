import { type Answer, answered, type Lost, refused } from './answer.ts'
import { countCall } from './calls.ts'
import { secretOf } from './credentials.ts'
import { takeFault } from './faults.ts'
import { Refusal } from './refusal.ts'
import type { Service } from './service.ts'
import { isRecord } from './shape.ts'
import { type Signed, verifySignature } from './sigv4.ts'
import { refusalBy } from './wire.ts'
import type { World } from './world.ts'

/** Access Analyzer's `ValidatePolicy`, REST and JSON: three of its hundred checks, each of another type. */
export const validation = '/policy/validation'

const service: Service = {
  target: '',
  signingName: 'access-analyzer',
  namespace: '',
  names: {
    throttled: 'ThrottlingException',
    broken: 'InternalServerException',
    invalid: 'ValidationException',
  },
  operations: {},
}

export function answerValidation(world: World, request: Signed): Answer | Lost {
  try {
    verifySignature(request, {
      service: service.signingName,
      region: world.organisation.region,
      now: world.now(),
      secretOf: (key) => secretOf(world.store, key),
    })
    countCall(world.store, 'ValidatePolicy')
    return validated(world, request)
  } catch (error) {
    if (error instanceof Refusal) return refused(error, service, world.now())
    throw error
  }
}

function validated(world: World, { body }: Signed): Answer | Lost {
  const fault = world.store.transaction(() => takeFault(world.store, 'ValidatePolicy'))
  const injected = refusalBy(fault, service)
  if (injected) throw injected
  const answer = answered({ findings: findingsIn(policyIn(body)) }, world.now())
  if (fault?.kind === 'lost') return 'lost'
  return fault?.kind === 'delay' ? { ...answer, holdMs: fault.ms ?? 0 } : answer
}

type Written = Readonly<Record<string, unknown>>

function policyIn(body: Buffer): Written {
  try {
    const asked = JSON.parse(body.toString()) as Written
    const policy: unknown = JSON.parse(String(asked['policyDocument']))
    if (asked['policyType'] === 'IDENTITY_POLICY' && isRecord(policy)) return policy
  } catch {}
  throw new Refusal('ValidationException', 'The input fails to satisfy the constraints.')
}

function findingsIn(policy: Written): object[] {
  const statements = [policy['Statement']].flat().filter(isRecord)
  const found = statements.flatMap((statement, index) => [
    ...(passesAnything(statement) ? [finding(passRole, index)] : []),
    ...(hasNoRegion(statement) ? [finding(noRegion, index)] : []),
  ])
  return policy['Version'] === '2012-10-17' ? found : [...found, finding(oldVersion, null)]
}

const textsOf = (written: unknown): string[] => [written].flat().filter((one) => typeof one === 'string')

function passesAnything({ Effect, Action, Resource }: Written): boolean {
  const passes = textsOf(Action).some((action) => /^iam:passrole$/i.test(action))
  return Effect === 'Allow' && passes && textsOf(Resource).includes('*')
}

function hasNoRegion({ Resource }: Written): boolean {
  return textsOf(Resource).some((arn) => !/^(|[a-z]{2}(-[a-z]+)+-\d|.*\*.*)$/.test(arn.split(':')[3] ?? ''))
}

// https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
const passRole = {
  findingType: 'SECURITY_WARNING',
  issueCode: 'PASS_ROLE_WITH_STAR_IN_RESOURCE',
  findingDetails:
    'Using the iam:PassRole action with wildcards (*) in the resource can be overly permissive because it allows iam:PassRole permissions on multiple resources.',
}
const noRegion = {
  findingType: 'ERROR',
  issueCode: 'INVALID_ARN_REGION',
  findingDetails:
    'The Region is not valid for this resource. Update the resource ARN to include a supported Region.',
}
const oldVersion = {
  findingType: 'WARNING',
  issueCode: 'MISSING_VERSION',
  findingDetails:
    'We recommend that you specify the Version element to help you with debugging permission issues.',
}

function finding(check: object, statement: number | null): object {
  const path = statement === null ? [] : [{ value: 'Statement' }, { index: statement }]
  return {
    ...check,
    learnMoreLink: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/',
    locations: [{ path }],
  }
}
