/** @jsxImportSource ../../lib/dom */
import { open } from '../../lib/page-messages.ts'
import type { ShownTrouble } from '../../lib/shown.ts'
import { Icon } from '../parts/icon.tsx'
import { toneIcons } from '../parts/tones.ts'
import type { PanelModel } from './model.ts'

interface Props {
  readonly trouble: ShownTrouble | null
  readonly model: PanelModel
}

/** A refusal that is about no row. */
export function TroubleNote({ trouble, model }: Props) {
  if (!trouble?.tone) return null
  const { tone, title, detail } = trouble
  return (
    <div key={detail} class={`note ${tone}`} role="alert">
      <b>
        <Icon name={toneIcons[tone]} /> {title}
      </b>
      <p>{detail}</p>
      <Mend trouble={trouble} model={model} />
    </div>
  )
}

/** The one button that mends it, beside what it says. */
export function Mend({ trouble, model }: Props) {
  if (!trouble?.button) return null
  return (
    <button class="normal" onClick={() => mend(trouble, model)}>
      {trouble.button}
    </button>
  )
}

export function mend({ requestId, maxSeconds, opens, detail }: ShownTrouble, model: PanelModel): void {
  if (requestId) void model.follow(requestId)
  else if (maxSeconds) model.edit({ seconds: maxSeconds })
  else if (opens) open(opens)
  else void navigator.clipboard.writeText(detail)
}
