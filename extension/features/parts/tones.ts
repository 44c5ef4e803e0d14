import type { Tone } from '../../../schema/contract/lifecycle.ts'
import type { IconName } from './icon.tsx'

/** What stands for each tone beside its colour. */
export const toneIcons: Record<Tone, IconName> = {
  pending: 'dots',
  info: 'ring',
  'in-progress': 'ring',
  success: 'check',
  stopped: 'stop',
  error: 'cross',
  warning: 'warning',
}
