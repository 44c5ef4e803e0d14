import { invalid, overQuota } from '../refusal.ts'
import { isRecord } from '../shape.ts'

const maxInlineChars = 10_240
const versions: unknown[] = ['2012-10-17', '2008-10-17']

/** Throws unless IAM would take the document as an inline policy of a role. */
export function checkPolicyDocument(json: string): void {
  if (json.replace(/\s/g, '').length > maxInlineChars)
    throw overQuota(`Maximum inline policy size of ${maxInlineChars} non-whitespace characters exceeded`)
  const document = parsed(json)
  if (!isRecord(document)) throw malformed('the policy is not a JSON object')
  if (!versions.includes(document['Version'] ?? versions[0])) throw malformed('unknown Version')
  const statements = [document['Statement'] ?? []].flat()
  if (statements.length === 0) throw malformed('there is no Statement')
  for (const statement of statements) checkStatement(statement)
  checkSids(statements)
}

function checkStatement(statement: unknown): void {
  if (!isRecord(statement)) throw malformed('a Statement is not an object')
  const has = (name: string) => statement[name] !== undefined
  if (statement['Effect'] !== 'Allow' && statement['Effect'] !== 'Deny')
    throw malformed('Effect is Allow or Deny')
  if (has('Action') === has('NotAction')) throw malformed('a Statement needs one of Action and NotAction')
  if (has('Resource') === has('NotResource'))
    throw malformed('a Statement needs one of Resource and NotResource')
  if (has('Principal') || has('NotPrincipal')) throw malformed('a role policy names no Principal')
  if (has('Sid') && !/^[A-Za-z0-9]*$/.test(String(statement['Sid']))) throw malformed('a Sid is alphanumeric')
}

function checkSids(statements: unknown[]): void {
  const sids = statements.flatMap((statement) => (isRecord(statement) ? [statement['Sid'] ?? []].flat() : []))
  if (new Set(sids).size !== sids.length) throw malformed('two Statements have the same Sid')
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    throw malformed('the policy is not JSON')
  }
}

const malformed = (why: string) => invalid(`The policy document is malformed: ${why}`)
