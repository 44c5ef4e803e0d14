import { useEffect } from 'preact/hooks'
import { pastedItem } from '../../lib/storage.ts'
import { t } from '../../lib/words.ts'
import type { PastedError } from '../../models/portal/pasted.ts'
import { Button } from '../../ui/button.tsx'
import { describedBy, Field } from '../../ui/field.tsx'
import { Note } from '../../ui/note.tsx'

/** An error says what is missing better than a form asks for it. Folded until somebody wants it. */
export function PasteError({ pasted }: { pasted: PastedError }) {
  useEffect(() => {
    void pasted.take()
    pastedItem.watch((brought) => void (brought && pasted.take()))
  }, [pasted])
  return (
    <section class="card body paste" aria-label={t('paste_open')}>
      <button
        type="button"
        class="link strong"
        aria-expanded={pasted.open.value}
        onClick={() => pasted.unfold()}
      >
        {t('paste_open')}
      </button>
      {pasted.open.value && <Text pasted={pasted} />}
    </section>
  )
}

function Text({ pasted }: { pasted: PastedError }) {
  const error = pasted.isNone.value ? t('paste_none') : pasted.read.value?.trouble || undefined
  return (
    <Field id="pasted" label={t('paste_label')} help={t('paste_help')} error={error}>
      <textarea
        id="pasted"
        rows={3}
        spellcheck={false}
        aria-describedby={describedBy('pasted')}
        aria-invalid={error !== undefined}
        value={pasted.text.value}
        onInput={(event) => void pasted.edit(event.currentTarget.value)}
      />
      <Told pasted={pasted} />
    </Field>
  )
}

function Told({ pasted }: { pasted: PastedError }) {
  const read = pasted.read.value
  if (!read) return null
  if (!read.reason) return read.at ? <p role="status">{t('paste_stopped', { at: read.at })}</p> : null
  const copy = () => void navigator.clipboard.writeText(`${read.reason}\n\n${pasted.text.value}`)
  return (
    <Note
      tone="info"
      title={t('problem_no_request_helps_title')}
      mend={
        <Button small onClick={copy}>
          {t('problem_no_request_helps_button')}
        </Button>
      }
    >
      {read.reason}
    </Note>
  )
}
