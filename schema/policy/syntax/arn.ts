import { globOf, matches } from '../meaning/glob.ts'
import { hasOpenVariable } from '../meaning/variables.ts'
import { shown } from './json.ts'

const partitions = [
  'aws',
  'aws-cn',
  'aws-us-gov',
  'aws-eusc',
  'aws-iso',
  'aws-iso-b',
  'aws-iso-e',
  'aws-iso-f',
]

/** What is wrong with an element of Resource or NotResource; null when nothing is. */
export function wrongWithResource(resource: string): string | null {
  if (/^\*+$/.test(resource)) return null
  if (hasOpenVariable(resource)) return `A variable in “${shown(resource)}” is not closed by }`
  // The colon in a variable's name parts nothing.
  const [scheme, partition, service, region, account, ...rest] = resource
    .replaceAll(/\$\{[^{}]*\}/g, '$')
    .split(':')
  const isWhole = scheme === 'arn' && service && region !== undefined && rest.length > 0
  if (!isWhole) return `“${shown(resource)}” is neither "*" nor an ARN of six parts`
  if (!isPartition(partition!)) return `“${shown(resource)}” names no partition of AWS`
  if (!isAccount(account!)) return `“${shown(resource)}” names no account: 12 digits, or a pattern`
  return null
}

function isPartition(written: string): boolean {
  return written === '$' || partitions.some((known) => matches(globOf(written), known))
}

/** `aws` owns the managed policies, and images; a variable may hold any account. */
function isAccount(written: string): boolean {
  return /^(?:\d{12}|[\d*?]*[*?][\d*?]*|aws)?$/.test(written) || written.includes('$')
}
