import { heldAt, type Pair } from './assignments.ts'
import type { Context } from './condition.ts'
import { type Decision, decide, type Policy } from './policy.ts'
import { managedPolicy } from './managed-policies.ts'
import { groupsOf } from './organisation.ts'
import { Refusal } from './refusal.ts'
import { contentAt, type Role, roleAt } from './roles.ts'
import type { SetContent } from './sets.ts'
import { isRecord, read, structure, text } from './shape.ts'
import { secondsIn } from './sso-admin/permission-sets.ts'
import { accountId, principalId, setArn } from './sso-admin/shapes.ts'
import type { World } from './world.ts'

const asked = structure({
  principalId,
  accountId,
  permissionSetArn: setArn,
  action: text('[A-Za-z0-9-]+:[A-Za-z0-9]+', 3, 200),
  resource: text('.+', 1, 2048),
})

export type Access = { allowed: boolean; because: string }

/**
 * Would credentials that the access portal issued at `issuedAt` be let through at `at`? They live on after the
 * assignment is gone, until the role or the session's time is; policies are read anew at each request.
 */
export function access(world: World, body: unknown): Access {
  const { action, resource, ...who } = read(asked, body)
  const issuedAt = instantIn(body, 'issuedAt', world.now())
  const at = instantIn(body, 'at', world.now())
  const pair = { accountId: who.accountId, setArn: who.permissionSetArn }

  if (at < issuedAt) return no('the credentials were not issued yet')
  if (!holds(world, pair, who.principalId, issuedAt))
    return no('nothing was assigned when they were to be issued')
  const role = roleAt(world, pair, issuedAt)
  if (!role) return no('there was no role when they were to be issued')
  if (role.until !== null && role.until <= at) return no(`the role with suffix ${role.suffix} is deleted`)
  const issuedWith = contentAt(world, role, issuedAt)
  const content = contentAt(world, role, at)
  if (!issuedWith || !content) return no('the role has no policies')
  if (at >= issuedAt + secondsIn(issuedWith.sessionDuration) * 1000)
    return no(`the session of ${issuedWith.sessionDuration} is over`)
  const context = contextOf(who.principalId, role, content, { issuedAt, at })
  return judged(content, { action, resource, context })
}

function holds(world: World, pair: Pair, id: string, at: number): boolean {
  const principals = [id, ...groupsOf(world.organisation, id).map((group) => group.id)]
  return principals.some((principal) => heldAt(world, pair, principal, at))
}

type Attempt = { action: string; resource: string; context: Context }

function judged(content: SetContent, { action, resource, context }: Attempt): Access {
  const decision = decide(policiesOf(content), action, resource, context)
  if (decision.effect !== 'allow') return no(decision.because)
  const limit = content.boundary && decide(boundaryOf(content), action, resource, context)
  if (limit && limit.effect !== 'allow') return no(`the permissions boundary: ${limit.because}`)
  return { allowed: true, because: decision.because }
}

function policiesOf(content: SetContent): Policy[] {
  const managed = content.managedPolicyArns.map(managedPolicy)
  return content.inlinePolicy === null ? managed : [...managed, inline(content.inlinePolicy)]
}

const boundaryOf = ({ boundary }: SetContent): Policy[] =>
  boundary?.ManagedPolicyArn === undefined ? [] : [managedPolicy(boundary.ManagedPolicyArn)]

/** Safe because documents are checked when they are put. */
const inline = (json: string): Policy => ({
  ...(JSON.parse(json) as Omit<Policy, 'name'>),
  name: 'the inline policy',
})

function contextOf(
  userId: string,
  role: Role,
  content: SetContent,
  times: { issuedAt: number; at: number },
): Context {
  const roleName = `AWSReservedSSO_${content.name}_${role.suffix}`
  return {
    'identitystore:userid': userId,
    'aws:principalaccount': role.accountId,
    'aws:resourceaccount': role.accountId,
    'aws:principalarn': `arn:aws:iam::${role.accountId}:role/aws-reserved/sso.amazonaws.com/${roleName}`,
    'aws:currenttime': new Date(times.at).toISOString(),
    'aws:epochtime': String(Math.floor(times.at / 1000)),
    'aws:tokenissuetime': new Date(times.issuedAt).toISOString(),
  }
}

/** An RFC 3339 instant, or milliseconds since 1970. */
function instantIn(body: unknown, name: string, otherwise: number): number {
  const sent = isRecord(body) ? body[name] : undefined
  if (sent === undefined || sent === null) return otherwise
  const ms = typeof sent === 'number' ? sent : Date.parse(typeof sent === 'string' ? sent : '')
  if (Number.isNaN(ms)) throw new Refusal('Invalid', `${name} is not an instant`)
  return ms
}

const no = (because: Decision['because']): Access => ({ allowed: false, because })
