import { useEffect, useMemo, useState } from 'preact/hooks'
import type { Request } from '../../../schema/contract/requests.ts'
import { t } from '../../lib/words.ts'
import { type Export, exportOf, type Format, formats, mostExported } from '../../models/portal/export.ts'
import type { Page } from '../../models/portal/listing.ts'
import { saveFile } from '../../models/portal/save-file.ts'
import { connection, now } from '../../models/seen.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ProblemNote } from './notices.tsx'

interface Props {
  readonly read: (after?: string) => Promise<Page<Request>>
  readonly close: () => void
}

/** What the filter shows as a file; closing it while it reads stops the reading. */
export function ExportDialog({ read, close }: Props) {
  const file = useMemo(() => exportOf(read, saveFile, () => now.value), [])
  const [format, choose] = useState<Format>('csv')
  useEffect(() => () => file.cancel(), [file])
  const { step } = file.state.value
  return (
    <Dialog title={t('portal_export_title')} close={close}>
      <p>{t('portal_export_text')}</p>
      <fieldset class="choices" disabled={step === 'reading'}>
        <legend class="hidden">{t('portal_export_format')}</legend>
        {formats.map((each) => (
          <label key={each} class="choice">
            <input type="radio" name="format" checked={each === format} onChange={() => choose(each)} />
            <span>
              <b>{t(`portal_export_${each}`)}</b>
              <span class="says">{t(`portal_export_${each}_for`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <Progress file={file} again={() => void file.run(format)} />
      <div class="dialog-buttons">
        <Button
          kind="primary"
          disabled={step === 'reading' || connection.value !== 'online'}
          onClick={() => void file.run(format)}
        >
          {t('portal_export')}
        </Button>
        <Button autofocus kind="quiet" onClick={() => (step === 'reading' ? file.cancel() : close())}>
          {t(step === 'reading' ? 'portal_export_cancel' : 'portal_close')}
        </Button>
      </div>
    </Dialog>
  )
}

/** How far it is, calmly; and what stopped it, with the way on. */
function Progress({ file, again }: { file: Export; again: () => void }) {
  const at = file.state.value
  if (at.step === 'stopped') return <ProblemNote problem={at.problem} mend={again} />
  return (
    <p class="export-progress" role="status">
      {at.step === 'reading' && t('portal_export_reading', { n: String(at.read) })}
      {at.step === 'done' && t('portal_export_done', { n: String(at.read), file: at.name })}
      {at.step === 'done' && at.more && ` ${t('portal_export_more', { n: String(mostExported) })}`}
    </p>
  )
}
