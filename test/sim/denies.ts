/** Credentials of one person in one account, as AWS issued them. */
export interface Credential {
  readonly account: string
  readonly user: string
  readonly issuedAt: number
}

interface Statement {
  readonly Sid?: string
  readonly Effect: string
  readonly Action: unknown
  readonly Resource: unknown
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>
}

/** A world asks the same few documents over and over. */
const read = new Map<string, readonly Statement[]>()
const mostRead = 500

export function statementsIn(document: string): readonly Statement[] {
  const known = read.get(document)
  if (known) return known
  if (read.size >= mostRead) read.clear()
  const statements = parsed(document)
  read.set(document, statements)
  return statements
}

function parsed(document: string): readonly Statement[] {
  if (document === '') return []
  const { Statement: found } = JSON.parse(document) as { Statement: Statement | Statement[] }
  return [found].flat()
}

/** Does a document refuse everything to these credentials at this instant? As IAM decides: every condition must hold. */
export function refuses(document: string, credential: Credential, at: number): boolean {
  return statementsIn(document).some((each) => isWhole(each) && holds(each, credential, at))
}

function isWhole({ Effect, Action, Resource }: Statement): boolean {
  return Effect === 'Deny' && Action === '*' && Resource === '*'
}

function holds({ Condition = {} }: Statement, credential: Credential, at: number): boolean {
  return Object.entries(Condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) =>
      [values].flat().some((value) => compare(operator, valueOf(key, credential, at), value)),
    ),
  )
}

/** A key that a request does not carry matches nothing, and differs from everything. */
function valueOf(key: string, { account, user, issuedAt }: Credential, at: number): string | number | null {
  switch (key) {
    case 'aws:PrincipalAccount':
      return account
    case 'identitystore:UserId':
      return user
    case 'aws:CurrentTime':
      return at
    case 'aws:TokenIssueTime':
      return issuedAt
    default:
      return null
  }
}

/** AWS's times of a request have whole seconds. */
function compare(operator: string, has: string | number | null, wanted: string): boolean {
  if (operator === 'StringNotEquals') return has !== wanted
  if (has === null) return false
  if (operator === 'StringEquals') return has === wanted
  if (typeof has !== 'number') return false
  const [second, limit] = [Math.floor(has / 1_000) * 1_000, Date.parse(wanted)]
  if (operator === 'DateGreaterThanEquals') return second >= limit
  return operator === 'DateLessThan' && second < limit
}
