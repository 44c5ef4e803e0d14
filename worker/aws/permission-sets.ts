import { nullWhenAbsent, Unanswered } from './answer.ts'
import type { AwsConfig } from './config.ts'
import { page, token } from './pages.ts'
import type { Directory } from './port.ts'
import { hashOf, policiesIn, tagsOf, textsOf } from './set-documents.ts'
import { readSso } from './sso-call.ts'

/** The sets themselves: what they are called, what they allow, how they are marked. */
export function permissionSets(
  config: AwsConfig,
): Pick<Directory, 'listPermissionSets' | 'nameOf' | 'policiesOf'> {
  return {
    listPermissionSets: async (after, limit) => {
      const input = { MaxResults: limit, ...token(after) }
      const answer = await readSso(config, 'jit-read', { operation: 'sso:ListPermissionSets', input })
      return page(answer.PermissionSets, answer.NextToken)
    },

    nameOf: (arn) => nameOf(config, arn).catch(nullWhenAbsent),
    policiesOf: (arn) => policiesOf(config, arn).catch(nullWhenAbsent),
  }
}

async function nameOf(config: AwsConfig, arn: string) {
  const call = { operation: 'sso:DescribePermissionSet', input: { PermissionSetArn: arn } } as const
  const set = (await readSso(config, 'jit-read', call)).PermissionSet
  const name = set?.Name
  if (name === undefined) throw new Unanswered(call.operation, { kind: 'unknown' })
  return { arn, name, sessionSeconds: secondsOf(set?.SessionDuration ?? defaultDuration) }
}

/** AWS's own, for a set that names none. */
const defaultDuration = 'PT1H'

const longestSeconds = 12 * 60 * 60

/** ISO 8601 in days and smaller. What cannot be read counts as AWS's longest, so that no credential outlives our word. */
export function secondsOf(duration: string): number {
  const parts = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(duration)
  if (parts === null) return longestSeconds
  const [days, hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0))
  return ((days! * 24 + hours!) * 60 + minutes!) * 60 + seconds!
}

/** One call after the other: those of a refresh are paced by whoever counts them. */
async function policiesOf(config: AwsConfig, arn: string) {
  const tags = await tagsOf(config, 'jit-read', arn)
  const policies = await policiesIn(config, 'jit-read', arn)
  return { policyHash: await hashOf(policies), policies: textsOf(policies), tags }
}
