import type { Asked } from '../../../schema/contract/requests.ts'

/** A permission set as it is being written. */
export interface CustomDraft {
  readonly label: string
  readonly hours: number
  /** One ARN to a line. */
  readonly managed: string
  readonly inline: string
}

export const blankCustom: CustomDraft = { label: '', hours: 1, managed: '', inline: '' }

/** AWS's own bound, without spaces. */
export const mostCharacters = 10_240

export function customOf({ label, hours, managed, inline }: CustomDraft): NonNullable<Asked['custom']> {
  return {
    label: label.trim(),
    sessionDuration: `PT${hours}H`,
    managedPolicyArns: arnsOf(managed),
    ...(inline.trim() ? { inlinePolicy: inline.trim() } : {}),
  }
}

/** A name alone is one of AWS's own policies. */
function arnsOf(managed: string): string[] {
  const named = managed.split(/[\s,]+/).filter(Boolean)
  return named.map((name) => (name.startsWith('arn:') ? name : `arn:aws:iam::aws:policy/${name}`))
}

export function missingOf({ label, managed, inline }: CustomDraft): 'label' | 'policy' | null {
  if (!label.trim()) return 'label'
  return managed.trim() || inline.trim() ? null : 'policy'
}

/** How many characters AWS counts. */
export function characters(policy: string): number {
  return policy.replace(/\s/g, '').length
}
