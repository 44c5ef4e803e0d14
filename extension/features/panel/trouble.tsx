/** @jsxImportSource ../../lib/dom */
import { open } from '../../lib/page-messages.ts'
import type { ShownTrouble } from '../../lib/shown.ts'
import type { PanelModel } from './model.ts'

/** A refusal that is about no row, and for any the one button that mends it. */
export function TroubleNote({ trouble, model }: { trouble: ShownTrouble | null; model: PanelModel }) {
  if (!trouble) return null
  const { row, title, detail, button } = trouble
  const go = mend(trouble, model)
  return (
    <>
      {!row && (
        <div key={title} class="note" role="alert">
          <b>{title}</b>
          <p>{detail}</p>
        </div>
      )}
      {button && go && (
        <button key={button} class="normal" onClick={go}>
          {button}
        </button>
      )}
    </>
  )
}

function mend({ requestId, maxSeconds, opens }: ShownTrouble, model: PanelModel): (() => void) | null {
  if (requestId) return () => void model.follow(requestId)
  if (maxSeconds) return () => model.edit({ seconds: maxSeconds })
  return opens ? () => open(opens) : null
}
