import { AwsClient } from 'aws4fetch'
import { Unanswered } from './answer.ts'
import type { AwsConfig } from './config.ts'
import { dnsSuffix } from './dns-suffix.ts'
import type { Judged } from './port.ts'

const operation = 'access-analyzer:ValidatePolicy'
const signingName = 'access-analyzer'
const path = '/policy/validation'

/**
 * What Access Analyzer has against an identity policy, its errors and security warnings alone; one attempt.
 * https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ValidatePolicy.html
 */
export async function validatePolicy(config: AwsConfig, policyDocument: string): Promise<readonly Judged[]> {
  const { region, endpoint, timeoutMs } = config
  const credentials = await config.credentialsOf('jit-read')
  const client = new AwsClient({ ...credentials, service: signingName, region, retries: 0 })
  config.onCall?.(operation)
  const at = endpoint ?? `https://${signingName}.${region}.${dnsSuffix(region)}`
  const answer = await client
    .fetch(at + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ policyDocument, policyType: 'IDENTITY_POLICY', locale: 'EN' }),
      signal: AbortSignal.timeout(timeoutMs),
    })
    .then(async (response) => (response.status === 200 ? ((await response.json()) as Answer) : null))
    .catch((error: unknown) => {
      throw new Unanswered(operation, { kind: 'unknown' }, error)
    })
  if (!Array.isArray(answer?.findings)) throw new Unanswered(operation, { kind: 'unknown' })
  return answer.findings.flatMap(judgedIn)
}

/** As far as it is read here; whatever of it is missing is left out. */
interface Answer {
  readonly findings?: readonly Finding[]
}
interface Finding {
  readonly findingType?: string
  readonly issueCode?: string
  readonly findingDetails?: string
  readonly locations?: readonly { readonly path?: readonly Step[] }[]
}
interface Step {
  readonly value?: string
  readonly index?: number
}

function judgedIn({ findingType, issueCode, findingDetails, locations }: Finding): Judged[] {
  const isGrave = findingType === 'ERROR' || findingType === 'SECURITY_WARNING'
  if (!isGrave || issueCode === undefined || findingDetails === undefined) return []
  const kind = findingType === 'ERROR' ? 'error' : 'security'
  return [{ kind, code: issueCode, says: findingDetails, statement: statementAt(locations?.[0]?.path ?? []) }]
}

/** A statement that stands alone has no index. */
function statementAt(path: readonly Step[]): number {
  return path[0]?.value === 'Statement' ? (path[1]?.index ?? 0) : 0
}
