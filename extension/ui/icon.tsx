import type { Tone } from '../../schema/contract/lifecycle.ts'

const circle = 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13z'

/** Drawn on 16 × 16 with a stroke of 2, as the console's own. */
// oxfmt-ignore
const paths = {
  check: `${circle}M5 8.2l2.2 2.1L11 6.2`,
  dots: `${circle}M4.9 8h.2M7.9 8h.2M10.9 8h.2`,
  ring: 'M8 1.8a6.2 6.2 0 1 1-6.2 6.2',
  stop: `${circle}M5 8h6`,
  cross: `${circle}M5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4`,
  info: `${circle}M8 7.5v4M8 4.7v.4`,
  warning: 'M8 2L1.5 14h13zM8 6.7v3.2M8 11.7v.4',
  clock: `${circle}M8 4.5V8l2.4 1.9`,
  down: 'M4 6l4 4 4-4',
  bolt: 'M9 1.5L3.5 9H8l-1 5.5L12.5 7H8z',
  close: 'M3 3l10 10M13 3L3 13',
  copy: 'M6 5.5h7.5V14H6zM3.5 10.5h-1V2H10v1',
  shield: 'M8 1.5L2.8 3.3v4.2c0 3.2 2.2 5.6 5.2 7 3-1.4 5.2-3.8 5.2-7V3.3z',
  offline: 'M2 2l12 12M1.5 6.3A9.6 9.6 0 0 1 4 4.7M6.8 3.6a9.6 9.6 0 0 1 7.7 2.7M4.3 9.2a5.6 5.6 0 0 1 2-1.3M10.2 8.1c.6.3 1.1.6 1.5 1.1M8 12.3v.2',
  open: 'M9.5 2H14v4.5M14 2L7.5 8.5M12 9.5V14H2V4h4.5',
} as const

export type IconName = keyof typeof paths

/** Says nothing by itself: the word stands beside it. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg class={`icon icon-${name}`} width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  )
}

export const iconOfTone: Readonly<Record<Tone, IconName>> = {
  pending: 'dots',
  info: 'info',
  'in-progress': 'ring',
  success: 'check',
  stopped: 'stop',
  error: 'cross',
  warning: 'warning',
}
