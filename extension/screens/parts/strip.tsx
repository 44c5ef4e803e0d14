import type { Figure } from '../../models/portal/strip.ts'

/** A few figures side by side, each with what it counts above and where it comes from below. */
export function Strip({ figures }: { figures: readonly Figure[] }) {
  if (figures.length === 0) return null
  return (
    <dl class="strip">
      {figures.map(({ title, figure, second }) => (
        <div key={title}>
          <dt>{title}</dt>
          <dd class="figure">{figure}</dd>
          <dd class="says">{second}</dd>
        </div>
      ))}
    </dl>
  )
}
