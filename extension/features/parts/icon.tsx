/** @jsxImportSource ../../lib/dom */
/** Drawn on 16 × 16 with a stroke of 2, as the console's own. */
// oxfmt-ignore
const paths = {
  close: 'M3 3l10 10M13 3L3 13',
  down: 'M4 6l4 4 4-4',
  check: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM5 8l2.2 2.3L11 6',
  clock: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM8 4.5V8l2.5 1.8',
  dots: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM4.6 8h.8M7.6 8h.8M10.6 8h.8',
  ring: 'M8 1.8a6.2 6.2 0 1 1-6.2 6.2',
  stop: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM6 6h4v4H6z',
  cross: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4',
  warning: 'M8 2L1.5 14h13zM8 6.5v3.5M8 11.6v.8',
  open: 'M9.5 2H14v4.5M14 2L7.5 8.5M12 9.5V14H2V4h4.5',
  shield: 'M8 1.5L2.8 3.3v4.2c0 3.2 2.2 5.6 5.2 7 3-1.4 5.2-3.8 5.2-7V3.3z',
  plus: 'M8 2v12M2 8h12',
} as const

export type IconName = keyof typeof paths

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  )
}

/** The pass with its keyhole. */
export function Mark() {
  return (
    <svg class="mark" width="14" height="18" viewBox="0 0 14 18" aria-hidden="true">
      <path d="M3 0h8a3 3 0 0 1 3 3v12a3 3 0 0 1-3 3H3a3 3 0 0 1-3-3V3a3 3 0 0 1 3-3z" />
      <path class="hole" d="M4.5 2.5h5V4h-5zM7 7a2.2 2.2 0 0 1 1 4.2l.6 3.3H5.4l.6-3.3A2.2 2.2 0 0 1 7 7z" />
    </svg>
  )
}
