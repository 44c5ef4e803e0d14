import { accountId, control, principal, sandbox, setArn, type Stack, type Who } from './stack.ts'

/** What AWS decides of a call with credentials that were issued then, now or at another instant. */
export interface Asked {
  readonly who: Who
  readonly account: string
  /** An ARN, or a name of the fixture. */
  readonly set: string
  readonly issuedAt: number
  readonly at?: number
}

export async function mayAct({ who, account, set, issuedAt, at }: Asked): Promise<boolean> {
  const { body } = await control('POST', `${sandbox}/access`, {
    principalId: principal(who),
    accountId: accountId(account),
    permissionSetArn: set.startsWith('arn:') ? set : setArn(set),
    action: 's3:ListAllMyBuckets',
    resource: '*',
    issuedAt: new Date(issuedAt).toISOString(),
    ...(at === undefined ? {} : { at: new Date(at).toISOString() }),
  })
  return body.allowed
}

/** The set of ours that this person holds in the account. */
export async function cloneOf(who: Who, account: string): Promise<string | null> {
  const { body } = await control('GET', `${sandbox}/assignments`)
  const held = body as { accountId: string; principalId: string; permissionSetArn: string }[]
  const mine = held.filter(
    (one) => one.principalId === principal(who) && one.accountId === accountId(account),
  )
  return mine.find(({ permissionSetArn }) => !permissionSetArn.includes('/ps-1000'))?.permissionSetArn ?? null
}

/** Asked by one person, and approved by the Admin. */
export async function grantTo(
  stack: Stack,
  who: Who,
  fields: { account: string; set: string; seconds: number; extends?: string },
): Promise<string> {
  const { account, set, seconds, ...more } = fields
  const wish = {
    accountId: accountId(account),
    permissionSetArn: setArn(set),
    durationSeconds: seconds,
    justification: 'Part of a test of the whole.',
    ...more,
  }
  const asked = await stack.call(who, 'POST', '/v1/requests', wish)
  if (asked.status !== 201) throw new Error(JSON.stringify(asked.body))
  const path = `/v1/requests/${asked.body.id}/decision`
  const decided = await stack.call('admin', 'POST', path, { decision: 'approve', accountName: account })
  if (decided.status !== 200) throw new Error(JSON.stringify(decided.body))
  return asked.body.id
}
