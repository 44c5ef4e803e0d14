import type { Asked } from '../../../schema/contract/requests.ts'
import { laidOut } from './policy-text.ts'

type Custom = NonNullable<Asked['custom']>

export interface NamedPolicy {
  readonly arn: string
  readonly name: string
}

/** A permission set as it is being written. */
export interface CustomDraft {
  readonly label: string
  readonly hours: number
  readonly managed: readonly NamedPolicy[]
  readonly inline: string
}

export const blankCustom: CustomDraft = { label: '', hours: 1, managed: [], inline: '' }

/** As many as AWS attaches to one set. */
export const mostManaged = 10
export const mostHours = 12

export function customOf({ label, hours, managed, inline }: CustomDraft): Custom {
  return {
    label: label.trim(),
    sessionDuration: `PT${hours}H`,
    managedPolicyArns: managed.map(({ arn }) => arn),
    ...(inline.trim() ? { inlinePolicy: inline.trim() } : {}),
  }
}

/** One that was written before, or drafted by the server, laid out to be read and changed. */
export function draftOf({ label, sessionDuration, managedPolicyArns, inlinePolicy }: Custom): CustomDraft {
  return {
    label,
    hours: Number(sessionDuration.replace(/\D/g, '')),
    managed: managedPolicyArns.map((arn) => ({ arn, name: policyName(arn) })),
    inline: inlinePolicy === undefined ? '' : laidOut(inlinePolicy),
  }
}

export function policyName(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1)
}

export function missingOf({ label, managed, inline }: CustomDraft): 'label' | 'policy' | null {
  if (!label.trim()) return 'label'
  return managed.length > 0 || inline.trim() ? null : 'policy'
}
