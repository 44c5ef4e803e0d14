import { useEffect } from 'preact/hooks'
import { pastedItem } from '../../lib/storage.ts'
import { t } from '../../lib/words.ts'
import { isDraftFirst, type PastedError } from '../../models/portal/pasted.ts'
import { Button } from '../../ui/button.tsx'
import { describedBy, Field } from '../../ui/field.tsx'
import { Note } from '../../ui/note.tsx'
import { useRested } from './use-rested.ts'

/** An error says what is missing better than a form asks for it. Folded until somebody wants it. */
export function PasteError({ pasted }: { pasted: PastedError }) {
  useEffect(() => {
    void pasted.take()
    return pastedItem.watch((brought) => void (brought && pasted.take()))
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
  useRested(pasted.text.value, () => void pasted.look())
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
        onInput={(event) => pasted.edit(event.currentTarget.value)}
      />
      <Told pasted={pasted} />
    </Field>
  )
}

function Told({ pasted }: { pasted: PastedError }) {
  const read = pasted.read.value
  if (!read) return null
  const why = read.reason || read.suggested?.says
  if (why) return <NoHelp why={why} text={pasted.text.value} />
  if (!read.at) return null
  return (
    <p role="status">
      {t('paste_stopped', { at: read.at })} <OnlyThis pasted={pasted} />
    </p>
  )
}

/** Less than any set gives, where one was taken. */
function OnlyThis({ pasted }: { pasted: PastedError }) {
  const { suggested, drafted } = pasted.read.value ?? {}
  if (!drafted || !suggested || isDraftFirst(suggested)) return null
  return (
    <>
      <Button kind="link" small onClick={() => pasted.takeDraft()}>
        {t('panel_only_this')}
      </Button>{' '}
      <span class="says">{t('panel_custom')}</span>
    </>
  )
}

function NoHelp({ why, text }: { why: string; text: string }) {
  const copy = () => void navigator.clipboard.writeText(`${why}\n\n${text}`)
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
      {why}
    </Note>
  )
}
