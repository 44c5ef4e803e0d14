import { t } from '../../lib/words.ts'

interface Props {
  /** The highest is as high as the drawing. */
  readonly values: readonly number[]
  /** The one that is about now. */
  readonly current: number
  /** A line across, on the same scale. */
  readonly line?: number | null
}

/** Columns side by side, without a word: what they say stands beside them and in the table. */
export function Bars({ values, current, line = null }: Props) {
  const most = Math.max(...values, line ?? 0, 1)
  const step = 100 / values.length
  return (
    <svg class="bars" aria-hidden="true">
      {values.map((value, i) => (
        <rect
          key={i}
          class={i === current ? 'current' : undefined}
          x={`${sided(i * step + step * 0.12, step * 0.76)}%`}
          width={`${step * 0.76}%`}
          y={`${100 - (100 * value) / most}%`}
          height={`${(100 * value) / most}%`}
          rx="2"
        />
      ))}
      {line !== null && (
        <line x1="0" x2="100%" y1={`${100 - (100 * line) / most}%`} y2={`${100 - (100 * line) / most}%`} />
      )}
    </svg>
  )
}

/** Where something this wide begins: time runs as the person reads. */
export function sided(from: number, width: number): number {
  return t('ui_direction') === 'rtl' ? 100 - from - width : from
}
