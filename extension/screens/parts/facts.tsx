import type { ComponentChildren } from 'preact'

export type Fact = readonly [name: string, value: ComponentChildren]

/** Names and values, side by side where there is room. */
export function Facts({
  facts,
  kind = 'plain',
}: {
  facts: readonly Fact[]
  kind?: 'plain' | 'stacked' | 'lines'
}) {
  return (
    <dl class={`facts ${kind}`}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
