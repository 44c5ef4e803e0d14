import { signal } from '@preact/signals'
import type { Finding } from '../../../schema/contract/findings.ts'

/** What somebody is about to do with a finding. */
export interface FindingAsked {
  readonly act: 'adopt' | 'remove' | 'ignore'
  readonly finding: Finding
}

export const findingDialog = signal<FindingAsked | null>(null)

export function askAbout(asked: FindingAsked): void {
  findingDialog.value = asked
}

export function leaveIt(): void {
  findingDialog.value = null
}

/** The words of an act: to remove what AWS has lost is to end its session. */
export function wordOf({ act, finding }: FindingAsked): 'adopt' | 'remove' | 'end_lost' | 'ignore' {
  return act === 'remove' && finding.kind === 'lost' ? 'end_lost' : act
}
