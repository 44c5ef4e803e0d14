/** @jsxImportSource ../../lib/dom */
import { openPopup, openPortal } from '../../lib/page-messages.ts'
import { problemWords, type Refused } from '../../lib/words.ts'
import { Icon } from '../parts/icon.tsx'
import type { PanelModel } from './model.ts'

/** Stands under the field it is about. */
const atAField = new Set(['/problems/reason-short', '/problems/too-long'])

/** The words of a refusal at the field it is about. */
export function TroubleAt({ trouble }: { trouble: Refused | null }) {
  if (!trouble) return null
  return (
    <p class="error" role="alert">
      <Icon name="cross" /> {problemWords(trouble).detail}
    </p>
  )
}

/** A refusal that is about no field, and for any the one button that mends it. */
export function TroubleNote({ trouble, model }: { trouble: Refused | null; model: PanelModel }) {
  if (!trouble) return null
  const { title, detail, button } = problemWords(trouble)
  const go = mend(trouble, model)
  return (
    <>
      {!atAField.has(trouble.type) && (
        <div class="note" role="alert">
          <b>{title}</b>
          <p>{detail}</p>
        </div>
      )}
      {button && go && (
        <button type="button" class="normal" onClick={go}>
          {button}
        </button>
      )}
    </>
  )
}

function mend({ type, requestId, maxSeconds }: Refused, model: PanelModel): (() => void) | null {
  switch (type) {
    case '/problems/signed-out':
      return openPopup
    case '/problems/already-asked':
    case '/problems/already-held':
      return requestId ? () => void model.follow(requestId) : null
    case '/problems/too-long':
      return maxSeconds ? () => model.edit({ seconds: maxSeconds }) : null
    case '/problems/too-many-open':
      return () => openPortal('/requests?filter=open')
    default:
      return null
  }
}
