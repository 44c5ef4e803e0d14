import organisation from '../../test/fixtures/organisation.json' with { type: 'json' }

export interface Account {
  id: string
  name: string
  sensitive: boolean
}

/** Who looks at a replica page, and as what. */
export interface ConsoleSession {
  account: Account
  role: string
  userName: string
  region: string
  /** The label `<account>-<hash>` of a multi-session host, or null. */
  differentiator: string | null
  /** Carried along by every link of a page: the replica keeps no cookie. */
  query: string
}

export const accounts: readonly Account[] = organisation.accounts

const defaultAccount = '111122223333'
const multiSession = /^(?<account>\d{12})-[0-9a-z]{8}\./

/** Reads `?account=…&role=…&as=…`, else the multi-session host; null for an account the organisation lacks. */
export function sessionOf(url: URL): ConsoleSession | null {
  const host = multiSession.exec(url.hostname)
  const asked = url.searchParams.get('account') ?? host?.groups?.['account'] ?? defaultAccount
  const account = accounts.find(({ id }) => id === asked)
  if (!account) return null
  const role = url.searchParams.get('role') ?? 'ReadOnly'
  const userName = url.searchParams.get('as') ?? 'viewer'
  return {
    account,
    role,
    userName,
    region: /(?:^|\.)([a-z]{2}(?:-[a-z]+)+-\d)\.console\./.exec(url.hostname)?.[1] ?? 'us-east-1',
    differentiator: host ? host[0].slice(0, -1) : null,
    query: String(new URLSearchParams({ account: account.id, role, as: userName })),
  }
}

/** The suffix is Identity Center's; here it is the same in every account. */
export function sessionArn({ account, role, userName }: ConsoleSession): string {
  return `arn:aws:sts::${account.id}:assumed-role/AWSReservedSSO_${role}_1a2b3c4d5e6f7a8b/${userName}`
}

/** The JSON of `meta[name="awsc-session-data"]`, with the fields that other extensions are seen to read. */
export function sessionData(session: ConsoleSession): string {
  return JSON.stringify({
    accountId: session.account.id,
    accountAlias: session.account.name,
    displayName: `${session.role}/${session.userName}`,
    sessionARN: sessionArn(session),
    infrastructureRegion: session.region,
    signInEndpoint: 'https://us-east-1.signin.aws.amazon.com',
    prismModeEnabled: session.differentiator !== null,
    ...(session.differentiator !== null && { sessionDifferentiator: session.differentiator }),
  })
}
