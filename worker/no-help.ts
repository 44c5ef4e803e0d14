import type { Api } from '../schema/contract/api.ts'
import type { Input, Output } from '../schema/contract/endpoint.ts'
import type { DenialReason } from '../schema/contract/suggest.ts'

type Stopped = Pick<Output<Api['suggest']>, 'action' | 'resources' | 'noHelp'>

/**
 * Why no grant helps, where the message itself says so. Only what no policy of one's own allows yet can be granted: every
 * other policy stands above a permission set, or belongs to the resource.
 */
export function whyNot({ action, resource, reason, policyArn }: Input<Api['suggest']>): Stopped | null {
  if (reason === undefined || reason === 'implicit_identity_policy') return null
  const noHelp = {
    because: reason,
    policy: policyArn ?? null,
    sentence: sentenceOf(reason, action, policyArn),
  }
  return { action, resources: resource === undefined ? [] : [resource], noHelp }
}

const named: Readonly<Record<string, string>> = {
  identity_policy: 'An identity-based policy',
  resource_policy: 'The policy of the resource',
  scp: 'A service control policy',
  rcp: 'A resource control policy',
  vpce_policy: 'The policy of a VPC endpoint',
  boundary: 'A permissions boundary',
  session_policy: 'A session policy',
  trust_policy: 'The trust policy of the role',
}

function sentenceOf(reason: DenialReason, action: string, policyArn: string | undefined): string {
  const [, way = '', kind = ''] = /^(implicit|explicit)_(.+)$/.exec(reason) ?? []
  const everyone = kind === 'scp' || kind === 'rcp' ? ' for everyone here' : ''
  const says = way === 'explicit' ? `denies ${action}${everyone}` : `does not allow ${action}`
  return `${named[kind]} ${says}${policyArn === undefined ? '' : `: ${policyArn}`}.`
}
