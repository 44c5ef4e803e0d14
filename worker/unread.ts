import type { Reading } from '../schema/contract/policies.ts'
import type { PolicyTexts } from './aws/port.ts'

type Notice = Reading['findings'][number]

/** What is said of policies that stand in a set and that nobody here has read, or that bound it: never left out silently. */
export function noticesOn({ boundary }: Pick<PolicyTexts, 'boundary'>, unread: readonly string[]): Notice[] {
  return [...unread.map(notRead), ...(boundary === '' ? [] : [bounded(boundary)])]
}

/** `/path/name` is a policy that each account has its own of; an ARN is AWS's, one that our copy has not. */
function notRead(name: string): Notice {
  const why = name.startsWith('/')
    ? 'lives in the account'
    : 'is not in Hallpass’s copy of AWS’s policies, or not read yet'
  return notice('policy-unread', name, `Not read: ${name} ${why}. What it allows or denies is not said here.`)
}

function bounded(name: string): Notice {
  const where = name.startsWith('/') ? 'It lives in the account and is not read: it' : 'It'
  const because = `${name} bounds all of this. ${where} may take away from what is said here.`
  return notice('bounded', name, because)
}

/** Of a policy as a whole, so of its first statement. */
function notice(id: string, policy: string, because: string): Notice {
  return { id, severity: 'notice', because, policy, statement: 0 }
}
