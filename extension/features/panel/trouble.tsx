/** @jsxImportSource ../../lib/dom */
import { openSignIn, openPortal } from '../../lib/page-messages.ts'
import { problemWords, type Refused } from '../../lib/words.ts'
import type { PanelModel } from './model.ts'

/** A refusal that is about no row, and for any the one button that mends it. */
export function TroubleNote({ trouble, model }: { trouble: Refused | null; model: PanelModel }) {
  if (!trouble) return null
  const { title, detail, button } = problemWords(trouble)
  const go = mend(trouble, model)
  const saidInItsRow = /short|long$/.test(trouble.type)
  return (
    <>
      {!saidInItsRow && (
        <div key={trouble.type} class="note" role="alert">
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

function mend({ type, requestId, maxSeconds }: Refused, model: PanelModel): (() => void) | null {
  if (requestId) return () => void model.follow(requestId)
  if (maxSeconds) return () => model.edit({ seconds: maxSeconds })
  if (type.endsWith('signed-out')) return openSignIn
  return type.endsWith('too-many-open') ? () => openPortal('/requests?filter=open') : null
}
